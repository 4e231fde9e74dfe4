// Trees on binned rows: derivatives of a loss, their sums over bins, the division of rows, and walks.
//
// A pair of derivatives is one 64-bit number, the first in the upper half, the second in the lower one. Sums of pairs
// are exact, so their order, and the number of lanes, do not matter.

// A row's codes in one block of features.
#define SK_TREE_WIDTH 16
// How many rows ahead codes and pairs are fetched: a list's rows are far apart in a large table.
#define SK_TREE_AHEAD 16
// Lanes of a sum of doubles, the same on every instruction set.
#define SK_TREE_LANES 8

static void logistic_derivatives(
    int64_t n, const double *restrict scores, const uint8_t *restrict labels, double *restrict first,
    double *restrict second) {
  for (int64_t i = 0; i < n; i++) {
    const double p = 1.0 / (1.0 + exp_held(-scores[i]));
    first[i] = p - (double)labels[i];
    second[i] = p * (1.0 - p);
  }
}

static double sum_magnitudes(int64_t n, const double *values) {
  double sums[SK_TREE_LANES] = {0};
  int64_t i = 0;
  for (; i + SK_TREE_LANES <= n; i += SK_TREE_LANES)
    for (int k = 0; k < SK_TREE_LANES; k++) sums[k] += __builtin_fabs(values[i + k]);
  for (; i < n; i++) sums[i % SK_TREE_LANES] += __builtin_fabs(values[i]);
  double total = 0;
  for (int k = 0; k < SK_TREE_LANES; k++) total += sums[k];
  return total;
}

// Rounds by adding 1.5 * 2^52, which leaves the whole number in the low bits of the sum.
static void pack_derivatives(
    int64_t n, const double *restrict first, const double *restrict second, double first_scale,
    double second_scale, int64_t *restrict pairs) {
  for (int64_t i = 0; i < n; i++) {
    const double g = first[i] * first_scale + SK_ROUNDING, h = second[i] * second_scale;
    const double held = (h > 1.0 ? h : 1.0) + SK_ROUNDING;
    pairs[i] = (int64_t)((bits_of(g) << 32) + (bits_of(held) & 0xffffffffu));
  }
}

SK_INLINE void bin_sums_of(
    int64_t n, const int32_t *restrict rows, const uint8_t *restrict codes, const int64_t *restrict pairs,
    const uint32_t *offsets, int64_t *restrict sums, const int width) {
  int64_t *bins[SK_TREE_WIDTH];
  for (int k = 0; k < width; k++) bins[k] = sums + offsets[k];
  for (int64_t i = 0; i < n; i++) {
    const int64_t later = rows[i + SK_TREE_AHEAD < n ? i + SK_TREE_AHEAD : n - 1];
    __builtin_prefetch(codes + later * SK_TREE_WIDTH);
    __builtin_prefetch(pairs + later);
    const int64_t row = rows[i], pair = pairs[row];
    uint64_t words[2];
    memcpy(words, codes + row * SK_TREE_WIDTH, sizeof words);
    for (int k = 0; k < width; k++) bins[k][words[k / 8] >> 8 * (k % 8) & 0xff] += pair;
  }
}

static void bin_sums(
    int64_t n, const int32_t *rows, const uint8_t *codes, const int64_t *pairs, const uint32_t *offsets,
    int64_t width, int64_t *sums) {
  switch (width) {
#define SK_WIDTH(W) case W: bin_sums_of(n, rows, codes, pairs, offsets, sums, W); break;
    SK_WIDTH(1) SK_WIDTH(2) SK_WIDTH(3) SK_WIDTH(4) SK_WIDTH(5) SK_WIDTH(6) SK_WIDTH(7) SK_WIDTH(8)
    SK_WIDTH(9) SK_WIDTH(10) SK_WIDTH(11) SK_WIDTH(12) SK_WIDTH(13) SK_WIDTH(14) SK_WIDTH(15)
    SK_WIDTH(16)
#undef SK_WIDTH
    default: break;
  }
}

SK_INLINE void side_bytes(const uint64_t *sides, uint8_t *bytes) {
  for (int k = 0; k < 256; k++) bytes[k] = (uint8_t)(sides[k >> 6] >> (k & 63) & 1);
}

// Both targets are written for every row, and one of them moves on: no branch to mispredict.
static int64_t divide_rows(
    int64_t n, int32_t *rows, const uint8_t *codes, const uint64_t *sides, int32_t *scratch) {
  uint8_t side[256];
  side_bytes(sides, side);
  int64_t first = 0, second = 0;
  for (int64_t i = 0; i < n; i++) {
    __builtin_prefetch(codes + (int64_t)rows[i + SK_TREE_AHEAD < n ? i + SK_TREE_AHEAD : n - 1] * SK_TREE_WIDTH);
    const int32_t row = rows[i];
    const int64_t other = side[codes[(int64_t)row * SK_TREE_WIDTH]];
    rows[first] = row;
    scratch[second] = row;
    first += 1 - other;
    second += other;
  }
  memcpy(rows + first, scratch, (size_t)second * sizeof *rows);
  return first;
}

static void add_sides(
    int64_t n, const int32_t *restrict rows, const uint8_t *restrict codes, const uint64_t *sides, double first,
    double second, double *restrict scores) {
  double values[256];
  for (int k = 0; k < 256; k++) values[k] = sides[k >> 6] >> (k & 63) & 1 ? second : first;
  for (int64_t i = 0; i < n; i++) {
    const int64_t row = rows[i], later = rows[i + SK_TREE_AHEAD < n ? i + SK_TREE_AHEAD : n - 1];
    __builtin_prefetch(codes + later * SK_TREE_WIDTH);
    __builtin_prefetch(scores + later);
    scores[row] += values[codes[row * SK_TREE_WIDTH]];
  }
}

SK_INLINE uint64_t walk_step(const uint8_t *row, const sk_tree *tree, uint64_t node) {
  const uint64_t code = row[tree->places[node]];
  const uint64_t side = tree->sides[4 * node + (code >> 6)] >> (code & 63) & 1;
  return tree->children[2 * node + side];
}

// Rows that walk side by side: a step waits for three loads, one after another.
#define SK_WALKS 4

static void add_walks(int64_t n, const uint8_t *restrict codes, const sk_tree *tree, double *restrict scores) {
  const sk_tree held = *tree;
  int64_t i = 0;
  for (; i + SK_WALKS <= n; i += SK_WALKS) {
    const uint8_t *row = codes + i * SK_TREE_WIDTH;
    uint64_t a = 0, b = 0, c = 0, d = 0;
    for (int64_t step = 0; step < held.depth; step++) {
      a = walk_step(row, &held, a);
      b = walk_step(row + SK_TREE_WIDTH, &held, b);
      c = walk_step(row + 2 * SK_TREE_WIDTH, &held, c);
      d = walk_step(row + 3 * SK_TREE_WIDTH, &held, d);
      // Keeps the walks in registers of their own: gathered into vectors they take twice as long.
      __asm__("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d));
    }
    scores[i] += held.values[a];
    scores[i + 1] += held.values[b];
    scores[i + 2] += held.values[c];
    scores[i + 3] += held.values[d];
  }
  for (; i < n; i++) {
    uint64_t node = 0;
    for (int64_t step = 0; step < held.depth; step++)
      node = walk_step(codes + i * SK_TREE_WIDTH, &held, node);
    scores[i] += held.values[node];
  }
}
