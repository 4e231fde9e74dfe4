// The shortest decimal that reads back as a double: Raffaello Giulietti, "The Schubfach way to render doubles"
// (2020), evaluated for the doubles of a column one after the other, without a branch that random data could
// mispredict.

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

// fraction * 2^exponent for a normal double that is no power of two: its neighbours are equally far away.
SK_INLINE sk_decimal shortest_regular(uint64_t fraction, int32_t exponent, const uint64_t *powers) {
  const int32_t k = log10_of_power_of_2(exponent);
  const int32_t shift = exponent + log2_of_power_of_10(-k) + 1;
  const uint64_t *power = powers + 2 * (SK_POWER_ZERO - k);
  const uint64_t high = power[0], low = power[1];
  // In quarters of 10^k: the number, and the ends of the interval that reads back as it, which belong to it
  // if the fraction is even.
  const uint64_t quarters = round_to_odd(high, low, (4 * fraction) << shift);
  const uint64_t odd = fraction & 1;
  const uint64_t lower = round_to_odd(high, low, (4 * fraction - 2) << shift) + odd;
  const uint64_t upper = round_to_odd(high, low, (4 * fraction + 2) << shift) - odd;
  const uint64_t units = quarters >> 2;
  const uint64_t tens = units / 10 * 10;
  // The interval is between 1 and 10 units long: it holds at most one multiple of ten, else the nearest unit.
  const uint64_t holds_upper_ten = 4 * tens + 40 <= upper;
  const uint64_t holds_ten = (lower <= 4 * tens) | holds_upper_ten;
  const uint64_t ten = tens + (holds_upper_ten ? 10 : 0);
  const uint64_t middle = 4 * units + 2;
  const uint64_t unit = units + ((quarters > middle) | ((quarters == middle) & units));
  const uint64_t digits = holds_ten ? ten : unit;
  // 16 or 17 digits.
  const int is_short = digits < 10000000000000000;
  return (sk_decimal){is_short ? 10 * digits : digits, k - is_short};
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
