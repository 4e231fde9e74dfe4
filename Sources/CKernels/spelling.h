// Cells as text. Every function appends one cell to each row: `cursors[i]` is where row i goes on, and there is
// room for the longest cell and SK_SPELLING_SLACK bytes beyond, which may be overwritten with bytes that do not
// count. Rows come in blocks of up to SK_SPELLING_ROWS.

#define SK_ZEROS 0x3030303030303030ull

// What stands before each cell. Its bytes are followed by SK_SPELLING_SLACK bytes that do not count.
typedef struct {
  uint64_t words[2];
  const uint8_t *bytes;
  int64_t count;
} sk_prefix;

SK_INLINE sk_prefix prefix_of(sk_text text) {
  sk_prefix prefix = {{0, 0}, text.bytes, text.count};
  memcpy(prefix.words, text.bytes, 16);
  return prefix;
}

SK_INLINE uint8_t *append_prefix(sk_prefix prefix, uint8_t *place) {
  memcpy(place, prefix.words, 16);
  for (int64_t i = 16; i < prefix.count; i += 16) memcpy(place + i, prefix.bytes + i, 16);
  return place + prefix.count;
}

SK_INLINE void store8(uint8_t *place, uint64_t word) { memcpy(place, &word, 8); }

SK_INLINE int32_t leading_zeros(uint64_t word) { return word ? __builtin_clzll(word) : 64; }

// The eight decimal digits of value < 10^8, first digit in the lowest byte, as numbers 0 to 9. Splits by 10^4,
// 10^2 and 10 in all lanes at once; each division is a multiplication by a rounded-up reciprocal, exact for the
// lane's range.
SK_INLINE uint64_t eight_digits(uint64_t value) {
  const uint64_t upper = (value * 109951163) >> 40;
  const uint64_t fours = upper | (value - 10000 * upper) << 32;
  const uint64_t hundreds = ((fours * 10486) >> 20) & 0x0000007f0000007full;
  const uint64_t twos = hundreds | (fours - 100 * hundreds) << 16;
  const uint64_t tens = ((twos * 103) >> 10) & 0x000f000f000f000full;
  return tens | (twos - 10 * tens) << 8;
}

// Appends eight digits without leading zeros, but at least `width` of them, 1 to 8.
SK_INLINE uint8_t *append_eight(uint64_t digits, int32_t width, uint8_t *place) {
  const int32_t zeros = digits ? __builtin_ctzll(digits) >> 3 : 8;
  const int32_t leading = zeros < 8 - width ? zeros : 8 - width;
  store8(place, (digits | SK_ZEROS) >> (8 * leading));
  return place + 8 - leading;
}

// Appends value < 10^8 with at least `width` digits, 1 to 8.
SK_INLINE uint8_t *append_small(uint64_t value, int32_t width, uint8_t *place) {
  return append_eight(eight_digits(value), width, place);
}

static uint8_t *append_large(uint64_t value, int32_t width, uint8_t *place) {
  const uint64_t upper = value / 100000000, low = value % 100000000;
  if (upper < 100000000 && width <= 16) {
    place = append_small(upper, width > 9 ? width - 8 : 1, place);
  } else {
    place = append_small(upper / 100000000, width > 17 ? width - 16 : 1, place);
    store8(place, eight_digits(upper % 100000000) | SK_ZEROS);
    place += 8;
  }
  store8(place, eight_digits(low) | SK_ZEROS);
  return place + 8;
}

SK_INLINE uint8_t *append_digits(uint64_t value, int32_t width, uint8_t *place) {
  return value < 100000000 && width <= 8 ? append_small(value, width, place)
                                         : append_large(value, width, place);
}

