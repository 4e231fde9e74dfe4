// Gibbs sampling of one variable of a table of rows, whose margins push back: field_pass.
//
// Lanes, the order of sums and the rows that are drawn before any of them counts are the same on every instruction set.

// Floats of one step; a variable's states are padded to whole ones.
#define SK_FIELD_LANES 8
// Rows drawn from one state of the margins: each is a chain of sums and shuffles, so several hide its latency.
#define SK_FIELD_ROWS 4
// 256 states.
#define SK_FIELD_VECTORS 32
// Above every state.
#define SK_FIELD_NONE 256

#pragma clang diagnostic push
// Vectors wider than a register are passed to functions that are always inlined.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float field_lanes __attribute__((ext_vector_type(SK_FIELD_LANES), aligned(4)));
typedef int32_t field_ints __attribute__((ext_vector_type(SK_FIELD_LANES), aligned(4)));

// 2^x for x <= 0, relative error 3e-7; 0 below -120. The polynomial is ours, least maximum relative error for 2^f, |f| <= 1/2.
SK_INLINE field_lanes field_power(field_lanes x) {
  const field_lanes low = x < -120.0f ? (field_lanes)-120.0f : x;
  const field_lanes whole = low + 0x1.8p23f, f = low - (whole - 0x1.8p23f);
  field_lanes p = (field_lanes)0x1.5bba14p-10f;
  p = p * f + 0x1.3cea88p-7f;
  p = p * f + 0x1.c6b752p-5f;
  p = p * f + 0x1.ebf9bcp-3f;
  p = p * f + 0x1.62e42ap-1f;
  p = p * f + 1.0f;
  const field_ints scaled = __builtin_bit_cast(field_ints, p) + (__builtin_bit_cast(field_ints, whole) << 23);
  return x < -120.0f ? (field_lanes)0.0f : __builtin_bit_cast(field_lanes, scaled);
}

SK_INLINE field_lanes field_larger(field_lanes a, field_lanes b) { return a > b ? a : b; }

SK_INLINE float field_largest(field_lanes v) {
  v = field_larger(v, __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3));
  v = field_larger(v, __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5));
  return v[0] > v[1] ? v[0] : v[1];
}

// Sums of lanes 0 ... k: of either half, then the first half's total into the second.
SK_INLINE field_lanes field_sums(field_lanes v) {
  const field_lanes zero = (field_lanes)0.0f;
  v += __builtin_shufflevector(zero, v, 0, 8, 9, 10, 4, 12, 13, 14);
  v += __builtin_shufflevector(zero, v, 0, 1, 8, 9, 4, 5, 12, 13);
  v += __builtin_shufflevector(zero, v, 0, 1, 2, 3, 11, 11, 11, 11);
  return v;
}

SK_INLINE int32_t field_least(field_ints v) {
  v = __builtin_elementwise_min(v, __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3));
  v = __builtin_elementwise_min(v, __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5));
  return v[0] < v[1] ? v[0] : v[1];
}

// The states drawn for `rows` rows from `row` on.
SK_INLINE void field_draw(
    const sk_field_variable *v, int64_t row, const int rows, const int vectors, uint8_t *drawn) {
  field_lanes lanes[SK_FIELD_ROWS][SK_FIELD_VECTORS];
  field_ints index;
  for (int k = 0; k < SK_FIELD_LANES; k++) index[k] = k;
  for (int r = 0; r < rows; r++)
    for (int k = 0; k < vectors; k++) lanes[r][k] = *(const field_lanes *)(v->single + k * SK_FIELD_LANES);
  for (int64_t j = 0; j < v->neighbours; j++) {
    const float *table = v->tables + v->offsets[j];
    const uint8_t *codes = v->codes + v->places[j] + row;
    for (int r = 0; r < rows; r++)
      for (int k = 0; k < vectors; k++)
        lanes[r][k] += *(const field_lanes *)(table + (codes[r] * vectors + k) * SK_FIELD_LANES);
  }
  for (int r = 0; r < rows; r++) {
    const int32_t old = v->own[row + r];
    field_lanes most;
    for (int k = 0; k < vectors; k++) {
      lanes[r][k] += index == old - k * SK_FIELD_LANES ? (field_lanes)v->self : (field_lanes)0.0f;
      most = k ? field_larger(most, lanes[r][k]) : lanes[r][k];
    }
    const float largest = field_largest(most);
    float total = 0;
    field_ints possible[SK_FIELD_VECTORS];
    for (int k = 0; k < vectors; k++) {
      const field_lanes weights = field_power((lanes[r][k] - largest) * 0x1.715476p+0f);
      possible[k] = weights > 0.0f;
      lanes[r][k] = field_sums(weights) + total;
      total = lanes[r][k][SK_FIELD_LANES - 1];
    }
    // The first possible state whose sum is above; should rounding leave none, the row stays as it is.
    const float threshold = (float)(int32_t)(v->bits[row + r] >> 41) * 0x1p-23f * total;
    field_ints first = (field_ints)SK_FIELD_NONE;
    for (int k = 0; k < vectors; k++) {
      const field_ints above = (lanes[r][k] > threshold) & possible[k];
      first = __builtin_elementwise_min(first, above ? index + k * SK_FIELD_LANES : (field_ints)SK_FIELD_NONE);
    }
    const int32_t state = field_least(first);
    drawn[r] = (uint8_t)(state == SK_FIELD_NONE ? old : state);
  }
}

SK_INLINE int64_t field_rows(const sk_field_variable *v, const int vectors) {
  int64_t moved = 0;
  for (int64_t row = 0; row < v->rows; row += SK_FIELD_ROWS) {
    uint8_t drawn[SK_FIELD_ROWS];
    const int64_t rows = v->rows - row < SK_FIELD_ROWS ? v->rows - row : SK_FIELD_ROWS;
    if (rows == SK_FIELD_ROWS) {
      field_draw(v, row, SK_FIELD_ROWS, vectors, drawn);
    } else {
      for (int64_t r = 0; r < rows; r++) field_draw(v, row + r, 1, vectors, drawn + r);
    }
    for (int64_t r = 0; r < rows; r++) {
      const int64_t from = v->own[row + r], to = drawn[r];
      if (from == to) continue;
      moved++;
      v->own[row + r] = drawn[r];
      v->single[from] += v->step;
      v->single[to] -= v->step;
      for (int64_t j = 0; j < v->neighbours; j++) {
        float *line = v->tables + v->offsets[j]
            + (int64_t)v->codes[v->places[j] + row + r] * (vectors * SK_FIELD_LANES);
        line[from] += v->steps[j];
        line[to] -= v->steps[j];
      }
    }
  }
  return moved;
}

static int64_t field_pass(const sk_field_variable *v) {
  switch (v->vectors) {
    case 1: return field_rows(v, 1);
    case 2: return field_rows(v, 2);
    case 3: return field_rows(v, 3);
    case 4: return field_rows(v, 4);
    default: return field_rows(v, (int)v->vectors);
  }
}

#pragma clang diagnostic pop
