// Text tables: where fields begin and end, numbers and short levels in them. All of it works on integers, so
// every instruction set gives the same results by itself.

typedef uint8_t csv_block __attribute__((ext_vector_type(64), aligned(1)));
typedef _Bool csv_mask __attribute__((ext_vector_type(64)));

#define CSV_BYTES(b) ((uint64_t)(b) * 0x0101010101010101u)
#define CSV_HIGH 0x8080808080808080u

// Bit i: whether byte i of 64 is `byte`. (Vectors as arguments would depend on the instruction set.)
SK_INLINE uint64_t csv_equal(const uint8_t *block, uint8_t byte) {
  const csv_block bytes = *(const csv_block *)block;
  return __builtin_bit_cast(uint64_t, __builtin_convertvector(bytes == (csv_block)byte, csv_mask));
}

SK_INLINE uint64_t csv_load(const uint8_t *p) {
  uint64_t word;
  memcpy(&word, p, sizeof word);
  return word;
}

// Bit i of the result: whether bits 0 to i of `bits` are odd in number.
SK_INLINE uint64_t csv_parity(uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

// The 64 bytes at `position`, those from `size` on as zeros in `copy`.
SK_INLINE const uint8_t *csv_read(const uint8_t *text, int64_t position, int64_t size, uint8_t *copy) {
  if (position + 64 <= size) return text + position;
  memset(copy, 0, 64);
  memcpy(copy, text + position, (size_t)(size - position));
  return copy;
}

static void csv_scan(const uint8_t *text, int64_t size, sk_text_counts *counts) {
  uint64_t quotes = 0, inside = 0, even = 0, all = 0, nul = 0;
  csv_block seen = {0};
  uint8_t copy[64];
  for (int64_t i = 0; i < size; i += 64) {
    const uint8_t *block = csv_read(text, i, size, copy);
    const uint64_t valid = size - i >= 64 ? ~(uint64_t)0 : ~(~(uint64_t)0 << (size - i));
    const uint64_t quote = csv_equal(block, '"'), feed = csv_equal(block, '\n');
    nul |= csv_equal(block, 0) & valid;
    seen |= *(const csv_block *)block;
    all += (uint64_t)__builtin_popcountll(feed);
    if (quote != 0) {
      even += (uint64_t)__builtin_popcountll(feed & ~(csv_parity(quote) ^ inside));
      quotes += (uint64_t)__builtin_popcountll(quote);
      inside = quotes & 1 ? ~(uint64_t)0 : 0;
    } else {
      even += (uint64_t)__builtin_popcountll(feed & ~inside);
    }
  }
  uint8_t high = 0;
  memcpy(copy, &seen, sizeof copy);
  for (int i = 0; i < 64; i++) high |= copy[i];
  counts->quotes = (int64_t)quotes;
  counts->line_feeds[0] = (int64_t)even;
  counts->line_feeds[1] = (int64_t)(all - even);
  counts->has_nul = nul != 0;
  counts->has_high = high >> 7;
}

// Separators go to `separators` until there are `capacity` (up to 63 more for the last 64 bytes), then whole
// records are made of them; what is left over is kept for the next call.
static int64_t csv_records(sk_record_cursor *c, uint32_t *starts, uint32_t *ends) {
  const uint8_t *text = c->text;
  int64_t count = c->kept, feeds = c->kept_feeds;
  uint8_t copy[64];
  while (count < c->capacity && c->position < c->end) {
    const uint8_t *block = csv_read(text, c->position, c->end, copy);
    uint64_t feed = csv_equal(block, '\n'), found = feed | csv_equal(block, c->delimiter);
    const int64_t left = c->end - c->position;
    if (left < 64) {
      const uint64_t valid = ~(~(uint64_t)0 << left);
      feed &= valid;
      found &= valid;
    }
    feeds += __builtin_popcountll(feed);
    const int64_t next = count + __builtin_popcountll(found);
    uint32_t *target = c->separators + count;
    const uint32_t base = (uint32_t)c->position;
    // Four at a time without asking how many there are; there is room for what is written too many.
    while (found != 0) {
      for (int k = 0; k < 4; k++) {
        target[k] = base + (uint32_t)__builtin_ctzll(found | (uint64_t)1 << 63);
        found &= found - 1;
      }
      target += 4;
    }
    count = next;
    c->position = left < 64 ? c->end : c->position + 64;
  }
  // The text may end without a line feed.
  if (c->position >= c->end && c->end > c->start && text[c->end - 1] != '\n' && !c->closed) {
    c->separators[count++] = (uint32_t)c->end;
    feeds++;
    c->closed = 1;
  }
  const int64_t rows = count / c->width, used = rows * c->width;
  uint32_t start = (uint32_t)c->start;
  for (int64_t i = 0; i < used; i++) {
    starts[i] = start;
    ends[i] = c->separators[i];
    start = c->separators[i] + 1;
  }
  for (int64_t row = 1; row <= rows; row++) {
    const int64_t last = row * c->width - 1;
    const uint32_t at = ends[last];
    if (at != c->end && text[at] != '\n') return -1;
    if (at > starts[last] && text[at - 1] == '\r') ends[last] = at - 1;
  }
  c->kept = count - used;
  c->kept_feeds = 0;
  for (int64_t i = 0; i < c->kept; i++) {
    const uint32_t at = c->separators[used + i];
    c->separators[i] = at;
    c->kept_feeds += at == c->end || text[at] == '\n';
  }
  c->start = start;
  // As many records as line feeds, and each ends in one: no record has more or fewer fields.
  if (feeds - c->kept_feeds != rows) return -1;
  return c->position >= c->end && c->kept != 0 ? -1 : rows;
}

// A number's digits, read as one integer, and what it is spelt like.
typedef struct {
  uint64_t digits;
  int32_t before;    // digits before the point
  int32_t after;     // digits after the point
  int32_t exponent;  // of ten, to multiply the digits by
  int32_t kind;      // 0 other, 1 integer, 2 decimal, 3 with an exponent
} csv_number;

// Loaded from n + 4 - w on, w bytes keep the last n - 16 + w of themselves as a mask would: all, some or none.
static const uint8_t csv_last[64] = {
    [20 ... 63] = 0xFF,
};

// Nonzero if one of eight bytes, '0' taken off by exclusive or, is no digit.
SK_INLINE uint64_t csv_not_digits(uint64_t bytes) {
  return ((bytes + CSV_BYTES(0x76)) | bytes) & CSV_HIGH;
}

// The number that eight digits spell, the first one lowest.
SK_INLINE uint64_t csv_eight(uint64_t digits) {
  digits = digits * 10 + (digits >> 8);
  return ((digits & 0x000000FF000000FFu) * 0x000F424000000064u +
          (digits >> 16 & 0x000000FF000000FFu) * 0x0000271000000001u) >>
         32;
}

// Powers of ten, and zeros where one does not fit.
static const uint64_t csv_powers[25] = {
    1u, 10u, 100u, 1000u, 10000u, 100000u, 1000000u, 10000000u, 100000000u, 1000000000u, 10000000000u,
    100000000000u, 1000000000000u, 10000000000000u, 100000000000000u, 1000000000000000u, 10000000000000000u,
    100000000000000000u, 1000000000000000000u, 10000000000000000000u,
};

// Any number of at most 19 digits, leading zeros not counted, byte by byte.
static __attribute__((noinline)) csv_number csv_spelt_out(const uint8_t *at, const uint8_t *end) {
  const csv_number other = {0};
  csv_number n = {0};
  const uint8_t *first = at;
  int significant = 0;
  for (; at < end && (uint8_t)(*at - '0') <= 9; at++) {
    n.digits = n.digits * 10 + (uint64_t)(*at - '0');
    significant += n.digits != 0;
    if (significant > 19) return other;
  }
  if (at - first > 24) return other;
  n.before = (int32_t)(at - first);
  if (n.before == 0 || (n.before > 1 && *first == '0')) return other;
  n.kind = 1;
  if (at < end && *at == '.') {
    const uint8_t *point = ++at;
    for (; at < end && (uint8_t)(*at - '0') <= 9; at++) {
      n.digits = n.digits * 10 + (uint64_t)(*at - '0');
      significant += n.digits != 0;
      if (significant > 19 || at - point >= 63) return other;
    }
    n.after = (int32_t)(at - point);
    if (n.after == 0) return other;
    n.exponent = -n.after;
    n.kind = 2;
  }
  if (at == end) return n;
  if ((*at | 0x20) != 'e') return other;
  at++;
  const int negative = at < end && *at == '-';
  if (at < end && (*at == '-' || *at == '+')) at++;
  if (at == end || end - at > 4) return other;
  int32_t exponent = 0;
  for (; at < end; at++) {
    if ((uint8_t)(*at - '0') > 9) return other;
    exponent = exponent * 10 + (*at - '0');
  }
  n.exponent += negative ? -exponent : exponent;
  n.kind = 3;
  return n;
}

// The last `count` digits ahead of `end`, at most 20, of which the first four count only up to 999; all others in
// `bad`, which is nonzero if one is no digit.
SK_INLINE uint64_t csv_tail(const uint8_t *end, int64_t count, uint64_t *bad) {
  const uint8_t *keep = csv_last + 4 + count;
  uint32_t lead, lead_kept;
  memcpy(&lead, end - 20, sizeof lead);
  memcpy(&lead_kept, keep - 4, sizeof lead_kept);
  lead = (lead ^ 0x30303030u) & lead_kept;
  *bad |= (((lead + 0x76767676u) | lead) & 0x80808080u);
  lead = lead * 10 + (lead >> 8);
  lead = (lead & 0xFF) * 100 + (lead >> 16 & 0xFF);
  *bad |= lead > 999;
#if defined(__x86_64__) && SK_LANES >= 4
  __m128i digits = _mm_xor_si128(_mm_loadu_si128((const __m128i *)(end - 16)), _mm_set1_epi8('0'));
  digits = _mm_and_si128(digits, _mm_loadu_si128((const __m128i *)keep));
  const __m128i over = _mm_subs_epu8(digits, _mm_set1_epi8(9));
  *bad |= (uint64_t)!_mm_testz_si128(over, over);
  const __m128i pairs = _mm_maddubs_epi16(digits, _mm_set1_epi16(0x010A));
  const __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(0x00010064));
  const __m128i eights = _mm_madd_epi16(_mm_packus_epi32(fours, fours), _mm_set1_epi32(0x00012710));
  const uint64_t both = (uint64_t)_mm_cvtsi128_si64(eights);
  const uint64_t middle = both & 0xFFFFFFFFu, low = both >> 32;
#else
  const uint64_t last = (csv_load(end - 8) ^ CSV_BYTES('0')) & csv_load(keep + 8);
  const uint64_t first = (csv_load(end - 16) ^ CSV_BYTES('0')) & csv_load(keep);
  *bad |= csv_not_digits(last) | csv_not_digits(first);
  const uint64_t middle = csv_eight(first), low = csv_eight(last);
#endif
  return ((uint64_t)lead * 100000000u + middle) * 100000000u + low;
}

