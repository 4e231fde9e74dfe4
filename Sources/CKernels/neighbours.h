// Neighbours of a query among records: a bound from the box of each block of records decides which blocks are looked
// at, a bound from bytes which of a block's records, and the distance itself is computed for the few that are left.

// Records of a block, and the registers they fill.
#define SK_RECORDS 64
#define SK_RECORD_REGISTERS (SK_RECORDS / SK_COUNT_BYTES)
// A bound that every distance has.
#define SK_NO_LIMIT 65535

#define SK_HALF (4 * SK_LANES)
typedef uint16_t bound_lanes __attribute__((ext_vector_type(SK_HALF), aligned(2)));
typedef uint8_t half_lanes __attribute__((ext_vector_type(SK_HALF), aligned(1)));
typedef _Bool lane_mask __attribute__((ext_vector_type(SK_COUNT_BYTES)));
typedef _Bool half_mask __attribute__((ext_vector_type(SK_HALF)));

typedef struct {
  const uint8_t *bytes;
  const double *values;
  const int32_t *codes;
} record_query;

SK_INLINE record_query query_at(const sk_records *records, const sk_queries *queries, int64_t q) {
  return (record_query){
      queries->bytes + q * (records->levels + records->numbers), queries->values + q * records->numbers,
      queries->codes + q * records->levels};
}

// Differences of numbers in column order, at most 1 each, a missing number being 1 from a present one; then the levels
// that differ.
SK_INLINE double record_distance(
    const sk_records *records, const record_query *query, int64_t record, int64_t same) {
  const double *x = records->values + record * records->numbers;
  double sum = 0;
  for (int64_t j = 0; j < records->numbers; j++) {
    const double y = query->values[j], d = x[j] - y, size = d < 0 ? -d : d;
    sum += size == size ? (size < 1.0 ? size : 1.0) : ((x[j] == x[j]) == (y == y) ? 0.0 : 1.0);
  }
  int64_t differ = records->levels - same;
  if (!records->bytes_tell) {
    const int32_t *codes = records->codes + record * records->levels;
    differ = 0;
    for (int64_t j = 0; j < records->levels; j++) differ += codes[j] != query->codes[j];
  }
  return sum + (double)differ;
}

// The greatest bound, in 255ths of a column, that a record no farther than `distance` can have: rounding to bytes adds
// at most 1 per number.
SK_INLINE int32_t bound_limit(double distance, int64_t numbers) {
  const double limit = distance * 255.0 + (double)(numbers + 1);
  return limit < (double)SK_NO_LIMIT ? (int32_t)limit : SK_NO_LIMIT;
}

// Below which no record's bound lies, for every block: 255 for a level that none has, the way from a number to the
// range of the block's. Returns the block with the least.
SK_INLINE int64_t box_bounds(const sk_records *records, const record_query *query, uint16_t *bounds) {
  const int64_t boxes = records->boxes;
  bound_lanes least = (bound_lanes)(uint16_t)SK_NO_LIMIT;
  for (int64_t b = 0; b < boxes; b += SK_HALF) {
    half_lanes absent = (half_lanes)0;
    for (int64_t j = 0; j < records->levels; j++) {
      const half_lanes code = (half_lanes)(uint8_t)(1 << (query->bytes[j] & 7));
      const half_lanes has = *(const half_lanes *)(records->marks + j * boxes + b) & code;
      absent = __builtin_elementwise_add_sat(absent, __builtin_elementwise_sub_sat((half_lanes)1, has));
    }
    bound_lanes sum = __builtin_convertvector(absent, bound_lanes) * (uint16_t)255;
    for (int64_t j = 0; j < records->numbers; j++) {
      const half_lanes x = (half_lanes)query->bytes[records->levels + j];
      const half_lanes apart =
          __builtin_elementwise_sub_sat(*(const half_lanes *)(records->low + j * boxes + b), x) +
          __builtin_elementwise_sub_sat(x, *(const half_lanes *)(records->high + j * boxes + b));
      sum = __builtin_elementwise_add_sat(sum, __builtin_convertvector(apart, bound_lanes));
    }
    *(bound_lanes *)(bounds + b) = sum;
    least = __builtin_elementwise_min(least, sum);
  }
  uint16_t lanes[SK_HALF], minimum = SK_NO_LIMIT;
  memcpy(lanes, &least, sizeof lanes);
  for (int h = 0; h < SK_HALF; h++) minimum = lanes[h] < minimum ? lanes[h] : minimum;
  const int64_t blocks = (records->count + SK_RECORDS - 1) / SK_RECORDS;
  for (int64_t b = 0; b < blocks; b++)
    if (bounds[b] == minimum) return b;
  return 0;
}

SK_INLINE uint32_t half_bits(half_mask mask) {
  uint32_t bits = 0;
  memcpy(&bits, &mask, sizeof mask);
  return SK_HALF == 32 ? bits : bits & ((1u << (SK_HALF & 31)) - 1);
}

