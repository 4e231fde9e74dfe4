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

/// What a piece of text holds: quotes; line feeds after an even and after an odd number of the piece's quotes;
/// whether one of the bytes is 0, or above 127.
typedef struct {
  int64_t quotes;
  int64_t line_feeds[2];
  int32_t has_nul;
  int32_t has_high;
} sk_text_counts;

/// Where the cutting of `text` without quotes into records stands. `text[0 ..< end]` is whole records of `width`
/// fields; the first unread one begins at `start`. `separators` has room for `capacity` + width + 128.
typedef struct {
  const uint8_t *text;
  int64_t end;
  int64_t width;
  int64_t capacity;
  uint32_t *separators;
  uint8_t delimiter;
  /// The rest starts at 0.
  uint8_t closed;
  int64_t start;
  int64_t position;
  int64_t kept;
  int64_t kept_feeds;
} sk_record_cursor;

/// The fields of one column: those numbered first, first + stride, ... Field i is text[starts[i] ..< ends[i]].
/// `before` bytes ahead of `text` are readable, and `size` from it on. Fields with one of the `refused` bits in
/// their `flags`, which may be null, are not looked at.
typedef struct {
  const uint8_t *text;
  int64_t before;
  int64_t size;
  const uint32_t *starts;
  const uint32_t *ends;
  const uint8_t *flags;
  int64_t first;
  int64_t stride;
  uint8_t refused;
} sk_fields;

/// How the numbers met are spelt: without a point, with one, with an exponent; the most digits before the point; the
/// most and the fewest after it, of those with one and no exponent.
typedef struct {
  int64_t integers;
  int64_t decimals;
  int64_t floats;
  int32_t integer_digits;
  int32_t fraction_most;
  int32_t fraction_least;
} sk_number_counts;

/// A string of 1 to 16 bytes, none of them 0, padded with zeros; `low` is 0 in a free slot.
typedef struct {
  uint64_t low;
  uint64_t high;
  int64_t code;
} sk_level;

static inline uint64_t sk_level_hash(uint64_t low, uint64_t high) {
  // Every byte reaches the bits of the product that are kept.
  uint64_t word = low ^ (high << 29 | high >> 35);
  word ^= word >> 32;
  return word * 0x9E3779B97F4A7C15u >> 48;
}

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

  void (*csv_scan)(const uint8_t *text, int64_t size, sk_text_counts *counts);
  /// The fields of the next records, at least one unless the text ends; -1 if one has more or fewer than `width`.
  /// `starts` and `ends` have the room of `separators`.
  int64_t (*csv_records)(sk_record_cursor *cursor, uint32_t *starts, uint32_t *ends);
  /// Reads numbers; returns how many `others` there are: the rows left for the caller to read.
  int64_t (*csv_doubles)(
      const sk_fields *fields, int64_t rows, double *out, uint32_t *others, sk_number_counts *counts);
  int64_t (*csv_scaled)(
      const sk_fields *fields, int64_t rows, int32_t scale, int64_t *out, uint32_t *others,
      sk_number_counts *counts);
  /// Looks strings up in mask + 1 slots, a power of two with a free one; returns the number of `others`.
  int64_t (*csv_levels)(
      const sk_fields *fields, int64_t rows, const sk_level *slots, int64_t mask, int32_t *out,
      uint32_t *others);
  /// The double nearest to digits * 10^exponent; returns 0 if it is not decided.
  int (*csv_double)(uint64_t digits, int32_t exponent, double *out);
} sk_kernels;

/// 0 baseline, 1 x86-64-v3, 2 x86-64-v4.
enum { sk_isa_baseline = 0, sk_isa_v3 = 1, sk_isa_v4 = 2 };

/// Whether this machine runs the instruction set.
int sk_isa_supported(int isa);

/// The kernels of an instruction set, or null when this machine does not run it.
const sk_kernels *sk_kernels_for(int isa);