// A number of up to 6 digits, a point and up to 20 digits in [at, end), whose sign is passed; returns 0 if there
// is none, or it has more than 19 digits, leading zeros not counted. 24 bytes before `end` and 8 from `at` on are
// readable.
//
// No branch depends on how many digits stand before or after the point: it would be mispredicted.
SK_INLINE int csv_pointed(const uint8_t *at, const uint8_t *end, csv_number *n) {
  const uint64_t word = csv_load(at);
  const uint64_t points = word ^ CSV_BYTES('.');
  const uint64_t found = (points - CSV_BYTES(1)) & ~points & CSV_HIGH;
  const uint64_t before = (uint64_t)__builtin_ctzll(found | (uint64_t)1 << 63) >> 3;
  const uint64_t after = (uint64_t)(end - at) - before - 1;
  if ((before - 1 >= 6) | (after - 1 >= 20)) return 0;
  const uint64_t bytes = (word ^ CSV_BYTES('0')) << (64 - 8 * before);
  const uint64_t integer = csv_eight(bytes);
  uint64_t bad = csv_not_digits(bytes) | ((before > 1) & ((uint8_t)word == '0')) |
                 ((before + after > 19) & (integer != 0));
  n->digits = csv_tail(end, (int64_t)after, &bad) + integer * csv_powers[after];
  n->before = (int32_t)before;
  n->after = (int32_t)after;
  n->exponent = -(int32_t)after;
  n->kind = 2;
  return bad == 0;
}

