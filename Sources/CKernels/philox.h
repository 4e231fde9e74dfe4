// Philox4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011; the
// constants are those of Random123. One row per 64-bit lane, so that rounds are 32 x 32 -> 64 multiplies.

typedef uint64_t philox_lanes __attribute__((ext_vector_type(SK_LANES), aligned(8)));
typedef uint32_t philox_halves __attribute__((ext_vector_type(2 * SK_LANES), aligned(8)));
typedef double uniform_lanes __attribute__((ext_vector_type(SK_LANES), aligned(8)));

// Registers of rows side by side: the ten rounds are one chain of multiplications, and its latency is hidden by
// doing several. More of them leave no registers.
#define SK_PHILOX_WIDE (SK_LANES == 8 ? 3 : 2)
// Rows of one group.
#define SK_PHILOX_ROWS (SK_LANES * SK_PHILOX_WIDE)

// Round keys in the low halves of 64-bit words. The high halves hold rubbish on purpose: were they known to be
// zero, the compiler would drop the masks before the multiplications, and then no longer see that a short
// multiply is enough.
typedef struct {
  uint64_t first[10];
  uint64_t second[10];
} philox_keys;

SK_INLINE philox_keys philox_schedule(uint64_t seed) {
  philox_keys keys;
  for (uint64_t round = 0; round < 10; round++) {
    keys.first[round] = seed + round * 0x9E3779B9u;
    keys.second[round] = (seed >> 32) + round * 0xBB67AE85u;
  }
  return keys;
}

SK_INLINE uint32_t philox_tail(sk_philox words) { return (uint32_t)words.stream << 16 | words.draw; }

// The low halves of two words as one word. A shuffle, since of a shift the compiler would make a second, longer
// multiplication.
SK_INLINE philox_lanes philox_joined(philox_lanes low, philox_lanes high) {
  const philox_halves l = __builtin_bit_cast(philox_halves, low), h = __builtin_bit_cast(philox_halves, high);
#if SK_LANES == 8
  return __builtin_bit_cast(
      philox_lanes,
      __builtin_shufflevector(l, h, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30));
#elif SK_LANES == 4
  return __builtin_bit_cast(philox_lanes, __builtin_shufflevector(l, h, 0, 8, 2, 10, 4, 12, 6, 14));
#else
  return __builtin_bit_cast(philox_lanes, __builtin_shufflevector(l, h, 0, 4, 2, 6));
#endif
}

// The blocks of SK_PHILOX_ROWS rows: words 0 and 1 as `even`, 2 and 3 as `odd`.
SK_INLINE void philox_group(
    const philox_keys *keys, uint32_t c2, uint32_t c3, uint64_t row, philox_lanes *even, philox_lanes *odd) {
  const philox_lanes low = 0xFFFFFFFFu;
  philox_lanes x0[SK_PHILOX_WIDE], x1[SK_PHILOX_WIDE], x2[SK_PHILOX_WIDE], x3[SK_PHILOX_WIDE];
  for (int w = 0; w < SK_PHILOX_WIDE; w++) {
    for (int k = 0; k < SK_LANES; k++) x0[w][k] = row + (uint64_t)(w * SK_LANES + k);
    x1[w] = x0[w] >> 32;
    x2[w] = (philox_lanes)(uint64_t)c2;
    x3[w] = (philox_lanes)(uint64_t)c3;
  }
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++) {
    for (int w = 0; w < SK_PHILOX_WIDE; w++) {
      const philox_lanes p0 = (x0[w] & low) * 0xD2511F53u, p1 = (x2[w] & low) * 0xCD9E8D57u;
      x0[w] = (p1 >> 32) ^ x1[w] ^ keys->first[round];
      x2[w] = (p0 >> 32) ^ x3[w] ^ keys->second[round];
      x1[w] = p1;
      x3[w] = p0;
    }
  }
  for (int w = 0; w < SK_PHILOX_WIDE; w++) {
    even[w] = philox_joined(x0[w], x1[w]);
    odd[w] = philox_joined(x2[w], x3[w]);
  }
}

// (k + 1/2) 2^-52 for the top 52 bits k. 1 + k 2^-52 is built in the mantissa; the subtraction is exact, as the
// result is an odd multiple of 2^-53 below 1. So the extremes are 2^-53 and 1 - 2^-53.
SK_INLINE uniform_lanes philox_uniform(philox_lanes bits) {
  return __builtin_bit_cast(uniform_lanes, 0x3FF0000000000000u | bits >> 12) - (1.0 - 0x1p-53);
}

// Uniforms of SK_PHILOX_ROWS rows of an even latent and the odd one after it.
SK_INLINE void philox_uniform_group(
    const philox_keys *keys, uint32_t c2, uint32_t c3, uint64_t row, double *even, double *odd) {
  philox_lanes first[SK_PHILOX_WIDE], second[SK_PHILOX_WIDE];
  philox_group(keys, c2, c3, row, first, second);
  for (int w = 0; w < SK_PHILOX_WIDE; w++) {
    *(uniform_lanes *)(even + w * SK_LANES) = philox_uniform(first[w]);
    *(uniform_lanes *)(odd + w * SK_LANES) = philox_uniform(second[w]);
  }
}

static void philox_bits(sk_philox words, uint64_t row, int64_t count, uint64_t *out) {
  const philox_keys keys = philox_schedule(words.seed);
  const uint32_t c2 = words.latent >> 1, c3 = philox_tail(words);
  philox_lanes even[SK_PHILOX_WIDE], odd[SK_PHILOX_WIDE];
  for (int64_t i = 0; i < count; i += SK_PHILOX_ROWS) {
    const int64_t n = count - i < SK_PHILOX_ROWS ? count - i : SK_PHILOX_ROWS;
    philox_group(&keys, c2, c3, row + (uint64_t)i, even, odd);
    memcpy(out + i, words.latent & 1 ? odd : even, (size_t)n * sizeof *out);
  }
}

static void philox_uniform_pairs(
    sk_philox words, uint64_t row, int64_t count, double *restrict even, double *restrict odd) {
  const philox_keys keys = philox_schedule(words.seed);
  const uint32_t c2 = words.latent >> 1, c3 = philox_tail(words);
  int64_t i = 0;
  for (; i + SK_PHILOX_ROWS <= count; i += SK_PHILOX_ROWS)
    philox_uniform_group(&keys, c2, c3, row + (uint64_t)i, even + i, odd + i);
  if (i == count) return;
  double rest[2][SK_PHILOX_ROWS];
  philox_uniform_group(&keys, c2, c3, row + (uint64_t)i, rest[0], rest[1]);
  memcpy(even + i, rest[0], (size_t)(count - i) * sizeof *even);
  memcpy(odd + i, rest[1], (size_t)(count - i) * sizeof *odd);
}

static void philox_uniforms(sk_philox words, uint64_t row, int64_t count, double *out) {
  const philox_keys keys = philox_schedule(words.seed);
  const uint32_t c2 = words.latent >> 1, c3 = philox_tail(words);
  double pair[2][SK_PHILOX_ROWS];
  for (int64_t i = 0; i < count; i += SK_PHILOX_ROWS) {
    const int64_t n = count - i < SK_PHILOX_ROWS ? count - i : SK_PHILOX_ROWS;
    philox_uniform_group(&keys, c2, c3, row + (uint64_t)i, pair[0], pair[1]);
    memcpy(out + i, pair[words.latent & 1], (size_t)n * sizeof *out);
  }
}
