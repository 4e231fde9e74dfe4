// Correlated normals in one pass: the rows of a tile go through the generator, the quantile and the triangular
// product while they lie in the first-level cache. The same bits as the three kernels one after the other.

// Rows of a tile: whole groups of the generator (24, 8 or 4 rows) and whole tiles of the product (16, 8 or 4).
#define SK_FUSED_STEP 48
#define SK_FUSED_LATENTS 64
// Doubles of a tile: half of the first-level cache, since the product's outputs pass through it as well.
#define SK_FUSED_SIZE 2048
// Of many latents a tile is one step high, however large that makes it.
#define SK_FUSED_MOST (SK_FUSED_LATENTS * SK_FUSED_STEP)

static void correlated_normals(
    sk_philox words, uint64_t row, int64_t d, int64_t rows, const double *lower, double *z, int64_t stride) {
  const philox_keys keys = philox_schedule(words.seed);
  const uint32_t c3 = philox_tail(words);
  if (d > SK_FUSED_LATENTS) {
    for (int64_t j = 0; j + 1 < d; j += 2) {
      words.latent = (uint32_t)j;
      philox_uniform_pairs(words, row, rows, z + j * stride, z + (j + 1) * stride);
    }
    if (d & 1) {
      words.latent = (uint32_t)(d - 1);
      philox_uniforms(words, row, rows, z + (d - 1) * stride);
    }
    for (int64_t j = 0; j < d; j++) normal_quantile(rows, z + j * stride, z + j * stride);
    triangular_product(d, rows, lower, z, stride);
    return;
  }
  double tile[SK_FUSED_MOST] __attribute__((aligned(64)));
  double rest[SK_FUSED_LATENTS * SK_TILE] __attribute__((aligned(64)));
  // A last latent without a partner takes one column more.
  const int64_t even = d + (d & 1);
  const int64_t steps = SK_FUSED_SIZE / (even * SK_FUSED_STEP);
  const int64_t size = (steps > 1 ? steps : 1) * SK_FUSED_STEP;
  for (int64_t start = 0; start < rows; start += size) {
    for (int64_t j = 0; j < d; j += 2) {
      double *first = tile + j * size, *second = first + size;
      for (int64_t r = 0; r < size; r += SK_PHILOX_ROWS)
        philox_uniform_group(
            &keys, (uint32_t)j >> 1, c3, row + (uint64_t)(start + r), first + r, second + r);
    }
    for (int64_t block = 0; block < d * size; block += SK_BLOCK)
      quantile_block(d * size - block < SK_BLOCK ? d * size - block : SK_BLOCK, tile + block);
    for (int64_t r = 0; r < size && start + r < rows; r += SK_TILE) {
      const int64_t n = rows - start - r;
      if (n >= SK_TILE) {
        triangle_tile(d, lower, tile + r, size, z + start + r, stride);
      } else {
        triangle_tile(d, lower, tile + r, size, rest, SK_TILE);
        for (int64_t j = 0; j < d; j++)
          memcpy(z + start + r + j * stride, rest + j * SK_TILE, (size_t)n * sizeof(double));
      }
    }
  }
}