// The same for an integer of up to 19 digits.
SK_INLINE int csv_whole(const uint8_t *at, const uint8_t *end, csv_number *n) {
  const uint64_t size = (uint64_t)(end - at);
  if (size - 1 >= 19) return 0;
  uint64_t bad = (size > 1) & (*at == '0');
  n->digits = csv_tail(end, (int64_t)size, &bad);
  n->before = (int32_t)size;
  n->after = n->exponent = 0;
  n->kind = 1;
  return bad == 0;
}

// The double nearest to digits * 10^exponent, ties to even (Lemire 2021, algorithm 1); 0 if it is not decided, or
// is no normal number. Digits are not 0.
SK_INLINE uint64_t csv_nearest(uint64_t digits, int32_t exponent) {
  if (exponent < SK_LEAST_POWER || exponent > SK_GREATEST_POWER) return 0;
  const int zeros = __builtin_clzll(digits);
  const uint64_t *power = sk_powers_of_five[exponent - SK_LEAST_POWER];
  const uint64_t scaled = digits << zeros;
  const unsigned __int128 first = (unsigned __int128)scaled * power[0];
  uint64_t high = (uint64_t)(first >> 64), low = (uint64_t)first;
  // The low word of the power counts only where the bits that will be cut off are all ones.
  if ((high & 0x1FF) == 0x1FF) {
    const uint64_t carry = (uint64_t)((unsigned __int128)scaled * power[1] >> 64);
    low += carry;
    high += low < carry;
    if (low == ~(uint64_t)0 && (exponent < -27 || exponent > 55)) return 0;
  }
  const int top = (int)(high >> 63);
  uint64_t mantissa = high >> (top + 9);
  int64_t biased = ((217706 * (int64_t)exponent) >> 16) + 63 + top - zeros + 1023;
  if (biased <= 0) return 0;
  // Exactly half-way between two doubles: possible for few powers only.
  if (low <= 1 && exponent >= -4 && exponent <= 23 && (mantissa & 3) == 1 && mantissa << (top + 9) == high)
    mantissa &= ~(uint64_t)1;
  mantissa = (mantissa + 1) >> 1;
  // A mantissa that rounds up to a power of two carries into the exponent by itself.
  mantissa += (uint64_t)(biased - 1) << 52;
  return mantissa >= 0x7FF0000000000000u ? 0 : mantissa;
}

