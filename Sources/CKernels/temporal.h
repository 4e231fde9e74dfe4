// Dates and timestamps as text. The day's date: Cassio Neri and Lorenz Schneider, "Euclidean affine functions and
// their application to calendar algorithms" (2022), figure 12.

// One era of 400 years ahead, so that the days of January and February of the year 0 are not negative.
#define SK_ERA_DAYS 146097
#define SK_DAYS_TO_1970 719468

// n < 100 as two digits, first one in the lower byte.
SK_INLINE uint32_t two_digits(uint32_t n) {
  const uint32_t tens = (n * 103) >> 10;
  return (tens | (n - 10 * tens) << 8) + 0x3030;
}

SK_INLINE void store_pair(uint8_t *place, uint32_t n) {
  const uint16_t pair = (uint16_t)two_digits(n);
  memcpy(place, &pair, 2);
}

SK_INLINE void store_date(const sk_temporal *format, int64_t day, uint8_t *place) {
  const uint32_t n1 = 4 * (uint32_t)(day + SK_DAYS_TO_1970 + SK_ERA_DAYS) + 3;
  const uint32_t century = n1 / SK_ERA_DAYS;
  const uint32_t n2 = n1 % SK_ERA_DAYS | 3;
  const uint64_t p2 = (uint64_t)2939745 * n2;
  const uint32_t year_of_century = (uint32_t)(p2 >> 32);
  const uint32_t day_of_year = (uint32_t)p2 / 2939745 / 4;
  const uint32_t n3 = 2141 * day_of_year + 197913;
  const uint32_t next = day_of_year >= 306;
  const uint32_t year = 100 * century + year_of_century - 400 + next;
  const uint32_t upper = year / 100;
  const uint32_t digits = two_digits(upper) | two_digits(year - 100 * upper) << 16;
  memcpy(place + format->year, &digits, 4);
  store_pair(place + format->month, (n3 >> 16) - 12 * next);
  store_pair(place + format->day, (n3 & 0xffff) / 2141 + 1);
}

// Appends nothing and gives 0 if a value lies outside the format's range.
static int spell_temporals(
    int64_t rows, const int64_t *values, const sk_temporal *format, const uint8_t *literals,
    sk_text before, uint8_t **restrict cursors) {
  int outside = 0;
  for (int64_t i = 0; i < rows; i++) {
    outside |= (values[i] < format->lowest) | (values[i] > format->highest);
  }
  if (outside) return 0;
  const sk_prefix prefix = prefix_of(before);
  uint8_t text[SK_TEMPORAL_BOUND];
  memcpy(text, literals, SK_TEMPORAL_BOUND);
  const int64_t ticks = format->ticks_per_second;
  const uint64_t kept =
      format->fraction_digits < 8 ? (1ull << 8 * format->fraction_digits) - 1 : ~0ull;
  uint64_t behind;
  memcpy(&behind, text + format->fraction, 8);
  for (int64_t i = 0; i < rows; i++) {
    uint8_t *place = append_prefix(prefix, cursors[i]);
    cursors[i] = place + format->length;
    memcpy(place, text, SK_TEMPORAL_BOUND);
    if (ticks == 0) {
      store_date(format, values[i], place);
      continue;
    }
    int64_t second = values[i];
    if (ticks > 1) {
      second = values[i] / ticks - (values[i] % ticks < 0);
      const uint64_t billionths =
          (uint64_t)((values[i] - second * ticks) * format->billionths_per_tick);
      const uint64_t digits = eight_digits(billionths / 10) | SK_ZEROS;
      store8(place + format->fraction, (digits & kept) | (behind & ~kept));
      if (format->fraction_digits == 9) place[format->fraction + 8] = (uint8_t)('0' + billionths % 10);
    }
    // Counted from an era before 1970-01-01 that makes it positive.
    const uint64_t shifted = (uint64_t)(second + 6 * (int64_t)SK_ERA_DAYS * 86400);
    const uint64_t day = shifted / 86400;
    const uint32_t time = (uint32_t)(shifted - 86400 * day);
    store_date(format, (int64_t)day - 6 * SK_ERA_DAYS, place);
    store_pair(place + format->hour, time / 3600);
    store_pair(place + format->minute, time / 60 % 60);
    store_pair(place + format->second, time % 60);
  }
  return 1;
}
