// The shortest decimal that reads back as a double: Raffaello Giulietti, "The Schubfach way to render doubles"
// (2020), in short passes over a block of doubles: without a branch that random data could mispredict, and with so
// few steps per pass that the CPU works on several doubles at a time.

/// A double's magnitude as digits * 10^scale, with exactly 17 digits.
typedef struct {
  uint64_t digits;
  int32_t scale;
} sk_decimal;

// floor(e log10(2)), floor(e log2(10)) and floor(e log10(2) + log10(3/4)) for every exponent of a double.
SK_INLINE int32_t log10_of_power_of_2(int32_t e) { return (e * 1262611) >> 22; }
SK_INLINE int32_t log2_of_power_of_10(int32_t e) { return (e * 1741647) >> 19; }
SK_INLINE int32_t log10_of_three_quarters(int32_t e) { return (e * 1262611 - 524031) >> 22; }

// floor(power * factor / 2^128), with its lowest bit set if the rest is not 0 ("rounded to odd"). The power is
// too large by less than one unit of its last place, hence a rest of up to 1 counts as none.
SK_INLINE uint64_t round_to_odd(uint64_t high, uint64_t low, uint64_t factor) {
  const uint64_t below = (uint64_t)(((unsigned __int128)low * factor) >> 64);
  const unsigned __int128 product = (unsigned __int128)high * factor + below;
  return (uint64_t)(product >> 64) | ((uint64_t)product > 1);
}

// Any finite double but 0: subnormal ones have fewer digits, and the lower neighbour of a power of two is nearer.
static sk_decimal shortest_any(uint64_t bits, const uint64_t *powers) {
  const int32_t biased = (int32_t)(bits >> 52) & 0x7ff;
  const uint64_t mantissa = bits & 0xfffffffffffff;
  const uint64_t fraction = biased ? mantissa | 1ull << 52 : mantissa;
  const int32_t exponent = (biased ? biased : 1) - 1075;
  const int narrow_below = mantissa == 0 && biased > 1;
  const int32_t k = narrow_below ? log10_of_three_quarters(exponent) : log10_of_power_of_2(exponent);
  const int32_t shift = exponent + log2_of_power_of_10(-k) + 1;
  const uint64_t *power = powers + 2 * (SK_POWER_ZERO - k);
  const uint64_t high = power[0], low = power[1], odd = fraction & 1;
  const uint64_t quarters = round_to_odd(high, low, (4 * fraction) << shift);
  const uint64_t lower =
      round_to_odd(high, low, (4 * fraction - (narrow_below ? 1 : 2)) << shift) + odd;
  const uint64_t upper = round_to_odd(high, low, (4 * fraction + 2) << shift) - odd;
  const uint64_t units = quarters >> 2;
  uint64_t digits = units / 10 * 10;
  const int holds_lower_ten = digits > 0 && lower <= 4 * digits;
  const int holds_upper_ten = digits > 0 && 4 * digits + 40 <= upper;
  if (holds_lower_ten != holds_upper_ten) {
    digits += holds_upper_ten ? 10 : 0;
  } else {
    const int holds_lower = lower <= 4 * units, holds_upper = 4 * units + 4 <= upper;
    const uint64_t middle = 4 * units + 2;
    const int nearer_upper = quarters > middle || (quarters == middle && units % 2 == 1);
    digits = units + (uint64_t)(holds_lower != holds_upper ? holds_upper : nearer_upper);
  }
  sk_decimal result = {digits, k};
  while (result.digits < 10000000000000000) {
    result.digits *= 10;
    result.scale--;
  }
  return result;
}

// The digits of each double and how many of them stand before the point; SK_NO_POINT and no digits for 0 and what is
// not finite.
#define SK_NO_POINT 1000