static int csv_double(uint64_t digits, int32_t exponent, double *out) {
  const uint64_t bits = digits == 0 ? 0 : csv_nearest(digits, exponent);
  memcpy(out, &bits, sizeof bits);
  return digits == 0 || bits != 0;
}

typedef struct {
  const uint8_t *at, *end;
  uint64_t negative;
} csv_field;

// Whether all of a column's rows lie far enough from the ends of what is readable. Fields ascend.
SK_INLINE int csv_is_inside(const sk_fields *f, int64_t rows) {
  return rows > 0 && f->before + f->ends[f->first] >= 24 &&
         f->starts[f->first + (rows - 1) * f->stride] + 16 <= f->size;
}

// Whether a field can be read as it stands, if not all can.
SK_INLINE int csv_is_plain(const sk_fields *f, int64_t i) {
  if (f->before + f->ends[i] < 24 || f->starts[i] + 16 > f->size) return 0;
  return f->flags == NULL || (f->flags[i] & f->refused) == 0;
}

SK_INLINE csv_field csv_signed(const uint8_t *at, const uint8_t *end) {
  const uint64_t negative = *at == '-';
  return (csv_field){at + negative, end, negative};
}

// Whether a number's kind is settled: not for integers beyond 64 bits, and for those that may be a day (20240229).
SK_INLINE int csv_settled(const csv_number *n, const csv_field *f) {
  if (n->kind != 1) return n->kind != 0;
  if (n->digits > 0x7FFFFFFFFFFFFFFFu + f->negative || n->before > 19) return 0;
  return n->before != 8 || f->negative || n->digits < 19000101 || n->digits > 21001231;
}

// The kinds of numbers, and the sets of how many digits they have before and after the point, all below 64.
typedef struct {
  int64_t decimals;
  int64_t floats;
  uint64_t before;
  uint64_t after;
} csv_tally;

SK_INLINE void csv_add(csv_tally *tally, const csv_number *n) {
  tally->decimals += n->kind >> 1;
  tally->floats += n->kind == 3;
  tally->before |= (uint64_t)1 << n->before;
  // Bit 0: a number that does not count here.
  tally->after |= (uint64_t)1 << (n->kind == 2 ? n->after : 0);
}

SK_INLINE void csv_finish(const csv_tally *tally, int64_t read, sk_number_counts *counts) {
  if (read == 0) return;
  counts->integers += read - tally->decimals;
  counts->decimals += tally->decimals - tally->floats;
  counts->floats += tally->floats;
  const int32_t before = 63 - __builtin_clzll(tally->before);
  if (before > counts->integer_digits) counts->integer_digits = before;
  const uint64_t after = tally->after & ~(uint64_t)1;
  if (after == 0) return;
  const int32_t most = 63 - __builtin_clzll(after), least = __builtin_ctzll(after);
  if (most > counts->fraction_most) counts->fraction_most = most;
  if (least < counts->fraction_least) counts->fraction_least = least;
}

