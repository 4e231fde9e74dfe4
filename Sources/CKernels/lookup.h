// Piecewise quantile functions: the segment of each u, then what the segment holds.

#define SK_LOOKUP 256

// Scalar loads, on purpose: vector gathers took 1.8 times as long on the AMD Zen 4 this was measured on, and are
// slow on the Intel CPUs with the mitigation of CVE-2022-40982.
#define SK_SCALAR _Pragma("clang loop vectorize(disable) unroll_count(4)")

// u held inside [0, 1), so that no input reads outside the tables; NaN becomes 0.
SK_INLINE double held(double u) {
  const double positive = u > 0 ? u : 0;
  return positive < 1.0 - 0x1p-53 ? positive : 1.0 - 0x1p-53;
}

// The look-ups that fall near the ends, few of them, with all the strides they need. Whole groups of 64 are told
// by a bit mask, since a branch for each value would be mispredicted at each of them.
SK_INLINE void locate_deep(const sk_segments *segments, int64_t n, const double *inside, uint32_t *found) {
  const double low = segments->deep_low, high = segments->deep_high;
  for (int64_t start = 0; start < n; start += 64) {
    uint64_t word = 0;
    if (start + 64 <= n) {
      for (int64_t g = 0; g < 8; g++) {
        const quantile_group v = *(const quantile_group *)(inside + start + 8 * g);
        const quantile_mask mask = __builtin_convertvector((v < low) | (v >= high), quantile_mask);
        word |= (uint64_t)__builtin_bit_cast(uint8_t, mask) << (8 * g);
      }
    } else {
      for (int64_t i = start; i < n; i++)
        word |= (uint64_t)((inside[i] < low) | (inside[i] >= high)) << (i - start);
    }
    for (; word != 0; word &= word - 1) {
      const int64_t i = start + __builtin_ctzll(word);
      uint32_t at = segments->guide[(int32_t)(inside[i] * (double)segments->guide_size)];
      for (uint32_t stride = 1u << segments->deep_steps; stride >>= 1;)
        at = segments->cuts[at + stride] <= inside[i] ? at + stride : at;
      found[i] = at;
    }
  }
}

// The guide gives the first segment of the bucket; halving strides then walk to the last cut that is <= u. Steps
// are the outer loop, the first of them joined to the guide: no branch depends on data.
SK_INLINE void locate(
    const sk_segments *segments, int64_t n, const double *u, double *restrict inside,
    uint32_t *restrict found) {
  const double *cuts = segments->cuts;
  const uint32_t *guide = segments->guide;
  const double scale = (double)segments->guide_size;
  if (segments->steps == 0) {
    SK_SCALAR
    for (int64_t i = 0; i < n; i++) {
      inside[i] = held(u[i]);
      found[i] = guide[(int32_t)(inside[i] * scale)];
    }
  } else {
    uint32_t stride = 1u << (segments->steps - 1);
    SK_SCALAR
    for (int64_t i = 0; i < n; i++) {
      const double v = held(u[i]);
      const uint32_t first = guide[(int32_t)(v * scale)], next = first + stride;
      inside[i] = v;
      found[i] = cuts[next] <= v ? next : first;
    }
    while (stride >>= 1) {
      SK_SCALAR
      for (int64_t i = 0; i < n; i++) {
        const uint32_t next = found[i] + stride;
        found[i] = cuts[next] <= inside[i] ? next : found[i];
      }
    }
  }
  if (segments->deep_steps > segments->steps) locate_deep(segments, n, inside, found);
}

static void lookup_codes(
    const sk_segments *segments, const int32_t *codes, int64_t count, const double *u, int32_t *out) {
  double inside[SK_LOOKUP];
  uint32_t found[SK_LOOKUP];
  for (int64_t start = 0; start < count; start += SK_LOOKUP) {
    const int64_t n = count - start < SK_LOOKUP ? count - start : SK_LOOKUP;
    locate(segments, n, u + start, inside, found);
    SK_SCALAR
    for (int64_t i = 0; i < n; i++) out[start + i] = codes[found[i]];
  }
}

// t >= 0, so low + t (high - low) is never below low; rounding can put it above high, which the minimum undoes.
static void lookup_values(
    const sk_segments *segments, const sk_line *lines, int64_t count, const double *u, double *out) {
  double inside[SK_LOOKUP];
  uint32_t found[SK_LOOKUP];
  for (int64_t start = 0; start < count; start += SK_LOOKUP) {
    const int64_t n = count - start < SK_LOOKUP ? count - start : SK_LOOKUP;
    locate(segments, n, u + start, inside, found);
    SK_SCALAR
    for (int64_t i = 0; i < n; i++) {
      const sk_line line = lines[found[i]];
      const double t = (inside[i] - line.cut) * line.inverse_width;
      const double value = line.low + t * (line.high - line.low);
      out[start + i] = value < line.high ? value : line.high;
    }
  }
}

// The offset is chosen in double and added in integers, so every value is exact. A double t has 53 bits: with a
// span of 2^53 points or more only some 2^53 of them, evenly spread, can come out.
static void lookup_integers(
    const sk_segments *segments, const sk_lattice *lattices, int64_t count, const double *u,
    int64_t *out) {
  double inside[SK_LOOKUP];
  uint32_t found[SK_LOOKUP];
  for (int64_t start = 0; start < count; start += SK_LOOKUP) {
    const int64_t n = count - start < SK_LOOKUP ? count - start : SK_LOOKUP;
    locate(segments, n, u + start, inside, found);
    SK_SCALAR
    for (int64_t i = 0; i < n; i++) {
      const sk_lattice *lattice = lattices + found[i];
      const double t = (inside[i] - lattice->cut) * lattice->inverse_width;
      const double offset = t * lattice->points;
      // The largest double below 2^64: the conversion is never out of range.
      const uint64_t chosen = (uint64_t)(offset < 0x1.fffffffffffffp+63 ? offset : 0x1.fffffffffffffp+63);
      const uint64_t points = chosen < lattice->span ? chosen : lattice->span;
      out[start + i] = (int64_t)((uint64_t)lattice->lower + points * lattice->step);
    }
  }
}
