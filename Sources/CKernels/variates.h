// Exponential and Laplace variates by inversion. For modelling: what floating point makes of a Laplace variate
// gives the value it was added to away, so none of this is noise for privacy.

// -log(1 - u); 1 - u is exact for the generator's uniforms.
static void exponential_variates(int64_t count, const double *restrict u, double *restrict out) {
  for (int64_t i = 0; i < count; i++) {
    const double survival = 1.0 - u[i];
    out[i] = -log_positive(survival > 0x1p-1022 ? survival : 0x1p-1022);
  }
}

// log(2 u) below the median, -log(2 (1 - u)) above it.
static void laplace_variates(int64_t count, const double *restrict u, double *restrict out) {
  for (int64_t i = 0; i < count; i++) {
    const double folded = u[i] < 0.5 ? u[i] : 1.0 - u[i];
    const double size = log_positive(folded > 0x1p-1022 ? 2.0 * folded : 0x1p-1021);
    out[i] = u[i] < 0.5 ? size : -size;
  }
}
