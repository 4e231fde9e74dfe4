// The normal distribution function and its inverse. The rational coefficients are ours: weighted rational least
// squares and Remez exchange at 60 digits (mpmath) on the ranges given, then rounded to double.

SK_INLINE uint64_t bits_of(double x) {
  uint64_t b;
  memcpy(&b, &x, sizeof b);
  return b;
}

SK_INLINE double double_of(uint64_t b) {
  double x;
  memcpy(&x, &b, sizeof x);
  return x;
}

#define SK_CENTRE 0.474

// z / q as a function of q^2, q = p - 1/2, |q| <= 0.474: relative error 8.6e-10.
SK_INLINE double quantile_centre(double p) {
  const double q = p - 0.5, r = q * q;
  double n = -0x1.2c93a80012e13p+5, d = -0x1.a0798b64a981bp+5;
  n = n * r + 0x1.aab6a21e6c0d2p+7;
  d = d * r + 0x1.3954b66f19460p+7;
  n = n * r - 0x1.0db13ad1745d4p+8;
  d = d * r - 0x1.310847a0486bap+7;
  n = n * r + 0x1.10f1e71005cfbp+7;
  d = d * r + 0x1.07e029f35f7efp+6;
  n = n * r - 0x1.e78fd2ff3a4d3p+4;
  d = d * r - 0x1.a687422d9e0a6p+3;
  n = n * r + 0x1.40d93203dd969p+1;
  d = d * r + 1.0;
  return q * n / d;
}

// Natural logarithm of a normal positive number: m in [sqrt(1/2), sqrt(2)), s = (m - 1) / (m + 1) and the
// coefficients of fdlibm's e_log.c (Sun, 1993). About 1e-15 relative.
SK_INLINE double log_positive(double x) {
  const uint64_t shifted = bits_of(x) + (0x3FF0000000000000u - 0x3FE6A09E667F3BCDu);
  const uint64_t mantissa = (shifted & 0x000FFFFFFFFFFFFFu) + 0x3FE6A09E667F3BCDu;
  // The exponent as a double without an integer conversion, which AVX2 lacks for 64 bits.
  const double k = double_of(shifted >> 52 | 0x4330000000000000u) - (0x1p52 + 1023.0);
  const double f = double_of(mantissa) - 1.0, s = f / (2.0 + f), z = s * s;
  double t = 1.479819860511658591e-01;
  t = t * z + 1.531383769920937332e-01;
  t = t * z + 1.818357216161805012e-01;
  t = t * z + 2.222219843214978396e-01;
  t = t * z + 2.857142874366239149e-01;
  t = t * z + 3.999999999940941908e-01;
  t = t * z + 6.666666666666735130e-01;
  return k * 0x1.62e42fefa39efp-1 + (2.0 * s + s * (t * z));
}

// z as a function of sqrt(-2 log t), t = min(p, 1 - p), for t in [2^-1022, 0.0265]: relative error below 1e-10.
SK_INLINE double quantile_tail(double p) {
  const double folded = p < 0.5 ? p : 1.0 - p;
  const double t = folded > 0x1p-1022 ? folded : 0x1p-1022;
  const double x = __builtin_elementwise_sqrt(-2.0 * log_positive(t));
  double n = 0x1.25e30e91b6233p-11, d = 0x1.25e259547c8f3p-11;
  n = n * x + 0x1.7c1da17430f37p-5;
  d = d * x + 0x1.7c23c7839a909p-5;
  n = n * x + 0x1.b50dc6f73827fp-1;
  d = d * x + 0x1.b6ddc5923db6bp-1;
  n = n * x + 0x1.06df2a2aa1b79p+2;
  d = d * x + 0x1.14470f8ae199fp+2;
  n = n * x + 0x1.32365492ce983p+1;
  d = d * x + 0x1.483ec42917ed4p+2;
  n = n * x - 0x1.d4f45dda5fed0p+2;
  d = d * x + 1.0;
  n = n * x - 0x1.91ebf505775fap+1;
  const double z = n / d;
  return p < 0.5 ? -z : z;
}

#define SK_BLOCK 512

typedef double quantile_group __attribute__((ext_vector_type(8), aligned(8)));
typedef _Bool quantile_mask __attribute__((ext_vector_type(8)));

// The places of the tail values among n, in order. Whole groups of 64 go through a bit mask, since a branch per
// value would be mispredicted at each tail.
SK_INLINE int64_t quantile_tails(int64_t n, const double *p, uint32_t *place) {
  int64_t tails = 0, i = 0;
  for (; i + 64 <= n; i += 64) {
    uint64_t word = 0;
    for (int64_t g = 0; g < 8; g++) {
      const quantile_group distance =
          __builtin_elementwise_abs(*(const quantile_group *)(p + i + 8 * g) - 0.5);
      const quantile_mask centre = __builtin_convertvector(distance <= SK_CENTRE, quantile_mask);
      word |= (uint64_t)__builtin_bit_cast(uint8_t, centre) << (8 * g);
    }
    for (word = ~word; word != 0; word &= word - 1)
      place[tails++] = (uint32_t)(i + __builtin_ctzll(word));
  }
  for (; i < n; i++) {
    place[tails] = (uint32_t)i;
    tails += !(__builtin_fabs(p[i] - 0.5) <= SK_CENTRE);
  }
  return tails;
}

