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

SK_INLINE void store_pair(uint8_t *place, uint32_t pair) {
  const uint16_t bytes = (uint16_t)pair;
  memcpy(place, &bytes, 2);
}

// The digits of the dates of days, counted from an era before 1970-01-01: four of the year; two of the month and
// two of the day above them.
SK_INLINE void dates_of(
    int64_t rows, const uint32_t *days, uint32_t *restrict years, uint32_t *restrict months_and_days) {
  for (int64_t i = 0; i < rows; i++) {
    const uint32_t n1 = 4 * (days[i] + SK_DAYS_TO_1970) + 3;
    const uint32_t century = n1 / SK_ERA_DAYS;
    const uint32_t n2 = (n1 - SK_ERA_DAYS * century) | 3;
    const uint64_t p2 = (uint64_t)2939745 * n2;
    const uint32_t year_of_century = (uint32_t)(p2 >> 32);
    const uint32_t day_of_year = (uint32_t)p2 / 2939745 / 4;
    const uint32_t n3 = 2141 * day_of_year + 197913;
    const uint32_t next = day_of_year >= 306;
    const uint32_t year = 100 * century + year_of_century - 400 + next;
    const uint32_t upper = year / 100;
    years[i] = two_digits(upper) | two_digits(year - 100 * upper) << 16;
    months_and_days[i] =
        two_digits((n3 >> 16) - 12 * next) | two_digits((n3 & 0xffff) / 2141 + 1) << 16;
  }
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
  uint32_t days[SK_SPELLING_ROWS], times[SK_SPELLING_ROWS] = {0}, billionths[SK_SPELLING_ROWS] = {0};
  uint32_t years[SK_SPELLING_ROWS], months_and_days[SK_SPELLING_ROWS];
  uint32_t hours_and_minutes[SK_SPELLING_ROWS], seconds[SK_SPELLING_ROWS];
  uint64_t fractions[SK_SPELLING_ROWS];
  if (ticks == 0) {
    for (int64_t i = 0; i < rows; i++) days[i] = (uint32_t)(values[i] + SK_ERA_DAYS);
  } else {
    for (int64_t i = 0; i < rows; i++) {
      int64_t second = values[i];
      if (ticks > 1) {
        second = values[i] / ticks - (values[i] % ticks < 0);
        billionths[i] = (uint32_t)((values[i] - second * ticks) * format->billionths_per_tick);
      }
      // Made positive by whole eras.
      const uint64_t shifted = (uint64_t)(second + 6 * (int64_t)SK_ERA_DAYS * 86400);
      const uint64_t day = shifted / 86400;
      times[i] = (uint32_t)(shifted - 86400 * day);
      days[i] = (uint32_t)day - 5 * SK_ERA_DAYS;
    }
  }
  dates_of(rows, days, years, months_and_days);
  if (ticks > 0) {
    for (int64_t i = 0; i < rows; i++) {
      const uint32_t minute = times[i] / 60;
      hours_and_minutes[i] = two_digits(minute / 60) | two_digits(minute % 60) << 16;
      seconds[i] = two_digits(times[i] - 60 * minute);
      const uint64_t digits = eight_digits(billionths[i] / 10) | SK_ZEROS;
      fractions[i] = (digits & kept) | (behind & ~kept);
    }
  }
  for (int64_t i = 0; i < rows; i++) {
    uint8_t *place = append_prefix(prefix, cursors[i]);
    cursors[i] = place + format->length;
    memcpy(place, text, SK_TEMPORAL_BOUND);
    // First, as it may write beyond its end.
    if (ticks > 1) store8(place + format->fraction, fractions[i]);
    if (format->fraction_digits == 9) place[format->fraction + 8] = (uint8_t)('0' + billionths[i] % 10);
    memcpy(place + format->year, years + i, 4);
    store_pair(place + format->month, months_and_days[i]);
    store_pair(place + format->day, months_and_days[i] >> 16);
    if (ticks > 0) {
      store_pair(place + format->hour, hours_and_minutes[i]);
      store_pair(place + format->minute, hours_and_minutes[i] >> 16);
      store_pair(place + format->second, seconds[i]);
    }
  }
  return 1;
}
