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
#include "ranks.h"

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
    .rank_search = rank_search,
    .rank_scatter = rank_scatter,
    .rank_sort = rank_sort,
    .rank_distinct = rank_distinct,
};
