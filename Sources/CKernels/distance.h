// The nearest records to a query: a bound from bytes for many records at once, the distance itself for the few that
// the bound lets through.

// Records of a block; records of one pass over it, four registers of bytes.
#define SK_RECORDS 256
#define SK_PASS (4 * SK_COUNT_BYTES)
// Blocks that stay in the first cache while all queries pass over them.
#define SK_BLOCKS 4
// From so many records on, the bounds of a whole pass are cheaper than those of each.
#define SK_SPARSE 6

#define SK_HALF (4 * SK_LANES)
typedef uint16_t bound_lanes __attribute__((ext_vector_type(SK_HALF), aligned(2)));
typedef uint8_t half_lanes __attribute__((ext_vector_type(SK_HALF), aligned(1)));
typedef _Bool lane_mask __attribute__((ext_vector_type(SK_COUNT_BYTES)));

// One query, and what the search for it has found.
typedef struct {
  const uint8_t *bytes;
  const double *values;
  const int32_t *codes;
  int64_t excluded;
  sk_neighbours best;
  int32_t limit;
} nearest_query;

// Differences of numbers in column order, a missing number being 1 from a present one; then the levels that differ.
SK_INLINE double record_distance(
    const sk_records *records, const nearest_query *query, int64_t row, int64_t same) {
  const double *x = records->values + row * records->numbers;
  double sum = 0;
  for (int64_t j = 0; j < records->numbers; j++) {
    const double y = query->values[j], d = x[j] - y, size = d < 0 ? -d : d;
    sum += size == size ? size : ((x[j] == x[j]) == (y == y) ? 0.0 : 1.0);
  }
  int64_t differ = records->levels - same;
  if (!records->bytes_tell) {
    const int32_t *codes = records->codes + row * records->levels;
    differ = 0;
    for (int64_t j = 0; j < records->levels; j++) differ += codes[j] != query->codes[j];
  }
  return sum + (double)differ;
}

// The greatest bound, in 255ths of a column, that a record not farther than the second nearest can have: rounding to
// bytes adds at most 1 per number.
SK_INLINE int32_t bound_limit(double distance, int64_t numbers) {
  const double limit = distance * 255.0 + (double)(numbers + 1);
  return limit < 65535.0 ? (int32_t)limit : 65535;
}

SK_INLINE void nearest_try(const sk_records *records, nearest_query *query, int64_t row, int64_t same) {
  if (row == query->excluded) return;
  sk_neighbours *best = &query->best;
  const double distance = record_distance(records, query, row, same);
  // Rows come in order, so of equal distances the first stays.
  if (distance < best->distance[0]) {
    best->distance[1] = best->distance[0];
    best->index[1] = best->index[0];
    best->distance[0] = distance;
    best->index[0] = row;
  } else if (distance < best->distance[1]) {
    best->distance[1] = distance;
    best->index[1] = row;
  } else {
    return;
  }
  query->limit = bound_limit(best->distance[1], records->numbers);
}

// The bounds of a pass: 255 for a level that differs, the difference of the bytes for a number.
SK_INLINE void pass_bounds(
    const sk_records *records, const nearest_query *query, const uint8_t *base, int64_t bounded,
    const uint8_t *same, uint16_t *bounds) {
  const int64_t columns = records->levels + records->numbers;
  for (int64_t h = 0; h < SK_PASS; h += SK_HALF) {
    const half_lanes equal = *(const half_lanes *)(same + h);
    bound_lanes sum = (uint16_t)bounded - __builtin_convertvector(equal, bound_lanes);
    sum *= (uint16_t)255;
    for (int64_t j = records->levels; j < columns; j++) {
      const half_lanes x = *(const half_lanes *)(base + j * SK_RECORDS + h), y = (half_lanes)query->bytes[j];
      const half_lanes apart = __builtin_elementwise_max(x, y) - __builtin_elementwise_min(x, y);
      sum = __builtin_elementwise_add_sat(sum, __builtin_convertvector(apart, bound_lanes));
    }
    *(bound_lanes *)(bounds + h) = sum;
  }
}

// The bound of the numbers of one record.
SK_INLINE int32_t number_bound(
    const sk_records *records, const nearest_query *query, const uint8_t *base, int64_t lane) {
  int32_t bound = 0;
  for (int64_t j = records->levels; j < records->levels + records->numbers; j++) {
    const int32_t d = (int32_t)base[j * SK_RECORDS + lane] - (int32_t)query->bytes[j];
    bound += d < 0 ? -d : d;
  }
  return bound;
}