static int64_t csv_doubles(
    const sk_fields *f, int64_t rows, double *out, uint32_t *others, sk_number_counts *counts) {
  int64_t count = 0;
  csv_tally tally = {0};
  const uint8_t *text = f->text;
  const uint32_t *starts = f->starts + f->first, *ends = f->ends + f->first;
  const int64_t stride = f->stride;
  const int all = f->flags == NULL && csv_is_inside(f, rows);
  for (int64_t row = 0, i = 0; row < rows; row++, i += stride) {
    if (all || csv_is_plain(f, f->first + i)) {
      const csv_field field = csv_signed(text + starts[i], text + ends[i]);
      csv_number n;
      if (csv_pointed(field.at, field.end, &n)) {
        // What is known of the exponent spares most checks.
        __builtin_assume(n.exponent >= -20 && n.exponent <= -1);
        const uint64_t value = (n.digits == 0 ? 0 : csv_nearest(n.digits, n.exponent)) | field.negative << 63;
        memcpy(out + row, &value, sizeof value);
        csv_add(&tally, &n);
        continue;
      }
      if (!csv_whole(field.at, field.end, &n)) n = csv_spelt_out(field.at, field.end);
      const uint64_t bits = n.digits == 0 ? 0 : csv_nearest(n.digits, n.exponent);
      if (csv_settled(&n, &field) && (bits != 0 || n.digits == 0)) {
        const uint64_t value = bits | field.negative << 63;
        memcpy(out + row, &value, sizeof value);
        csv_add(&tally, &n);
        continue;
      }
    }
    others[count++] = (uint32_t)row;
  }
  csv_finish(&tally, rows - count, counts);
  return count;
}

static int64_t csv_scaled(
    const sk_fields *f, int64_t rows, int32_t scale, int64_t *out, uint32_t *others, sk_number_counts *counts) {
  int64_t count = 0;
  csv_tally tally = {0};
  const uint8_t *text = f->text;
  const uint32_t *starts = f->starts + f->first, *ends = f->ends + f->first;
  const int64_t stride = f->stride;
  const int all = f->flags == NULL && csv_is_inside(f, rows);
  for (int64_t row = 0, i = 0; row < rows; row++, i += stride) {
    if (all || csv_is_plain(f, f->first + i)) {
      const csv_field field = csv_signed(text + starts[i], text + ends[i]);
      csv_number n;
      if (!(scale == 0 ? csv_whole(field.at, field.end, &n) : csv_pointed(field.at, field.end, &n)) &&
          !csv_whole(field.at, field.end, &n))
        n = csv_spelt_out(field.at, field.end);
      if (n.kind != 3 && n.after <= scale && csv_settled(&n, &field)) {
        const unsigned __int128 product = (unsigned __int128)n.digits * csv_powers[scale - n.after];
        const uint64_t value = (uint64_t)product;
        if (product <= 0x7FFFFFFFFFFFFFFFu + (field.negative & (n.kind == 1))) {
          out[row] = (int64_t)(field.negative ? 0 - value : value);
          csv_add(&tally, &n);
          continue;
        }
      }
    }
    others[count++] = (uint32_t)row;
  }
  csv_finish(&tally, rows - count, counts);
  return count;
}

// Of a string's first 16 bytes, entry n keeps what the first n have in the low word; entry 16 + n in the high one.
static const uint64_t csv_first_bytes[33] = {
    0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF,
    [8 ... 16] = ~(uint64_t)0, [17 ... 24] = 0,
    [25] = 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF, ~(uint64_t)0,
};

static int64_t csv_levels(
    const sk_fields *f, int64_t rows, const sk_level *slots, int64_t mask, int32_t *out, uint32_t *others) {
  int64_t count = 0;
  const uint8_t *text = f->text;
  const uint32_t *starts = f->starts + f->first, *ends = f->ends + f->first;
  const int64_t stride = f->stride;
  const int all = f->flags == NULL && csv_is_inside(f, rows);
  for (int64_t row = 0, i = 0; row < rows; row++, i += stride) {
    const int64_t size = (int64_t)ends[i] - starts[i];
    if (size > 0 && size <= 16 && (all || csv_is_plain(f, f->first + i))) {
      const uint8_t *at = text + starts[i];
      const uint64_t low = csv_load(at) & csv_first_bytes[size];
      const uint64_t high = csv_load(at + 8) & csv_first_bytes[16 + size];
      const sk_level *level = slots + (sk_level_hash(low, high) & (uint64_t)mask);
      while (level->low != 0 && ((level->low ^ low) | (level->high ^ high)) != 0)
        level = level == slots + mask ? slots : level + 1;
      if (level->low != 0) {
        out[row] = (int32_t)level->code;
        continue;
      }
    }
    others[count++] = (uint32_t)row;
  }
  return count;
}
