// The nearest point: sums of squares of a register of points at a time.

// Blocks that stay in the first cache while all queries pass over them.
#define SK_BLOCKS 4

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