static void shortest_block(
    int64_t rows, const double *values, const uint64_t *powers, uint64_t *restrict digits,
    int32_t *restrict position) {
  uint64_t bits[SK_SPELLING_ROWS], factor[SK_SPELLING_ROWS], shift[SK_SPELLING_ROWS];
  uint64_t units[SK_SPELLING_ROWS], rest[SK_SPELLING_ROWS], tens[SK_SPELLING_ROWS];
  uint64_t half[SK_SPELLING_ROWS], unusual[SK_SPELLING_ROWS];
  int32_t index[SK_SPELLING_ROWS];
  memcpy(bits, values, 8 * (size_t)rows);
  for (int64_t i = 0; i < rows; i++) {
    const int32_t exponent = ((int32_t)(bits[i] >> 52) & 0x7ff) - 1075;
    const int32_t k = log10_of_power_of_2(exponent);
    index[i] = 2 * (SK_POWER_ZERO - k);
    position[i] = k + 17;
    shift[i] = (uint64_t)(exponent + log2_of_power_of_10(-k) + 1);
  }
  // Normal doubles that are no power of two have neighbours equally far away to both sides.
  for (int64_t i = 0; i < rows; i++) {
    const uint64_t mantissa = bits[i] & 0xfffffffffffff, biased = (bits[i] >> 52) & 0x7ff;
    factor[i] = (mantissa | 1ull << 52) << shift[i];
    unusual[i] = (mantissa == 0) | (biased - 1 >= 2046);
  }
  // In units of 10^k: the double is units + rest / 2^64, and the interval that reads back as it reaches half the
  // distance to the neighbours to both sides, which is between 1/2 and 5.
  for (int64_t i = 0; i < rows; i++) {
    const uint64_t high = powers[index[i]], low = powers[index[i] + 1];
    const uint64_t below = (uint64_t)(((unsigned __int128)low * factor[i]) >> 64);
    const unsigned __int128 product = (unsigned __int128)high * factor[i] + below;
    units[i] = (uint64_t)(product >> 64);
    rest[i] = (uint64_t)product;
    half[i] = high >> (6 - shift[i]);
  }
  for (int64_t i = 0; i < rows; i++) tens[i] = units[i] / 10 * 10;
  uint64_t any = 0;
  for (int64_t i = 0; i < rows; i++) {
    // In units of 10^k / 2^59, each short of the truth by up to 1: beyond the multiple of ten below, and half a
    // distance. The interval holds at most one multiple of ten; if none, the nearest unit is the one.
    const int64_t beyond = (int64_t)((units[i] - tens[i]) << 59 | rest[i] >> 5);
    const int64_t room_below = (int64_t)half[i] - beyond;
    const int64_t room_above = (int64_t)half[i] - ((10ll << 59) - beyond);
    // 64 bits do not tell on which side of a boundary the double lies: it may lie on it.
    unusual[i] |= ((uint64_t)(room_below + 3) <= 6) | ((uint64_t)(room_above + 4) <= 7) |
                  (rest[i] - 0x7ffffffffffffffe <= 3);
    any |= unusual[i];
    const uint64_t unit = units[i] + (rest[i] >> 63);
    // By masks: a branch here would be mispredicted for a quarter of random data.
    const uint64_t ten = tens[i] + (10 & ~(uint64_t)(room_above >> 63));
    const uint64_t chosen = (room_below & room_above) < 0 ? unit : ten;
    // 16 or 17 digits.
    const int is_short = chosen < 10000000000000000;
    digits[i] = is_short ? 10 * chosen : chosen;
    position[i] -= is_short;
  }
  if (any == 0) return;
  for (int64_t i = 0; i < rows; i++) {
    if (!unusual[i]) continue;
    const int has_point = bits[i] << 1 != 0 && ((bits[i] >> 52) & 0x7ff) != 0x7ff;
    const sk_decimal decimal = has_point ? shortest_any(bits[i], powers) : (sk_decimal){0, 0};
    digits[i] = decimal.digits;
    position[i] = has_point ? decimal.scale + 17 : SK_NO_POINT;
  }
}