// Which records of a block have a bound of no more than `limit` or, if that is more, than their own of `limits` (null:
// none). `same` gets how many levels each shares with the query, `bounds` the bounds.
SK_INLINE uint64_t block_candidates(
    const sk_records *records, const record_query *query, int64_t block, int64_t bounded, int32_t most,
    uint16_t limit, const uint16_t *limits, uint8_t *same, uint16_t *bounds) {
  const int64_t columns = records->levels + records->numbers;
  const uint8_t *base = records->bytes + block * columns * SK_RECORDS;
  count_lanes sum[SK_RECORD_REGISTERS];
  for (int w = 0; w < SK_RECORD_REGISTERS; w++) sum[w] = (count_lanes)0;
  for (int64_t j = 0; j < bounded; j++) {
    const count_lanes value = (count_lanes)query->bytes[j];
    for (int w = 0; w < SK_RECORD_REGISTERS; w++)
      sum[w] += equal_bytes(*(const count_lanes *)(base + j * SK_RECORDS + w * SK_COUNT_BYTES), value);
  }
  // By the levels alone, as none may be left.
  const int64_t needed = bounded - most / 255;
  const count_lanes need = (count_lanes)(uint8_t)(needed > 0 ? needed : 0);
  uint64_t left = 0;
  for (int w = 0; w < SK_RECORD_REGISTERS; w++) {
    const lane_mask mask = __builtin_convertvector(sum[w] >= need, lane_mask);
    uint64_t bits = 0;
    memcpy(&bits, &mask, SK_COUNT_BYTES / 8);
    left |= bits << (w * SK_COUNT_BYTES & 63);
  }
  // What fills the last block up is no record.
  const int64_t rest = records->count - block * SK_RECORDS;
  if (rest < SK_RECORDS) left &= ~(~0ull << rest);
  if (left == 0) return 0;
  memcpy(same, sum, SK_RECORDS);
  // 255 for a level that differs, the difference of the bytes for a number.
  uint64_t within = 0;
  for (int64_t h = 0; h < SK_RECORDS; h += SK_HALF) {
    bound_lanes bound = (uint16_t)bounded - __builtin_convertvector(*(const half_lanes *)(same + h), bound_lanes);
    bound *= (uint16_t)255;
    for (int64_t j = records->levels; j < columns; j++) {
      const half_lanes x = *(const half_lanes *)(base + j * SK_RECORDS + h), y = (half_lanes)query->bytes[j];
      const half_lanes apart = __builtin_elementwise_max(x, y) - __builtin_elementwise_min(x, y);
      bound = __builtin_elementwise_add_sat(bound, __builtin_convertvector(apart, bound_lanes));
    }
    *(bound_lanes *)(bounds + h) = bound;
    bound_lanes allowed = (bound_lanes)limit;
    if (limits)
      allowed = __builtin_elementwise_max(allowed, *(const bound_lanes *)(limits + block * SK_RECORDS + h));
    within |= (uint64_t)half_bits(__builtin_convertvector(bound <= allowed, half_mask)) << h;
  }
  return left & within;
}

// The k best so far, nearest first.
typedef struct {
  int64_t k;
  int64_t excluded;
  double *distances;
  int64_t *rows;
  int32_t limit;
} best_records;

SK_INLINE void best_try(
    const sk_records *records, const record_query *query, best_records *best, int64_t record, int64_t same) {
  const int64_t row = records->rows[record];
  if (row == best->excluded) return;
  const double distance = record_distance(records, query, record, same);
  int64_t place = best->k;
  for (; place > 0; place--) {
    const double other = best->distances[place - 1];
    if (distance > other || (distance == other && row > best->rows[place - 1] && best->rows[place - 1] >= 0)) break;
    if (place < best->k) {
      best->distances[place] = other;
      best->rows[place] = best->rows[place - 1];
    }
  }
  if (place == best->k) return;
  best->distances[place] = distance;
  best->rows[place] = row;
  best->limit = bound_limit(best->distances[best->k - 1], records->numbers);
}

SK_INLINE void best_block(
    const sk_records *records, const record_query *query, best_records *best, int64_t block, int64_t bounded) {
  // Nothing is nearer than 0, and of equals only those before the last count: many equal records cost a look a block.
  if (best->distances[best->k - 1] == 0 && records->least_rows[block] > best->rows[best->k - 1]) return;
  uint8_t same[SK_RECORDS];
  uint16_t bounds[SK_RECORDS];
  uint64_t left = block_candidates(
      records, query, block, bounded, best->limit, (uint16_t)best->limit, NULL, same, bounds);
  for (; left; left &= left - 1) {
    const int64_t lane = __builtin_ctzll(left);
    // The limit may have come down.
    if (bounds[lane] <= best->limit)
      best_try(records, query, best, block * SK_RECORDS + lane, same[lane]);
  }
}