// Whole blocks in place. The tails are 5 % of uniform input. They are gathered before the centre is written.
SK_INLINE void quantile_block(int64_t n, double *target) {
  double tail[SK_BLOCK + 8];
  uint32_t place[SK_BLOCK + 8];
  const int64_t tails = quantile_tails(n, target, place);
  // Whole registers only: what pads the last one is computed and thrown away.
  const int64_t padded = (tails + 7) & ~(int64_t)7;
  for (int64_t i = 0; i < tails; i++) tail[i] = target[place[i]];
  for (int64_t i = tails; i < padded; i++) tail[i] = 0.01;
  for (int64_t i = 0; i < padded; i++) tail[i] = quantile_tail(tail[i]);
  // Four registers side by side hide the latency of the polynomials.
#pragma clang loop vectorize(enable) interleave_count(4)
  for (int64_t i = 0; i < n; i++) target[i] = quantile_centre(target[i]);
  for (int64_t i = 0; i < tails; i++) target[place[i]] = tail[i];
}

static void normal_quantile(int64_t count, const double *p, double *z) {
  // One array, as in normal_cdf below.
  if (z != p) memmove(z, p, (size_t)count * sizeof *z);
  for (int64_t start = 0; start < count; start += SK_BLOCK)
    quantile_block(count - start < SK_BLOCK ? count - start : SK_BLOCK, z + start);
}

// exp(-x) for 0 <= x <= 708: x = r - k log 2 with |r| <= log(2) / 2, then a minimax polynomial of degree 11
// (Remez exchange at 45 digits, relative error 3e-18 before rounding).
SK_INLINE double exp_negative(double x) {
  const double shift = 0x1.8p52;
  const double shifted = x * -0x1.71547652b82fep+0 + shift;
  const double k = shifted - shift;
  const double r = (-x - k * 0x1.62e42fefa2000p-1) - k * 0x1.9ef35793c7673p-41;
  double e = 0x1.ad663b1e5ff20p-26;
  e = e * r + 0x1.28b31cb7b2bfep-22;
  e = e * r + 0x1.71df45236521ap-19;
  e = e * r + 0x1.a01992c53402cp-16;
  e = e * r + 0x1.a01a011049bb7p-13;
  e = e * r + 0x1.6c16c1878575ep-10;
  e = e * r + 0x1.1111111130e34p-7;
  e = e * r + 0x1.555555554f35bp-5;
  e = e * r + 0x1.55555555554a2p-3;
  e = e * r + 0x1.0000000000010p-1;
  e = e * r + 1.0;
  e = e * r + 1.0;
  return double_of(bits_of(e) + (bits_of(shifted) << 52));
}

// P(Z <= -a) = exp(-a^2 / 2) R(a), with one rational R for all of [0, 38]: relative error 5e-17 before rounding.
// All coefficients are positive, so nothing cancels. R(0) is 1/2 exactly.
SK_INLINE double upper_tail(double a) {
  double n = 0x1.720107cfe5a81p-20, d = 0x1.cfbb34e6d472bp-19;
  d = d * a + 0x1.85f0395473eb9p-14;
  n = n * a + 0x1.372035034e5d4p-15;
  d = d * a + 0x1.41f5ec234a291p-10;
  n = n * a + 0x1.002a2d664065ep-11;
  d = d * a + 0x1.51e4eb6099f45p-7;
  n = n * a + 0x1.0b2b7f1fc8fd3p-8;
  d = d * a + 0x1.edd2d3cb9b195p-5;
  n = n * a + 0x1.820ddfd66eb84p-6;
  d = d * a + 0x1.048bbfeb85d12p-2;
  n = n * a + 0x1.8f60780b6f435p-4;
  d = d * a + 0x1.8fc5cc0546106p-1;
  n = n * a + 0x1.27d4990f898fbp-2;
  d = d * a + 0x1.b660ebf732bdfp+0;
  n = n * a + 0x1.2fd6c04bfb33cp-1;
  d = d * a + 0x1.47985391af99cp+1;
  n = n * a + 0x1.8c84e7c1af84ep-1;
  d = d * a + 0x1.2c6388b0289a5p+1;
  n = n * a + 0x1.0000000000000p-1;
  d = d * a + 1.0;
  return exp_negative(0.5 * (a * a)) * n / d;
}

// Beyond 37.5 the lower tail leaves the normal numbers, so z is held there.
//
// The loop reads and writes one array: with two, the compiler would test at run time whether they overlap, and
// the usual call, in place, would take its scalar loop.
static void normal_cdf(int64_t count, const double *z, double *u) {
  if (u != z) memmove(u, z, (size_t)count * sizeof *u);
  for (int64_t i = 0; i < count; i++) {
    const double size = __builtin_fabs(u[i]);
    const double tail = upper_tail(size < 37.5 ? size : 37.5);
    const double value = u[i] < 0 ? tail : 1.0 - tail;
    u[i] = value < 1.0 - 0x1p-53 ? value : 1.0 - 0x1p-53;
  }
}
