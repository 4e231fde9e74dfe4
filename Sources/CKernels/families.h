// The families of distributions that a defined column is drawn from, as functions of its latent.

#define SK_FAMILY 512

// Beyond these exp would leave the normal numbers.
SK_INLINE double exp_held(double x) {
  const double above = x > -708.0 ? x : -708.0;
  return exp_negative(-(above < 709.0 ? above : 709.0));
}

// Whole numbers up to 2^51 in size are what adding 1.5 * 2^52 rounds to, in the low bits of the sum.
#define SK_ROUNDING 0x1.8p52
#define SK_WHOLE 0x1p51

SK_INLINE double whole_held(double x) {
  const double above = x > -SK_WHOLE ? x : -SK_WHOLE;
  return above < SK_WHOLE ? above : SK_WHOLE;
}

static void exponential(int64_t count, double *values) {
  for (int64_t i = 0; i < count; i++) values[i] = exp_held(values[i]);
}

static void logarithm(int64_t count, double *values) {
  for (int64_t i = 0; i < count; i++)
    values[i] = log_positive(values[i] > 0x1p-1022 ? values[i] : 0x1p-1022);
}

// What the family makes of a block of latents, not yet held inside its bounds. Loops are in place and one step
// long: each vectorises, and the block stays in the first-level cache.
SK_INLINE void family_block(const sk_family *family, int64_t n, const double *restrict in, double *restrict out) {
  const double location = family->location, scale = family->scale;
  const double sign = family->sign, low = family->low, width = family->width;
  switch (family->shape) {
    case sk_shape_uniform: affine(n, scale, location, in, out); return;
    case sk_shape_survival:
      for (int64_t i = 0; i < n; i++) out[i] = -in[i];
      normal_cdf(n, out, out);
      for (int64_t i = 0; i < n; i++) {
        const double survival = low + width * out[i];
        out[i] = location - scale * log_positive(survival > 0x1p-1022 ? survival : 0x1p-1022);
      }
      return;
    default: break;
  }
  if (family->is_truncated) {
    for (int64_t i = 0; i < n; i++) out[i] = sign * in[i];
    normal_cdf(n, out, out);
    for (int64_t i = 0; i < n; i++) out[i] = low + width * out[i];
    normal_quantile(n, out, out);
    const double signed_scale = sign * scale;
    for (int64_t i = 0; i < n; i++) out[i] = location + signed_scale * out[i];
  } else {
    affine(n, scale, location, in, out);
  }
  if (family->shape == sk_shape_exponential) exponential(n, out);
}

static void family_values(const sk_family *family, int64_t count, const double *in, double *out) {
  const double minimum = family->minimum, maximum = family->maximum, steps = family->steps;
  if (family->shape == sk_shape_affine && !family->is_truncated && steps == 0) {
    affine(count, family->scale, family->location, in, out);
    return;
  }
  for (int64_t start = 0; start < count; start += SK_FAMILY) {
    const int64_t n = count - start < SK_FAMILY ? count - start : SK_FAMILY;
    double *block = out + start;
    family_block(family, n, in + start, block);
    if (steps != 0)
      for (int64_t i = 0; i < n; i++)
        block[i] = ((whole_held(block[i] * steps) + SK_ROUNDING) - SK_ROUNDING) / steps;
    for (int64_t i = 0; i < n; i++) {
      const double above = block[i] > minimum ? block[i] : minimum;
      block[i] = above < maximum ? above : maximum;
    }
  }
}

// The bounds are whole numbers of steps here.
static void family_integers(const sk_family *family, int64_t count, const double *in, int64_t *out) {
  const double steps = family->steps;
  const double minimum = whole_held(family->minimum), maximum = whole_held(family->maximum);
  double block[SK_FAMILY];
  for (int64_t start = 0; start < count; start += SK_FAMILY) {
    const int64_t n = count - start < SK_FAMILY ? count - start : SK_FAMILY;
    family_block(family, n, in + start, block);
    for (int64_t i = 0; i < n; i++) {
      const double scaled = block[i] * steps;
      const double above = scaled > minimum ? scaled : minimum;
      const double whole = (above < maximum ? above : maximum) + SK_ROUNDING;
      out[start + i] = (int64_t)(bits_of(whole) - bits_of(SK_ROUNDING));
    }
  }
}