static void nearest_records(
    const sk_records *records, const sk_queries *queries, int64_t k, const int64_t *excluded,
    uint16_t *bounds, double *distances, int64_t *rows) {
  // A byte counts to 255; more columns of levels are left out of the bound, which stays a bound.
  const int64_t bounded = records->levels < 255 ? records->levels : 255;
  const int64_t blocks = (records->count + SK_RECORDS - 1) / SK_RECORDS;
  for (int64_t q = 0; q < queries->count * k; q++) {
    distances[q] = __builtin_inf();
    rows[q] = -1;
  }
  if (blocks == 0) return;
  for (int64_t q = 0; q < queries->count; q++) {
    const record_query query = query_at(records, queries, q);
    best_records best = {k, excluded ? excluded[q] : -1, distances + q * k, rows + q * k, SK_NO_LIMIT};
    // The most promising block first: the sooner the limit is low, the fewer blocks are below it.
    const int64_t first = box_bounds(records, &query, bounds);
    best_block(records, &query, &best, first, bounded);
    for (int64_t b = 0; b < blocks; b += SK_HALF) {
      const bound_lanes limit = (bound_lanes)(uint16_t)best.limit;
      uint32_t bits = half_bits(__builtin_convertvector(*(const bound_lanes *)(bounds + b) <= limit, half_mask));
      for (; bits; bits &= bits - 1) {
        const int64_t block = b + __builtin_ctz(bits);
        if (block == first || block >= blocks || bounds[block] > best.limit) continue;
        best_block(records, &query, &best, block, bounded);
      }
    }
  }
}

// One block: how many of its records have the query in their ball, and how many lie in the query's.
SK_INLINE void ball_block(
    const sk_records *records, const sk_balls *balls, const record_query *query, int64_t block, int64_t bounded,
    double radius, uint16_t own, int64_t *around, int64_t *within) {
  uint8_t same[SK_RECORDS];
  uint16_t bounds[SK_RECORDS];
  const uint16_t most = own > balls->box_limits[block] ? own : balls->box_limits[block];
  uint64_t left = block_candidates(records, query, block, bounded, most, own, balls->limits, same, bounds);
  if (left == 0) return;
  const int64_t any = __builtin_ctzll(left);
  double distance = record_distance(records, query, block * SK_RECORDS + any, same[any]);
  const int uniform = records->uniform[block];
  for (; left; left &= left - 1) {
    const int64_t lane = __builtin_ctzll(left), record = block * SK_RECORDS + lane;
    if (!uniform && lane != any) distance = record_distance(records, query, record, same[lane]);
    *around += distance <= balls->radii[record];
    *within += distance <= radius;
  }
}

static void ball_counts(
    const sk_records *records, const sk_balls *balls, const sk_queries *queries, uint16_t *bounds,
    int64_t *around) {
  const int64_t bounded = records->levels < 255 ? records->levels : 255;
  const int64_t blocks = (records->count + SK_RECORDS - 1) / SK_RECORDS;
  for (int64_t q = 0; q < queries->count; q++) {
    const record_query query = query_at(records, queries, q);
    int64_t within = 0;
    around[q] = 0;
    box_bounds(records, &query, bounds);
    for (int64_t b = 0; b < blocks; b += SK_HALF) {
      const bound_lanes limit = *(const bound_lanes *)(balls->box_limits + b);
      uint32_t bits = half_bits(__builtin_convertvector(*(const bound_lanes *)(bounds + b) <= limit, half_mask));
      for (; bits; bits &= bits - 1) {
        const int64_t block = b + __builtin_ctz(bits);
        if (block < blocks) ball_block(records, balls, &query, block, bounded, -1, 0, &around[q], &within);
      }
    }
  }
}

static void ball_touches(
    const sk_records *records, const sk_balls *balls, const sk_queries *queries, const double *radii,
    uint16_t *bounds, uint8_t *touches) {
  const int64_t bounded = records->levels < 255 ? records->levels : 255;
  const int64_t blocks = (records->count + SK_RECORDS - 1) / SK_RECORDS;
  for (int64_t q = 0; q < queries->count; q++) {
    const record_query query = query_at(records, queries, q);
    const uint16_t own = (uint16_t)bound_limit(radii[q], records->numbers);
    int64_t around = 0, within = 0;
    // The most promising block first: mostly it ends the search.
    const int64_t first = box_bounds(records, &query, bounds);
    if (blocks > 0) ball_block(records, balls, &query, first, bounded, radii[q], own, &around, &within);
    for (int64_t b = 0; b < blocks && !(around && within); b += SK_HALF) {
      const bound_lanes limit =
          __builtin_elementwise_max((bound_lanes)own, *(const bound_lanes *)(balls->box_limits + b));
      uint32_t bits = half_bits(__builtin_convertvector(*(const bound_lanes *)(bounds + b) <= limit, half_mask));
      for (; bits && !(around && within); bits &= bits - 1) {
        const int64_t block = b + __builtin_ctz(bits);
        if (block == first || block >= blocks) continue;
        // What has been found needs no further block.
        const uint16_t reach = within ? 0 : own, balls_reach = around ? 0 : balls->box_limits[block];
        if (bounds[block] > (reach > balls_reach ? reach : balls_reach)) continue;
        ball_block(records, balls, &query, block, bounded, radii[q], reach, &around, &within);
      }
    }
    touches[q] = (uint8_t)((around ? 1 : 0) | (within ? 2 : 0));
  }
}
