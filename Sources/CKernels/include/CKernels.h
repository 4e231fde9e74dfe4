#pragma once

#include <stdint.h>

// Loops over plain arrays, compiled once per instruction set and chosen at run time.
//
// Every function gives the same bits on every instruction set: fused multiply-add is off, sums run in a fixed
// order, and exp and log are polynomials of our own. No state, no libm, no allocation.

/// Words that fix a Philox counter, but for the row.
typedef struct {
  uint64_t seed;
  uint32_t latent;
  uint16_t stream;
  uint16_t draw;
} sk_philox;

/// Where the segments of [0, 1) lie. `cuts` ascends from 0 and is followed by 2^steps entries of +infinity;
/// `guide[b]` is the segment that holds b / guide_size; a bucket meets at most 2^steps segments.
typedef struct {
  const double *cuts;
  const uint32_t *guide;
  uint32_t guide_size;
  uint32_t steps;
} sk_segments;

/// One line of a piecewise linear quantile function. One record is half a cache line.
typedef struct {
  double cut;
  double inverse_width;
  double low;
  double high;
} sk_line;

/// Equally likely points lower, lower + step, ..., lower + span * step. `points` is span + 1 as a double.
typedef struct {
  double cut;
  double inverse_width;
  double points;
  int64_t lower;
  uint64_t span;
  uint64_t step;
} sk_lattice;

typedef struct {
  void (*philox_bits)(sk_philox words, uint64_t row, int64_t count, uint64_t *out);
  void (*philox_uniforms)(sk_philox words, uint64_t row, int64_t count, double *out);
  void (*philox_uniform_pairs)(sk_philox words, uint64_t row, int64_t count, double *even, double *odd);
  void (*normal_quantile)(int64_t count, const double *p, double *z);
  void (*normal_cdf)(int64_t count, const double *z, double *u);
  void (*triangular_product)(
      int64_t d, int64_t rows, const double *lower, double *z, int64_t stride);
  void (*lookup_codes)(
      const sk_segments *segments, const int32_t *codes, int64_t count, const double *u, int32_t *out);
  void (*lookup_values)(
      const sk_segments *segments, const sk_line *lines, int64_t count, const double *u, double *out);
  void (*lookup_integers)(
      const sk_segments *segments, const sk_lattice *lattices, int64_t count, const double *u,
      int64_t *out);

  // Ordering the values of a column: ranks.h. `values` are doubles or 64-bit integers.
  void (*rank_search)(
      const uint64_t *tree, int32_t levels, int64_t count, const uint64_t *values, int32_t is_real,
      uint16_t *out);
  void (*rank_scatter)(
      int64_t count, const uint64_t *values, int32_t is_real, const uint16_t *buckets, int64_t *next,
      uint64_t *out);
  void (*rank_sort)(int64_t n, uint64_t *keys, uint64_t *scratch);
  int64_t (*rank_distinct)(int64_t n, const uint64_t *sorted);
} sk_kernels;

/// 0 baseline, 1 x86-64-v3, 2 x86-64-v4.
enum { sk_isa_baseline = 0, sk_isa_v3 = 1, sk_isa_v4 = 2 };

/// Whether this machine runs the instruction set.
int sk_isa_supported(int isa);

/// The kernels of an instruction set, or null when this machine does not run it.
const sk_kernels *sk_kernels_for(int isa);
