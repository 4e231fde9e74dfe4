// Philox4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011; the
// constants are those of Random123. One row per 64-bit lane, so that the loop becomes 32 x 32 -> 64 multiplies.

typedef struct {
  uint64_t first;
  uint64_t second;
} philox_block;

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

SK_INLINE philox_block philox_row(const philox_keys *keys, uint32_t c2, uint32_t c3, uint64_t row) {
  const uint64_t low = 0xFFFFFFFFu;
  uint64_t x0 = row, x1 = row >> 32, x2 = c2, x3 = c3;
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++) {
    const uint64_t p0 = (x0 & low) * 0xD2511F53u, p1 = (x2 & low) * 0xCD9E8D57u;
    x0 = (p1 >> 32) ^ x1 ^ keys->first[round];
    x2 = (p0 >> 32) ^ x3 ^ keys->second[round];
    x1 = p1;
    x3 = p0;
  }
  return (philox_block){(x0 & low) | x1 << 32, (x2 & low) | x3 << 32};
}

// (k + 1/2) 2^-52 for the top 52 bits k. 1 + k 2^-52 is built in the mantissa; the subtraction is exact, as the
// result is an odd multiple of 2^-53 below 1. So the extremes are 2^-53 and 1 - 2^-53.
SK_INLINE double philox_uniform(uint64_t bits) {
  const uint64_t one = 0x3FF0000000000000u | bits >> 12;
  double value;
  memcpy(&value, &one, sizeof value);
  return value - (1.0 - 0x1p-53);
}

SK_INLINE uint32_t philox_tail(sk_philox words) { return (uint32_t)words.stream << 16 | words.draw; }

static void philox_bits(sk_philox words, uint64_t row, int64_t count, uint64_t *out) {
  const philox_keys keys = philox_schedule(words.seed);
  const uint32_t c2 = words.latent >> 1, c3 = philox_tail(words);
  if (words.latent & 1) {
    for (int64_t i = 0; i < count; i++) out[i] = philox_row(&keys, c2, c3, row + (uint64_t)i).second;
  } else {
    for (int64_t i = 0; i < count; i++) out[i] = philox_row(&keys, c2, c3, row + (uint64_t)i).first;
  }
}

static void philox_uniforms(sk_philox words, uint64_t row, int64_t count, double *out) {
  const philox_keys keys = philox_schedule(words.seed);
  const uint32_t c2 = words.latent >> 1, c3 = philox_tail(words);
  if (words.latent & 1) {
    for (int64_t i = 0; i < count; i++)
      out[i] = philox_uniform(philox_row(&keys, c2, c3, row + (uint64_t)i).second);
  } else {
    for (int64_t i = 0; i < count; i++)
      out[i] = philox_uniform(philox_row(&keys, c2, c3, row + (uint64_t)i).first);
  }
}

static void philox_uniform_pairs(
    sk_philox words, uint64_t row, int64_t count, double *restrict even, double *restrict odd) {
  const philox_keys keys = philox_schedule(words.seed);
  const uint32_t c2 = words.latent >> 1, c3 = philox_tail(words);
  for (int64_t i = 0; i < count; i++) {
    const philox_block block = philox_row(&keys, c2, c3, row + (uint64_t)i);
    even[i] = philox_uniform(block.first);
    odd[i] = philox_uniform(block.second);
  }
}
