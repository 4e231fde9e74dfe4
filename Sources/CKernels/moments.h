// Sums over columns of numbers in which NaN stands for missing: eight running sums of each kind, row i in sum i % 8,
// whatever the registers hold, so that all instruction sets agree.

typedef double moment_lanes __attribute__((ext_vector_type(8), aligned(8)));

SK_INLINE double moment_total(const moment_lanes *sums) {
  const moment_lanes v = *sums;
  return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

// Over the rows where neither is NaN: how many, and the sums of both less their centres, their squares and product.
static void pair_moments(
    int64_t n, const double *x, const double *y, double centre_x, double centre_y, double *out) {
  moment_lanes count = (moment_lanes)0, sx = count, sy = count, sxx = count, syy = count, sxy = count;
  for (int64_t i = 0; i < n; i += 8) {
    moment_lanes a = (moment_lanes)__builtin_nan(""), b = a;
    if (i + 8 <= n) {
      a = *(const moment_lanes *)(x + i);
      b = *(const moment_lanes *)(y + i);
    } else {
      for (int64_t k = 0; k < n - i; k++) {
        a[k] = x[i + k];
        b[k] = y[i + k];
      }
    }
    const moment_lanes zero = (moment_lanes)0, one = (moment_lanes)1;
    const moment_lanes dx = ((a == a) & (b == b)) ? a - centre_x : zero;
    const moment_lanes dy = ((a == a) & (b == b)) ? b - centre_y : zero;
    count += ((a == a) & (b == b)) ? one : zero;
    sx += dx;
    sy += dy;
    sxx += dx * dx;
    syy += dy * dy;
    sxy += dx * dy;
  }
  out[0] = moment_total(&count);
  out[1] = moment_total(&sx);
  out[2] = moment_total(&sy);
  out[3] = moment_total(&sxx);
  out[4] = moment_total(&syy);
  out[5] = moment_total(&sxy);
}

// Count, sum, least and greatest of the values that are not NaN.
static void column_range(int64_t n, const double *x, double *out) {
  const double infinity = __builtin_inf();
  moment_lanes count = (moment_lanes)0, sum = count;
  moment_lanes low = (moment_lanes)infinity, high = (moment_lanes)-infinity;
  for (int64_t i = 0; i < n; i += 8) {
    moment_lanes a = (moment_lanes)__builtin_nan("");
    if (i + 8 <= n)
      a = *(const moment_lanes *)(x + i);
    else
      for (int64_t k = 0; k < n - i; k++) a[k] = x[i + k];
    count += a == a ? (moment_lanes)1 : (moment_lanes)0;
    sum += a == a ? a : (moment_lanes)0;
    low = a < low ? a : low;
    high = a > high ? a : high;
  }
  double least = infinity, greatest = -infinity;
  for (int k = 0; k < 8; k++) {
    least = low[k] < least ? low[k] : least;
    greatest = high[k] > greatest ? high[k] : greatest;
  }
  out[0] = moment_total(&count);
  out[1] = moment_total(&sum);
  out[2] = least;
  out[3] = greatest;
}