// One pass: the levels of all its records, and where those leave any, their numbers.
SK_INLINE void nearest_pass(
    const sk_records *records, nearest_query *query, const uint8_t *base, int64_t first, int64_t bounded) {
  count_lanes sum[4];
  for (int w = 0; w < 4; w++) sum[w] = (count_lanes)0;
  for (int64_t j = 0; j < bounded; j++) {
    const count_lanes value = (count_lanes)query->bytes[j];
    for (int w = 0; w < 4; w++)
      sum[w] += equal_bytes(*(const count_lanes *)(base + j * SK_RECORDS + w * SK_COUNT_BYTES), value);
  }
  const int64_t needed = bounded - query->limit / 255;
  const count_lanes need = (count_lanes)(uint8_t)(needed > 0 ? needed : 0);
  const int64_t rest = records->count - first;
  uint64_t bits[4];
  for (int w = 0; w < 4; w++) {
    const lane_mask mask = __builtin_convertvector(sum[w] >= need, lane_mask);
    bits[w] = 0;
    memcpy(&bits[w], &mask, SK_COUNT_BYTES / 8);
    // What fills the last block up is no record.
    const int64_t valid = rest - w * SK_COUNT_BYTES;
    if (valid < SK_COUNT_BYTES) bits[w] = valid <= 0 ? 0 : bits[w] & ~(~0ull << valid);
  }
  if ((bits[0] | bits[1] | bits[2] | bits[3]) == 0) return;
  uint8_t same[SK_PASS];
  memcpy(same, sum, sizeof same);
  uint16_t bounds[SK_PASS];
  int left = 0;
  for (int w = 0; w < 4; w++) left += __builtin_popcountll(bits[w]);
  if (left > SK_SPARSE) pass_bounds(records, query, base, bounded, same, bounds);
  for (int w = 0; w < 4; w++) {
    for (; bits[w]; bits[w] &= bits[w] - 1) {
      const int64_t lane = w * SK_COUNT_BYTES + __builtin_ctzll(bits[w]);
      const int32_t bound = left > SK_SPARSE
          ? (int32_t)bounds[lane]
          : (int32_t)(bounded - same[lane]) * 255 + number_bound(records, query, base, lane);
      // A limit of 65535 is none.
      if (bound <= query->limit || query->limit == 65535) nearest_try(records, query, first + lane, same[lane]);
    }
  }
}

static void nearest_records(
    const sk_records *records, int64_t queries, const uint8_t *bytes, const double *values,
    const int32_t *codes, const int64_t *excluded, sk_neighbours *found) {
  const int64_t levels = records->levels, numbers = records->numbers, columns = levels + numbers;
  // A byte counts to 255; more columns of levels are left out of the bound, which stays a bound.
  const int64_t bounded = levels < 255 ? levels : 255;
  const int64_t blocks = (records->count + SK_RECORDS - 1) / SK_RECORDS;
  for (int64_t q = 0; q < queries; q++)
    found[q] = (sk_neighbours){{__builtin_inf(), __builtin_inf()}, {-1, -1}};
  for (int64_t tile = 0; tile < blocks; tile += SK_BLOCKS) {
    const int64_t end = tile + SK_BLOCKS < blocks ? tile + SK_BLOCKS : blocks;
    for (int64_t q = 0; q < queries; q++) {
      nearest_query query = {
          bytes + q * columns, values + q * numbers, codes + q * levels, excluded ? excluded[q] : -1, found[q],
          bound_limit(found[q].distance[1], numbers)};
      for (int64_t block = tile; block < end; block++)
        for (int64_t start = 0; start < SK_RECORDS; start += SK_PASS)
          nearest_pass(
              records, &query, records->bytes + block * columns * SK_RECORDS + start,
              block * SK_RECORDS + start, bounded);
      found[q] = query.best;
    }
  }
}

// Points of a block.
#define SK_POINTS 64
#define SK_POINT_LANES (2 * SK_LANES)
typedef float point_lanes __attribute__((ext_vector_type(SK_POINT_LANES), aligned(4)));
typedef _Bool point_mask __attribute__((ext_vector_type(SK_POINT_LANES)));

// The nearest point by the sum of squares, added up in the order of the dimensions. NaN is never near.
static void nearest_points(
    int64_t count, int64_t dimensions, const float *points, int64_t queries, const float *query,
    float *distance, int64_t *index) {
  const int64_t blocks = (count + SK_POINTS - 1) / SK_POINTS;
  for (int64_t q = 0; q < queries; q++) {
    distance[q] = __builtin_inff();
    index[q] = -1;
  }
  for (int64_t tile = 0; tile < blocks; tile += SK_BLOCKS) {
    const int64_t end = tile + SK_BLOCKS < blocks ? tile + SK_BLOCKS : blocks;
    for (int64_t q = 0; q < queries; q++) {
      for (int64_t first = tile * SK_POINTS; first < end * SK_POINTS; first += 4 * SK_POINT_LANES) {
        const float *base =
            points + first / SK_POINTS * SK_POINTS * dimensions + first % SK_POINTS;
        point_lanes sum[4];
        for (int w = 0; w < 4; w++) sum[w] = (point_lanes)0;
        for (int64_t j = 0; j < dimensions; j++) {
          const point_lanes x = (point_lanes)query[q * dimensions + j];
          for (int w = 0; w < 4; w++) {
            const point_lanes d =
                *(const point_lanes *)(base + j * SK_POINTS + w * SK_POINT_LANES) - x;
            sum[w] += d * d;
          }
        }
        const point_lanes best = (point_lanes)distance[q];
        uint64_t near = 0;
        for (int w = 0; w < 4; w++) {
          const point_mask mask = __builtin_convertvector(sum[w] < best, point_mask);
          uint64_t bits = 0;
          memcpy(&bits, &mask, sizeof mask);
          near |= (bits & ((1ull << SK_POINT_LANES) - 1)) << (w * SK_POINT_LANES);
        }
        if (near == 0) continue;
        float lanes[4 * SK_POINT_LANES];
        memcpy(lanes, sum, sizeof lanes);
        for (; near; near &= near - 1) {
          const int lane = __builtin_ctzll(near);
          if (first + lane < count && lanes[lane] < distance[q]) {
            distance[q] = lanes[lane];
            index[q] = first + lane;
          }
        }
      }
    }
  }
}
