// L z, rows in the lanes. Outputs are made from the last latent to the first, so that in place each still finds
// its inputs; each sums j = 0...i in that order. Four outputs share the loads of one pass.

typedef double lanes __attribute__((ext_vector_type(SK_LANES), aligned(8)));

// Registers per output: four outputs of two leave room in sixteen registers.
#define SK_WIDE 2
#define SK_TILE (SK_WIDE * SK_LANES)
#define SK_TILE_LATENTS 256

// One tile: SK_TILE rows of d latents, latent j at z + j * stride; output i goes to out + i * out_stride.
SK_INLINE void triangle_tile(
    int64_t d, const double *lower, const double *z, int64_t stride, double *out, int64_t out_stride) {
  int64_t i = d;
  for (; i >= 4; i -= 4) {
    const double *l = lower + (i - 4) * d;
    lanes sum[4][SK_WIDE], in[SK_WIDE];
    for (int k = 0; k < 4; k++)
      for (int w = 0; w < SK_WIDE; w++) sum[k][w] = (lanes)0.0;
    for (int64_t j = 0; j < i - 4; j++) {
      for (int w = 0; w < SK_WIDE; w++) in[w] = *(const lanes *)(z + j * stride + w * SK_LANES);
      for (int k = 0; k < 4; k++) {
        const double weight = l[k * d + j];
        for (int w = 0; w < SK_WIDE; w++) sum[k][w] += weight * in[w];
      }
    }
    for (int c = 0; c < 4; c++) {
      const int64_t j = i - 4 + c;
      for (int w = 0; w < SK_WIDE; w++) in[w] = *(const lanes *)(z + j * stride + w * SK_LANES);
      for (int k = c; k < 4; k++) {
        const double weight = l[k * d + j];
        for (int w = 0; w < SK_WIDE; w++) sum[k][w] += weight * in[w];
      }
    }
    for (int k = 0; k < 4; k++)
      for (int w = 0; w < SK_WIDE; w++)
        *(lanes *)(out + (i - 4 + k) * out_stride + w * SK_LANES) = sum[k][w];
  }
  for (; i >= 1; i--) {
    const double *l = lower + (i - 1) * d;
    lanes sum[SK_WIDE];
    for (int w = 0; w < SK_WIDE; w++) sum[w] = (lanes)0.0;
    for (int64_t j = 0; j < i; j++)
      for (int w = 0; w < SK_WIDE; w++)
        sum[w] += l[j] * *(const lanes *)(z + j * stride + w * SK_LANES);
    for (int w = 0; w < SK_WIDE; w++) *(lanes *)(out + (i - 1) * out_stride + w * SK_LANES) = sum[w];
  }
}

static void triangle_row(int64_t d, const double *lower, double *z, int64_t stride) {
  for (int64_t i = d - 1; i >= 0; i--) {
    double sum = 0;
    for (int64_t j = 0; j <= i; j++) sum += lower[i * d + j] * z[j * stride];
    z[i * stride] = sum;
  }
}

// Tiles are copied to the stack: columns a power of two apart fall on the same cache lines and evict each other.
static void triangular_product(
    int64_t d, int64_t rows, const double *lower, double *z, int64_t stride) {
  if (d <= SK_TILE_LATENTS) {
    double tile[SK_TILE_LATENTS * SK_TILE] __attribute__((aligned(64)));
    for (int64_t start = 0; start < rows; start += SK_TILE) {
      const int64_t n = rows - start < SK_TILE ? rows - start : SK_TILE;
      if (n == SK_TILE) {
        for (int64_t j = 0; j < d; j++)
          memcpy(tile + j * SK_TILE, z + start + j * stride, SK_TILE * sizeof(double));
        triangle_tile(d, lower, tile, SK_TILE, tile, SK_TILE);
        for (int64_t j = 0; j < d; j++)
          memcpy(z + start + j * stride, tile + j * SK_TILE, SK_TILE * sizeof(double));
      } else {
        for (int64_t j = 0; j < d; j++)
          for (int64_t r = 0; r < SK_TILE; r++) tile[j * SK_TILE + r] = r < n ? z[start + j * stride + r] : 0;
        triangle_tile(d, lower, tile, SK_TILE, tile, SK_TILE);
        for (int64_t j = 0; j < d; j++)
          memcpy(z + start + j * stride, tile + j * SK_TILE, (size_t)n * sizeof(double));
      }
    }
    return;
  }
  int64_t row = 0;
  for (; row + SK_TILE <= rows; row += SK_TILE) triangle_tile(d, lower, z + row, stride, z + row, stride);
  for (; row < rows; row++) triangle_row(d, lower, z + row, stride);
}
