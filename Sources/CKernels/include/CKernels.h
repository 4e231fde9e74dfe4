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

/// Where the segments of [0, 1) lie. `cuts` ascends from 0 and is followed by 2^deep_steps entries of +infinity;
/// `guide[b]` is the segment that holds b / guide_size; a bucket of deep_low ... deep_high meets at most 2^steps
/// segments, any other at most 2^deep_steps.
typedef struct {
  const double *cuts;
  const uint32_t *guide;
  uint32_t guide_size;
  uint32_t steps;
  double deep_low;
  double deep_high;
  uint32_t deep_steps;
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

/// How a latent becomes a value: location + scale * z, the exponential of that, location - scale * log of a
/// probability, and location + scale * u.
enum { sk_shape_affine = 0, sk_shape_exponential = 1, sk_shape_survival = 2, sk_shape_uniform = 3 };

/// A family of distributions with its parameters. It is truncated by mapping probabilities into `low` ...
/// `low + width`, those of `sign` * z. Values are rounded to multiples of 1 / `steps` (0: not rounded), then held
/// inside `minimum` ... `maximum`; for integers these two count steps.
typedef struct {
  int32_t shape;
  int32_t is_truncated;
  double location;
  double scale;
  double sign;
  double low;
  double width;
  double minimum;
  double maximum;
  double steps;
} sk_family;
/// Records in blocks of 64 that lie near each other, `levels` columns of levels and then `numbers` columns of numbers.
///
/// `bytes` holds the blocks, column after column: codes modulo 256, numbers as the nearest 255ths of what they are
/// when held in [0, 1], 0 where missing. `codes` and `values` (numbers in [-1, 2], NaN where missing) hold record after
/// record, `rows` what each record is called. `bytes_tell` is not 0 when there are at most 255 columns of levels and
/// codes with equal bytes are equal.
///
/// `marks`, `low` and `high` hold, for each column of levels (numbers), a byte per block, `boxes` of them, a multiple of
/// 64: the set of the codes modulo 8; the least and the greatest byte. A block that is none has no marks. `least_rows`
/// has the least of `rows` of each block, `uniform` is not 0 where all records of a block are equal.
typedef struct {
  int64_t count;
  int64_t levels;
  int64_t numbers;
  int64_t bytes_tell;
  int64_t boxes;
  const uint8_t *bytes;
  const int32_t *codes;
  const double *values;
  const int32_t *rows;
  const uint8_t *marks;
  const uint8_t *low;
  const uint8_t *high;
  const int32_t *least_rows;
  const uint8_t *uniform;
} sk_records;

/// A ball around each record. `limits` are bounds that no record in the ball exceeds, 0 for what fills the last block
/// up; `box_limits` the greatest of each block, `boxes` of them.
typedef struct {
  const double *radii;
  const uint16_t *limits;
  const uint16_t *box_limits;
} sk_balls;

/// Rows to find neighbours of: `bytes`, `codes` and `values` as the records have them, query after query.
typedef struct {
  int64_t count;
  const uint8_t *bytes;
  const int32_t *codes;
  const double *values;
} sk_queries;

/// Some bytes, followed by SK_SPELLING_SLACK bytes that may be read and do not count.
typedef struct {
  const uint8_t *bytes;
  int64_t count;
} sk_text;

/// Finished cells side by side, each in `stride` (16, 32 or 64) bytes whose last is its length.
typedef struct {
  const uint8_t *bytes;
  int64_t stride;
  int64_t count;
} sk_slots;

/// A date's or timestamp's spelling: a text of `length` bytes with the components at their places. A component that
/// is not there has its place behind the text. All lie within SK_TEMPORAL_BOUND bytes.
typedef struct {
  int64_t length;
  /// The values of the years 0 to 9999.
  int64_t lowest, highest;
  /// 0: values are days.
  int64_t ticks_per_second;
  /// Turns a fraction into billionths.
  int64_t billionths_per_tick;
  int32_t fraction_digits;
  uint8_t year, month, day, hour, minute, second, fraction;
} sk_temporal;

/// Rows spelt at a time; bytes beyond a cell that a store may overwrite; index of 10^0 in the powers of ten; the
/// most bytes of a temporal spelling.
enum { SK_SPELLING_ROWS = 64, SK_SPELLING_SLACK = 64, SK_POWER_ZERO = 292, SK_TEMPORAL_BOUND = 48 };
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

/// A binary tree on binned rows, node after node: where the code that it asks about lies, from a row's first code on;
/// 256 bits that say which codes go to its second child; its two children (a leaf is its own); and what is added to a
/// row that ends there.
typedef struct {
  int64_t depth;
  const int64_t *places;
  const uint64_t *sides;
  const uint32_t *children;
  const double *values;
} sk_tree;

/// A variable of a table of rows whose margins push back. Numbers of tables are in steps of 8 floats, to which states are
/// padded.
typedef struct {
  int64_t rows;
  /// Steps of the variable's states: at most 32.
  int64_t vectors;
  int64_t neighbours;
  /// Where each neighbour's states stand in `codes`, and where its table, a line of `vectors` steps for each of its states,
  /// begins in `tables`.
  const int64_t *places;
  const int64_t *offsets;
  /// How far one row moves an entry of each neighbour's table, and of `single`; `self` is the sum of all of these.
  const float *steps;
  float step;
  float self;
  /// The states of the variable, and those of all variables.
  uint8_t *own;
  const uint8_t *codes;
  /// Log-weights of the states by themselves and beside those of each neighbour. Padding is -1e30 in `single`, else 0.
  float *single;
  float *tables;
  /// A row's random bits.
  const uint64_t *bits;
} sk_field_variable;

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
  void (*correlated_normals)(
      sk_philox words, uint64_t row, int64_t d, int64_t rows, const double *lower, double *z, int64_t stride);
  void (*threshold_codes)(
      int64_t cuts, const double *cut, int64_t count, const double *z, int32_t *out);
  void (*threshold_bits)(double threshold, int64_t count, const double *z, uint64_t *words);
  void (*affine)(int64_t count, double slope, double intercept, const double *z, double *out);
  void (*lookup_points)(
      const sk_segments *segments, const int64_t *values, int64_t count, const double *u, int64_t *out);
  void (*exponential_variates)(int64_t count, const double *u, double *out);
  void (*laplace_variates)(int64_t count, const double *u, double *out);

  // Of local privacy. `respond`: each code stays if its word is below `threshold` and it is one of `levels`; otherwise
  // it becomes the index that its draw stands for, or -1 if the draw is below `rejection` in its lower half. Returns
  // how many became -1.
  int64_t (*respond)(int64_t count, uint64_t threshold, uint32_t levels, uint32_t rejection,
                     const uint64_t *words, const uint32_t *draws, int32_t *codes);
  // The whole number nearest to (value held to [low, high]) * inverse, ties to even; NaN counts as low.
  void (*grid_points)(int64_t count, const double *values, double low, double high, double inverse, int64_t *out);
  // (point + noise) * spacing.
  void (*grid_values)(int64_t count, const int64_t *points, const int64_t *noise, double spacing, double *out);
  void (*exponential)(int64_t count, double *values);
  void (*logarithm)(int64_t count, double *values);
  void (*family_values)(const sk_family *family, int64_t count, const double *in, double *out);
  void (*family_integers)(const sk_family *family, int64_t count, const double *in, int64_t *out);
  void (*extremes_reals)(int64_t count, const double *values, double *low, double *high);
  void (*extremes_integers)(int64_t count, const int64_t *values, int64_t *low, int64_t *high);
  uint32_t (*largest_code)(int64_t count, const uint32_t *codes);
  void (*pack_codes)(int64_t count, int width, const uint32_t *codes, uint8_t *out);
  void (*count_codes_8)(int64_t n, const uint8_t *codes, int64_t levels, uint32_t *counts);
  void (*count_codes_16)(int64_t n, const uint16_t *codes, int64_t levels, uint32_t *counts);
  void (*count_codes_32)(int64_t n, const int32_t *codes, int64_t levels, uint32_t *counts);
  void (*count_pairs_8)(
      int64_t n, const uint8_t *a, const uint8_t *b, int64_t width, uint32_t *counts);
  void (*count_pairs_32)(
      int64_t n, const int32_t *a, const int32_t *b, int64_t width, uint32_t *counts);
  void (*count_offsets)(int64_t n, const double *values, double low, int64_t cells, uint32_t *counts);
  uint64_t (*count_spread)(
      int64_t cells, const uint32_t *first, const uint32_t *second, uint64_t n, uint64_t m);
  void (*bin_numbers)(
      int64_t n, const double *values, double low, double high, double width, int64_t bins,
      uint8_t *out);
  void (*count_steps)(
      int64_t n, const int64_t *values, int64_t steps, const int64_t *thresholds, uint64_t *reach);
  void (*column_range)(int64_t n, const double *x, double *out);
  void (*pair_moments)(
      int64_t n, const double *x, const double *y, double centre_x, double centre_y, double *out);
  void (*sort_numbers)(int64_t n, double *values, double *scratch);
  void (*nearest_points)(
      int64_t count, int64_t dimensions, const float *points, int64_t queries, const float *query,
      float *distance, int64_t *index);
  void (*spell_slots)(int64_t rows, const int32_t *codes, sk_slots slots, uint8_t **cursors);
  void (*spell_integers)(int64_t rows, const int64_t *values, sk_text prefix, uint8_t **cursors);
  void (*spell_decimals)(
      int64_t rows, const int64_t *values, int32_t scale, int32_t minimum_digits, sk_text prefix,
      uint8_t **cursors);
  void (*spell_reals)(
      int64_t rows, const double *values, const uint64_t *powers, int64_t places, sk_text prefix,
      uint8_t **cursors);
  int (*spell_temporals)(
      int64_t rows, const int64_t *values, const sk_temporal *format, const uint8_t *text, sk_text prefix,
      uint8_t **cursors);

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

  // Ordering the values of a column: ranks.h. `values` are doubles or 64-bit integers.
  void (*rank_search)(
      const uint64_t *tree, int32_t levels, int64_t count, const uint64_t *values, int32_t is_real,
      uint16_t *out);
  void (*rank_scatter)(
      int64_t count, const uint64_t *values, int32_t is_real, const uint16_t *buckets, int64_t *next,
      uint64_t *out);
  void (*rank_sort)(int64_t n, uint64_t *keys, uint64_t *scratch);
  int64_t (*rank_distinct)(int64_t n, const uint64_t *sorted);

  // Trees on rows of codes, 16 features to a block: trees.h.
  void (*logistic_derivatives)(
      int64_t n, const double *scores, const uint8_t *labels, double *first, double *second);
  double (*sum_magnitudes)(int64_t n, const double *values);
  void (*pack_derivatives)(
      int64_t n, const double *first, const double *second, double first_scale, double second_scale,
      int64_t *pairs);
  void (*bin_sums)(
      int64_t n, const int32_t *rows, const uint8_t *codes, const int64_t *pairs, const uint32_t *offsets,
      int64_t width, int64_t *sums);
  int64_t (*divide_rows)(
      int64_t n, int32_t *rows, const uint8_t *codes, const uint64_t *sides, int32_t *scratch);
  void (*add_sides)(
      int64_t n, const int32_t *rows, const uint8_t *codes, const uint64_t *sides, double first,
      double second, double *scores);
  void (*add_walks)(int64_t n, const uint8_t *codes, const sk_tree *tree, double *scores);

  // Neighbours: neighbours.h. `bounds` is room for `boxes` numbers.

  /// The `k` nearest records of each query, nearest first, of equally near ones the one with the lower row; -1 at an
  /// infinite distance where there is none. `excluded`, if not null, is a row per query that does not count.
  void (*nearest_records)(
      const sk_records *records, const sk_queries *queries, int64_t k, const int64_t *excluded,
      uint16_t *bounds, double *distances, int64_t *rows);
  /// How many records have each query in their ball.
  void (*ball_counts)(
      const sk_records *records, const sk_balls *balls, const sk_queries *queries, uint16_t *bounds,
      int64_t *around);
  /// Whether any record has the query in its ball (1), and whether any lies in the query's (2).
  void (*ball_touches)(
      const sk_records *records, const sk_balls *balls, const sk_queries *queries, const double *radii,
      uint16_t *bounds, uint8_t *touches);

  // Fields: field.h.

  /// Draws one variable of all rows again, given the others; says how many rows changed.
  int64_t (*field_pass)(const sk_field_variable *variable);
  // Integer noise from an alias table of 2^bits entries: noise.h. Draws are added to `values`; those that the words
  // alone do not decide add 0 and are listed in `places`, ascending. Returns how many. `count` is at most 65536.
  int64_t (*noise_signed)(
      const uint32_t *table, int32_t bits, int64_t count, const uint32_t *words, int64_t *values,
      uint16_t *places);
  int64_t (*noise_split)(
      const uint32_t *table, int32_t bits, int32_t low_bits, uint32_t limit, int64_t count,
      const uint32_t *words, const uint32_t *coins, const uint32_t *more, int64_t *values, uint16_t *places);
} sk_kernels;

/// 0 baseline, 1 x86-64-v3, 2 x86-64-v4.
enum { sk_isa_baseline = 0, sk_isa_v3 = 1, sk_isa_v4 = 2 };

/// Whether this machine runs the instruction set.
int sk_isa_supported(int isa);

/// The kernels of an instruction set, or null when this machine does not run it.
const sk_kernels *sk_kernels_for(int isa);
