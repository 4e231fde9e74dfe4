// Local privacy: randomised response, and the grid on which Laplace noise is added. No branch depends on a value.

static int64_t respond(int64_t count, uint64_t threshold, uint32_t levels, uint32_t rejection,
                       const uint64_t *restrict words, const uint32_t *restrict draws,
                       int32_t *restrict codes) {
  int64_t rejected = 0;
  for (int64_t i = 0; i < count; i++) {
    const uint64_t product = (uint64_t)draws[i] * levels;
    const int32_t drawn = (int32_t)(product >> 32);
    const int32_t other = (uint32_t)product < rejection ? -1 : drawn;
    const int32_t keeps = (words[i] < threshold) & ((uint32_t)codes[i] < levels);
    const int32_t code = keeps ? codes[i] : other;
    codes[i] = code;
    rejected += code < 0;
  }
  return rejected;
}

// Adding and taking away 1.5 * 2^52 rounds what is at most 2^51 in size to whole numbers; the sum's bits hold it.
static void grid_points(int64_t count, const double *restrict values, double low, double high, double inverse,
                        int64_t *restrict out) {
  const double magic = 0x1.8p52;
  int64_t base;
  memcpy(&base, &magic, sizeof base);
  for (int64_t i = 0; i < count; i++) {
    const double raised = values[i] > low ? values[i] : low;
    const double held = raised < high ? raised : high;
    const double sum = held * inverse + magic;
    int64_t bits;
    memcpy(&bits, &sum, sizeof bits);
    out[i] = bits - base;
  }
}

static void grid_values(int64_t count, const int64_t *restrict points, const int64_t *restrict noise,
                        double spacing, double *restrict out) {
  for (int64_t i = 0; i < count; i++) out[i] = (double)(points[i] + noise[i]) * spacing;
}
