// From latent normals to levels and bits, without the distribution function: the thresholds are on the latent's
// own scale.

// The number of cuts that are <= z, for few cuts: each is compared with every value, so that no branch and no
// load depends on data. A NaN has code 0.
static void threshold_codes(int64_t cuts, const double *cut, int64_t count, const double *z, int32_t *out) {
  int64_t codes[SK_LOOKUP];
  for (int64_t start = 0; start < count; start += SK_LOOKUP) {
    const int64_t n = count - start < SK_LOOKUP ? count - start : SK_LOOKUP;
    for (int64_t i = 0; i < n; i++) codes[i] = 0;
    int64_t k = 0;
    for (; k + 4 <= cuts; k += 4) {
      const double a = cut[k], b = cut[k + 1], c = cut[k + 2], d = cut[k + 3];
      for (int64_t i = 0; i < n; i++) {
        const double v = z[start + i];
        codes[i] += (int64_t)(v >= a) + (int64_t)(v >= b) + ((int64_t)(v >= c) + (int64_t)(v >= d));
      }
    }
    for (; k < cuts; k++) {
      const double a = cut[k];
      for (int64_t i = 0; i < n; i++) codes[i] += z[start + i] >= a;
    }
    for (int64_t i = 0; i < n; i++) out[start + i] = (int32_t)codes[i];
  }
}

// Bit i of the words: z[i] >= threshold. Bits past the count are 0.
static void threshold_bits(double threshold, int64_t count, const double *z, uint64_t *words) {
  for (int64_t start = 0; start < count; start += 64) {
    const int64_t n = count - start < 64 ? count - start : 64;
    uint64_t word = 0;
    if (n == 64) {
      for (int64_t g = 0; g < 8; g++) {
        const quantile_group v = *(const quantile_group *)(z + start + 8 * g);
        const quantile_mask mask = __builtin_convertvector(v >= threshold, quantile_mask);
        word |= (uint64_t)__builtin_bit_cast(uint8_t, mask) << (8 * g);
      }
    } else {
      for (int64_t i = 0; i < n; i++) word |= (uint64_t)(z[start + i] >= threshold) << i;
    }
    words[start / 64] = word;
  }
}

static void affine(int64_t count, double slope, double intercept, const double *restrict z, double *restrict out) {
  for (int64_t i = 0; i < count; i++) out[i] = slope * z[i] + intercept;
}

// The value of the segment of each u.
static void lookup_points(
    const sk_segments *segments, const int64_t *values, int64_t count, const double *u, int64_t *out) {
  double inside[SK_LOOKUP];
  uint32_t found[SK_LOOKUP];
  for (int64_t start = 0; start < count; start += SK_LOOKUP) {
    const int64_t n = count - start < SK_LOOKUP ? count - start : SK_LOOKUP;
    locate(segments, n, u + start, inside, found);
    SK_SCALAR
    for (int64_t i = 0; i < n; i++) out[start + i] = values[found[i]];
  }
}