SK_INLINE uint64_t magnitude_of(int64_t value) {
  return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

static void spell_integers(
    int64_t rows, const int64_t *values, sk_text before, uint8_t **restrict cursors) {
  const sk_prefix prefix = prefix_of(before);
  uint64_t digits[SK_SPELLING_ROWS], large = 0;
  for (int64_t i = 0; i < rows; i++) {
    const uint64_t magnitude = magnitude_of(values[i]);
    large |= magnitude >= 100000000;
    digits[i] = eight_digits(magnitude);
  }
  for (int64_t i = 0; i < rows; i++) {
    uint8_t *place = append_prefix(prefix, cursors[i]);
    const int64_t value = values[i];
    *place = '-';
    place += value < 0;
    cursors[i] = large ? append_digits(magnitude_of(value), 1, place) : append_eight(digits[i], 1, place);
  }
}

// A value below 10^scale after a point: at least `minimum` digits, no zeros at the end beyond these.
static uint8_t *append_long_fraction(uint64_t value, int32_t scale, int32_t minimum, uint8_t *place) {
  uint8_t *const start = place;
  *place = '.';
  place = append_digits(value, scale, place + 1);
  while (place - start - 1 > minimum && place[-1] == '0') place--;
  return place - start > 1 ? place : start;
}

// value / 10^scale.
static void spell_decimals(
    int64_t rows, const int64_t *values, int32_t scale, int32_t minimum, sk_text before,
    uint8_t **restrict cursors) {
  const sk_prefix prefix = prefix_of(before);
  uint64_t divisor = 1, filler = 1;
  for (int32_t i = 0; i < scale; i++) divisor *= 10;
  for (int32_t i = scale; i < 8; i++) filler *= 10;
  // The quotient of two numbers of 32 bits is the upper half of the product with this.
  const uint64_t inverse = divisor > 1 ? ~0ull / divisor + 1 : 0;
  uint64_t whole[SK_SPELLING_ROWS], fraction[SK_SPELLING_ROWS], upper[SK_SPELLING_ROWS];
  uint64_t large = 0;
  for (int64_t i = 0; i < rows; i++) {
    const uint64_t magnitude = magnitude_of(values[i]);
    if (magnitude >> 32) {
      whole[i] = magnitude / divisor;
    } else {
      whole[i] = inverse ? (uint64_t)(((unsigned __int128)magnitude * inverse) >> 64) : magnitude;
    }
    fraction[i] = magnitude - whole[i] * divisor;
    large |= whole[i] >= 100000000;
  }
  if (scale > 8) {
    for (int64_t i = 0; i < rows; i++) {
      uint8_t *place = append_prefix(prefix, cursors[i]);
      *place = '-';
      place = append_digits(whole[i], 1, place + (values[i] < 0));
      cursors[i] = append_long_fraction(fraction[i], scale, minimum, place);
    }
    return;
  }
  for (int64_t i = 0; i < rows; i++) {
    upper[i] = eight_digits(whole[i]);
    fraction[i] = eight_digits(fraction[i] * filler);
  }
  for (int64_t i = 0; i < rows; i++) {
    uint8_t *place = append_prefix(prefix, cursors[i]);
    *place = '-';
    place += values[i] < 0;
    place = large ? append_digits(whole[i], 1, place) : append_eight(upper[i], 1, place);
    const int32_t significant = 8 - (leading_zeros(fraction[i]) >> 3);
    const int32_t kept = significant > minimum ? significant : minimum;
    *place = '.';
    store8(place + 1, fraction[i] | SK_ZEROS);
    cursors[i] = place + kept + (kept > 0);
  }
}

// Finished cells, prefix and all. A code that has none counts as 0.
SK_INLINE void spell_slots_of(
    int64_t rows, const int32_t *codes, sk_slots slots, size_t stride, uint8_t **restrict cursors) {
  for (int64_t i = 0; i < rows; i++) {
    const uint32_t code = (uint32_t)codes[i];
    const uint8_t *slot = slots.bytes + (code < (uint64_t)slots.count ? code : 0) * stride;
    uint8_t *place = cursors[i];
    memcpy(place, slot, stride);
    cursors[i] = place + slot[stride - 1];
  }
}

static void spell_slots(
    int64_t rows, const int32_t *codes, sk_slots slots, uint8_t **restrict cursors) {
  if (slots.stride == 16) {
    spell_slots_of(rows, codes, slots, 16, cursors);
  } else if (slots.stride == 32) {
    spell_slots_of(rows, codes, slots, 32, cursors);
  } else {
    spell_slots_of(rows, codes, slots, 64, cursors);
  }
}

// MARK: Doubles

// Where the point goes when the first `position` of 17 digits stand before it: for position <= 0 behind a `lead`
// of "0." and zeros, else behind the low position - 1 of the digits after the first.
typedef struct {
  uint64_t kept;
  uint64_t point;
  uint64_t carry;
  uint32_t lead;
  uint32_t shift;
} sk_point;

#define SK_POINT_LOWEST -3
#define SK_POINT_HIGHEST 8
#define SK_BEFORE(position) {~0ull, 0, 0, 2 - (position), 0}
#define SK_AFTER(bytes) {(1ull << 8 * (bytes)) - 1, 0x2eull << 8 * (bytes), 0xff, 0, 8}

static const sk_point points[SK_POINT_HIGHEST - SK_POINT_LOWEST + 1] = {
    SK_BEFORE(-3), SK_BEFORE(-2), SK_BEFORE(-1), SK_BEFORE(0), SK_AFTER(0), SK_AFTER(1),
    SK_AFTER(2),   SK_AFTER(3),   SK_AFTER(4),   SK_AFTER(5),  SK_AFTER(6), SK_AFTER(7),
};

SK_INLINE uint8_t *append_exponent(int32_t exponent, uint8_t *place) {
  *place++ = 'e';
  *place++ = exponent < 0 ? '-' : '+';
  return append_small(exponent < 0 ? (uint64_t)-exponent : (uint64_t)exponent, 2, place);
}

SK_INLINE uint8_t *append_bytes(const char *bytes, int64_t count, uint8_t *place) {
  memcpy(place, bytes, (size_t)count);
  return place + count;
}

// A double that is 0, not finite, or whose point lies elsewhere than in `points`; `places` digits after the point
// at least, 0 or 1.
static uint8_t *append_unusual(double value, const uint64_t *powers, int64_t places, uint8_t *place) {
  uint64_t bits;
  memcpy(&bits, &value, 8);
  const uint64_t magnitude = bits & ~(1ull << 63);
  if (magnitude > 0x7ffull << 52) return append_bytes("nan", 3, place);
  if (bits >> 63) *place++ = '-';
  if (magnitude == 0x7ffull << 52) return append_bytes("inf", 3, place);
  if (magnitude == 0) return append_bytes("0.0", bits >> 63 || places ? 3 : 1, place);
  const sk_decimal decimal = shortest_any(bits, powers);
  uint8_t digits[17];
  digits[0] = (uint8_t)('0' + decimal.digits / 10000000000000000);
  store8(digits + 1, eight_digits(decimal.digits / 100000000 % 100000000) | SK_ZEROS);
  store8(digits + 9, eight_digits(decimal.digits % 100000000) | SK_ZEROS);
  int32_t count = 17;
  while (count > 1 && digits[count - 1] == '0') count--;
  const int32_t position = decimal.scale + 17;
  // Beyond 2^53 not all whole numbers are doubles.
  const int is_fixed = position >= SK_POINT_LOWEST && magnitude <= 0x4340000000000000ull;
  if (!is_fixed) {
    *place++ = digits[0];
    if (count > 1) *place++ = '.';
    memcpy(place, digits + 1, (size_t)count - 1);
    return append_exponent(position - 1, place + count - 1);
  }
  if (position <= 0) {
    memcpy(place, "0.000", 5);
    memcpy(place + 2 - position, digits, (size_t)count);
    return place + 2 - position + count;
  }
  memcpy(place, digits, (size_t)position);
  place += position;
  if (count <= position) return places ? append_bytes(".0", 2, place) : place;
  *place++ = '.';
  memcpy(place, digits + position, (size_t)(count - position));
  return place + count - position;
}

// Passes over a block: the shortest digits, one number at a time; their split into bytes, in all lanes; then the
// point and the ends.
static void spell_reals(
    int64_t rows, const double *values, const uint64_t *powers, int64_t places, sk_text before,
    uint8_t **restrict cursors) {
  uint64_t digits[SK_SPELLING_ROWS], first[SK_SPELLING_ROWS];
  uint64_t upper[SK_SPELLING_ROWS], lower[SK_SPELLING_ROWS];
  int32_t position[SK_SPELLING_ROWS];
  shortest_block(rows, values, powers, digits, position);
  for (int64_t i = 0; i < rows; i++) {
    upper[i] = digits[i] / 100000000;
    lower[i] = digits[i] - 100000000 * upper[i];
  }
  for (int64_t i = 0; i < rows; i++) {
    first[i] = (upper[i] * 1441151881) >> 57;
    upper[i] = eight_digits(upper[i] - 100000000 * first[i]);
    lower[i] = eight_digits(lower[i]);
  }
  const sk_prefix prefix = prefix_of(before);
  for (int64_t i = 0; i < rows; i++) {
    uint8_t *place = append_prefix(prefix, cursors[i]);
    const uint32_t index = (uint32_t)(position[i] - SK_POINT_LOWEST);
    if (index > SK_POINT_HIGHEST - SK_POINT_LOWEST) {
      cursors[i] = append_unusual(values[i], powers, places, place);
      continue;
    }
    const sk_point point = points[index];
    const uint64_t high = upper[i], low = lower[i];
    const int32_t zeros = (low ? leading_zeros(low) : 64 + leading_zeros(high)) >> 3;
    uint64_t bits;
    memcpy(&bits, values + i, 8);
    *place = '-';
    place += bits >> 63;
    store8(place, 0x3030303030302e30);
    uint8_t *start = place + point.lead;
    *start = (uint8_t)('0' + first[i]);
    const uint64_t head = high | SK_ZEROS, tail = low | SK_ZEROS;
    store8(start + 1, (head & point.kept) | point.point | (head & ~point.kept) << 8);
    store8(start + 9, tail << point.shift | ((head >> 56) & point.carry));
    start[17] = (uint8_t)(tail >> 56);
    const int64_t significant = 17 - zeros, whole = position[i];
    const int64_t length = significant > whole ? significant + (whole > 0) : whole + 2 * places;
    cursors[i] = start + length;
  }
}
