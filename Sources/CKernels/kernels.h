// The body of the kernels, included once per instruction set, under that set's target attribute.
// SK_TABLE names the table to define, SK_LANES the doubles in one of its registers.
#include "tables.h"

#include <stddef.h>
#include <string.h>

#pragma clang fp contract(off)

#define SK_INLINE static inline __attribute__((always_inline))

#include "philox.h"
#include "normal.h"
#include "triangle.h"
#include "lookup.h"
#include "correlated.h"
#include "latent.h"
#include "variates.h"
#include "local.h"
#include "families.h"
#include "columnar.h"
#include "counting.h"
#include "distance.h"
#include "neighbours.h"
#include "shortest.h"
#include "spelling.h"
#include "temporal.h"
#include "powers_of_five.h"
#include "csv.h"
#include "ranks.h"
#include "moments.h"
#include "trees.h"
#include "field.h"
#include "noise.h"

const sk_kernels SK_TABLE = {
    .philox_bits = philox_bits,
    .philox_uniforms = philox_uniforms,
    .philox_uniform_pairs = philox_uniform_pairs,
    .normal_quantile = normal_quantile,
    .normal_cdf = normal_cdf,
    .triangular_product = triangular_product,
    .lookup_codes = lookup_codes,
    .lookup_values = lookup_values,
    .lookup_integers = lookup_integers,
    .correlated_normals = correlated_normals,
    .threshold_codes = threshold_codes,
    .threshold_bits = threshold_bits,
    .affine = affine,
    .lookup_points = lookup_points,
    .exponential_variates = exponential_variates,
    .laplace_variates = laplace_variates,
    .respond = respond,
    .grid_points = grid_points,
    .grid_values = grid_values,
    .exponential = exponential,
    .logarithm = logarithm,
    .family_values = family_values,
    .family_integers = family_integers,
    .extremes_reals = extremes_reals,
    .extremes_integers = extremes_integers,
    .largest_code = largest_code,
    .pack_codes = pack_codes,
    .count_codes_8 = count_codes_8,
    .count_codes_16 = count_codes_16,
    .count_codes_32 = count_codes_32,
    .count_pairs_8 = count_pairs_8,
    .count_pairs_32 = count_pairs_32,
    .count_offsets = count_offsets,
    .count_spread = count_spread,
    .bin_numbers = bin_numbers,
    .count_steps = count_steps,
    .column_range = column_range,
    .pair_moments = pair_moments,
    .sort_numbers = sort_numbers,
    .nearest_points = nearest_points,
    .spell_slots = spell_slots,
    .spell_integers = spell_integers,
    .spell_decimals = spell_decimals,
    .spell_reals = spell_reals,
    .spell_temporals = spell_temporals,

    .csv_scan = csv_scan,
    .csv_records = csv_records,
    .csv_doubles = csv_doubles,
    .csv_scaled = csv_scaled,
    .csv_levels = csv_levels,
    .csv_double = csv_double,
    .rank_search = rank_search,
    .rank_scatter = rank_scatter,
    .rank_sort = rank_sort,
    .rank_distinct = rank_distinct,

    .logistic_derivatives = logistic_derivatives,
    .sum_magnitudes = sum_magnitudes,
    .pack_derivatives = pack_derivatives,
    .bin_sums = bin_sums,
    .divide_rows = divide_rows,
    .add_sides = add_sides,
    .add_walks = add_walks,

    .nearest_records = nearest_records,
    .ball_counts = ball_counts,
    .ball_touches = ball_touches,

    .field_pass = field_pass,
    .noise_signed = noise_signed,
    .noise_split = noise_split,
};
