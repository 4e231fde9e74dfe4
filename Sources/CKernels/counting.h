// Counting: codes and pairs of codes into tables, numbers into bins; and sorting, which counts too.

#define SK_COUNT_BYTES (8 * SK_LANES)
typedef uint8_t count_lanes __attribute__((ext_vector_type(SK_COUNT_BYTES), aligned(1)));

// A block has as many steps as a byte counts to.
#define SK_COUNT_BLOCK (255 * SK_COUNT_BYTES)
// Up to so many levels a comparison per level is faster than a count per value; up to so many more, one count per
// two values; up to so many more, the levels' counts fit into four tables on the stack.
#define SK_COUNT_FEW 24
#define SK_COUNT_SOME 96
#define SK_COUNT_MANY 2048

// 1 where the bytes are equal, else 0.
SK_INLINE count_lanes equal_bytes(count_lanes a, count_lanes b) {
#if SK_LANES == 8
  // A comparison of this instruction set goes to a mask register and has to be brought back.
  return __builtin_elementwise_sub_sat((count_lanes)1, a ^ b);
#else
  return -(count_lanes)(a == b);
#endif
}

// Levels first..<first + few of a block, a register of counts each; `few`, at most 8, is a constant where it is called.
SK_INLINE void count_few(
    int64_t n, const uint8_t *codes, int64_t first, const int few, uint32_t *counts) {
  count_lanes sum[8];
  for (int k = 0; k < few; k++) sum[k] = (count_lanes)0;
  int64_t i = 0;
  for (; i + SK_COUNT_BYTES <= n; i += SK_COUNT_BYTES) {
    const count_lanes x = *(const count_lanes *)(codes + i);
    for (int k = 0; k < few; k++) sum[k] += equal_bytes(x, (count_lanes)(uint8_t)(first + k));
  }
  for (int k = 0; k < few; k++) {
    uint8_t lanes[SK_COUNT_BYTES];
    memcpy(lanes, &sum[k], sizeof lanes);
    uint32_t total = 0;
    for (int j = 0; j < SK_COUNT_BYTES; j++) total += lanes[j];
    for (int64_t r = i; r < n; r++) total += codes[r] == first + k;
    counts[first + k] += total;
  }
}

static void count_block(int64_t n, const uint8_t *codes, int64_t levels, uint32_t *counts) {
  int64_t first = 0;
  for (; first + 8 <= levels; first += 8) count_few(n, codes, first, 8, counts);
  switch (levels - first) {
    case 1: count_few(n, codes, first, 1, counts); break;
    case 2: count_few(n, codes, first, 2, counts); break;
    case 3: count_few(n, codes, first, 3, counts); break;
    case 4: count_few(n, codes, first, 4, counts); break;
    case 5: count_few(n, codes, first, 5, counts); break;
    case 6: count_few(n, codes, first, 6, counts); break;
    case 7: count_few(n, codes, first, 7, counts); break;
    default: break;
  }
}

// Two neighbouring codes are counted as one number. The tables alternate: a count that was just raised is not yet
// to be read, and the same pair often comes again at once.
SK_INLINE void count_doubled(int64_t n, const uint8_t *codes, int64_t levels, uint32_t *pairs) {
  uint32_t *even = pairs, *odd = pairs + SK_COUNT_SOME * SK_COUNT_SOME;
  uint16_t cells[64];
  int64_t i = 0;
  for (; i + 128 <= n; i += 128) {
    for (int k = 0; k < 64; k++)
      cells[k] = (uint16_t)(codes[i + 2 * k] * (uint16_t)levels + codes[i + 2 * k + 1]);
    for (int k = 0; k < 64; k += 4) {
      uint64_t word;
      memcpy(&word, cells + k, 8);
      even[word & 0xffff]++;
      odd[word >> 16 & 0xffff]++;
      even[word >> 32 & 0xffff]++;
      odd[word >> 48]++;
    }
  }
  // The rest is counted with the level 0 beside it, which the caller takes off again.
  for (; i < n; i++) even[codes[i] * levels]++;
}

SK_INLINE void count_undouble(int64_t n, int64_t levels, const uint32_t *pairs, uint32_t *counts) {
  const uint32_t *even = pairs, *odd = pairs + SK_COUNT_SOME * SK_COUNT_SOME;
  for (int64_t a = 0; a < levels; a++)
    for (int64_t b = 0; b < levels; b++) {
      const uint32_t both = even[a * levels + b] + odd[a * levels + b];
      counts[a] += both;
      counts[b] += both;
    }
  counts[0] -= (uint32_t)n;
}

#define SK_COUNT_CODES(NAME, CODE)                                                                     \
  static void NAME(int64_t n, const CODE *codes, int64_t levels, uint32_t *counts) {                   \
    if (levels <= SK_COUNT_SOME) {                                                                     \
      uint8_t bytes[SK_COUNT_BLOCK];                                                                   \
      uint32_t pairs[2 * SK_COUNT_SOME * SK_COUNT_SOME];                                               \
      if (levels > SK_COUNT_FEW)                                                                       \
        for (int t = 0; t < 2; t++)                                                                    \
          memset(pairs + t * SK_COUNT_SOME * SK_COUNT_SOME, 0, (size_t)(levels * levels) * 4);         \
      int64_t alone = 0;                                                                               \
      for (int64_t start = 0; start < n; start += SK_COUNT_BLOCK) {                                    \
        const int64_t rows = n - start < SK_COUNT_BLOCK ? n - start : SK_COUNT_BLOCK;                  \
        for (int64_t i = 0; i < rows; i++) bytes[i] = (uint8_t)codes[start + i];                       \
        if (levels > SK_COUNT_FEW) {                                                                   \
          count_doubled(rows, bytes, levels, pairs);                                                   \
          alone += rows % 128;                                                                         \
        } else {                                                                                       \
          count_block(rows, bytes, levels, counts);                                                    \
        }                                                                                              \
      }                                                                                                \
      if (levels > SK_COUNT_FEW) count_undouble(alone, levels, pairs, counts);                         \
      return;                                                                                          \
    }                                                                                                  \
    int64_t i = 0;                                                                                     \
    if (levels <= SK_COUNT_MANY) {                                                                     \
      uint32_t table[4][SK_COUNT_MANY];                                                                \
      for (int t = 0; t < 4; t++) memset(table[t], 0, (size_t)levels * sizeof(uint32_t));              \
      for (; i + 4 <= n; i += 4)                                                                       \
        for (int t = 0; t < 4; t++) table[t][codes[i + t]]++;                                          \
      for (int64_t k = 0; k < levels; k++)                                                             \
        counts[k] += table[0][k] + table[1][k] + table[2][k] + table[3][k];                            \
    }                                                                                                  \
    for (; i < n; i++) counts[codes[i]]++;                                                             \
  }

SK_COUNT_CODES(count_codes_8, uint8_t)
SK_COUNT_CODES(count_codes_16, uint16_t)
SK_COUNT_CODES(count_codes_32, int32_t)

static void count_pairs_8(
    int64_t n, const uint8_t *a, const uint8_t *b, int64_t width, uint32_t *counts) {
  const uint32_t w = (uint32_t)width;
#pragma clang loop unroll_count(4)
  for (int64_t i = 0; i < n; i++) counts[a[i] * w + b[i]]++;
}

static void count_pairs_32(
    int64_t n, const int32_t *a, const int32_t *b, int64_t width, uint32_t *counts) {
#pragma clang loop unroll_count(4)
  for (int64_t i = 0; i < n; i++) counts[a[i] * width + b[i]]++;
}

// Whole numbers into the cell of their offset from low; what lies beyond, and NaN, into the last cell.
static void count_offsets(
    int64_t n, const double *values, double low, int64_t cells, uint32_t *counts) {
  const double last = (double)(cells - 1);
  int32_t offsets[256];
  for (int64_t start = 0; start < n; start += 256) {
    const int64_t rows = n - start < 256 ? n - start : 256;
    for (int64_t i = 0; i < rows; i++) {
      const double t = values[start + i] - low;
      offsets[i] = (int32_t)(t >= 0 && t < last ? t : last);
    }
    for (int64_t i = 0; i < rows; i++) counts[offsets[i]]++;
  }
}

static void bin_numbers(
    int64_t n, const double *values, double low, double high, double width, int64_t bins,
    uint8_t *out) {
  const double last = (double)(bins - 1);
  const int32_t above = (int32_t)bins + 2;
  for (int64_t i = 0; i < n; i++) {
    const double v = values[i], t = (v - low) / width;
    // NaN, of infinities too, fails the comparison and is in the last bin.
    const double top = t < last ? t : last, held = top > 0 ? top : 0;
    int32_t code = (int32_t)held + 2;
    code = v > high ? above : code;
    code = v < low ? 1 : code;
    out[i] = (uint8_t)(v == v ? code : 0);
  }
}

// How many whole numbers reach each of a few thresholds. The numbers become offsets from below the first threshold,
// held between 0 and one above the last, as wide as that needs.
// As few rows as keep a lane of bytes below 255 on every instruction set.
#define SK_STEP_ROWS 2048
#define SK_STEPS 6

#define SK_COUNT_STEPS(NAME, OFFSET, LANES)                                                            \
  typedef OFFSET NAME##_lanes __attribute__((ext_vector_type(LANES), aligned(sizeof(OFFSET))));        \
  SK_INLINE void NAME(                                                                                 \
      int64_t n, const int64_t *values, int64_t steps, const int64_t *thresholds, uint64_t *reach) {   \
    const int64_t base = thresholds[0] - 1, top = thresholds[steps - 1];                               \
    OFFSET offsets[SK_STEP_ROWS];                                                                      \
    for (int64_t i = 0; i < n; i++) {                                                                  \
      const int64_t low = values[i] > base ? values[i] : base, held = low < top ? low : top;           \
      offsets[i] = (OFFSET)((uint64_t)held - (uint64_t)base);                                          \
    }                                                                                                  \
    for (int64_t first = 0; first < steps; first += SK_STEPS) {                                        \
      NAME##_lanes sum[SK_STEPS], bound[SK_STEPS];                                                     \
      for (int k = 0; k < SK_STEPS; k++) {                                                             \
        const int64_t step = first + k < steps ? first + k : steps - 1;                                \
        sum[k] = (NAME##_lanes)0;                                                                      \
        bound[k] = (NAME##_lanes)(OFFSET)((uint64_t)thresholds[step] - (uint64_t)base);                \
      }                                                                                                \
      int64_t i = 0;                                                                                   \
      for (; i + LANES <= n; i += LANES) {                                                             \
        const NAME##_lanes x = *(const NAME##_lanes *)(offsets + i);                                   \
        for (int k = 0; k < SK_STEPS; k++) sum[k] -= (NAME##_lanes)(x >= bound[k]);                    \
      }                                                                                                \
      for (int k = 0; k < SK_STEPS && first + k < steps; k++) {                                        \
        OFFSET lanes[LANES];                                                                           \
        memcpy(lanes, &sum[k], sizeof lanes);                                                          \
        uint64_t total = 0;                                                                            \
        for (int j = 0; j < LANES; j++) total += lanes[j];                                             \
        for (int64_t r = i; r < n; r++)                                                                \
          total += offsets[r] >= (OFFSET)((uint64_t)thresholds[first + k] - (uint64_t)base);           \
        reach[first + k] += total;                                                                     \
      }                                                                                                \
    }                                                                                                  \
  }

SK_COUNT_STEPS(count_steps_8, uint8_t, 8 * SK_LANES)
SK_COUNT_STEPS(count_steps_16, uint16_t, 4 * SK_LANES)
SK_COUNT_STEPS(count_steps_32, uint32_t, 2 * SK_LANES)
SK_COUNT_STEPS(count_steps_64, uint64_t, SK_LANES)

static void count_steps(
    int64_t n, const int64_t *values, int64_t steps, const int64_t *thresholds, uint64_t *reach) {
  const uint64_t span = (uint64_t)thresholds[steps - 1] - (uint64_t)thresholds[0] + 1;
  for (int64_t start = 0; start < n; start += SK_STEP_ROWS) {
    const int64_t rows = n - start < SK_STEP_ROWS ? n - start : SK_STEP_ROWS;
    if (span < 256)
      count_steps_8(rows, values + start, steps, thresholds, reach);
    else if (span < 65536)
      count_steps_16(rows, values + start, steps, thresholds, reach);
    else if (span < 4294967296)
      count_steps_32(rows, values + start, steps, thresholds, reach);
    else
      count_steps_64(rows, values + start, steps, thresholds, reach);
  }
}

// The largest |i m - j n| over the running totals i, j of two tables of counts with the totals n and m.
static uint64_t count_spread(
    int64_t cells, const uint32_t *first, const uint32_t *second, uint64_t n, uint64_t m) {
  int64_t difference = 0, largest = 0;
#pragma clang loop vectorize(disable) unroll(disable)
  for (int64_t k = 0; k < cells; k++) {
    difference += (int64_t)(first[k] * m - second[k] * n);
    const int64_t size = difference < 0 ? -difference : difference;
    largest = size > largest ? size : largest;
  }
  return (uint64_t)largest;
}

// Numbers as keys that ascend with them: the sign flips the other bits or itself.
SK_INLINE uint64_t ascending_key(uint64_t bits) {
  return bits ^ ((uint64_t)((int64_t)bits >> 63) | 0x8000000000000000u);
}

// Least significant digit first, bytes as digits; a digit that all keys share is passed over.
static void sort_numbers(int64_t n, double *values, double *scratch) {
  uint64_t *from = (uint64_t *)values, *to = (uint64_t *)scratch;
  uint32_t counts[8][256];
  memset(counts, 0, sizeof counts);
  for (int64_t i = 0; i < n; i++) {
    const uint64_t key = ascending_key(from[i]);
    from[i] = key;
    for (int d = 0; d < 8; d++) counts[d][key >> (8 * d) & 255]++;
  }
  for (int d = 0; d < 8; d++) {
    if (n == 0 || counts[d][from[0] >> (8 * d) & 255] == (uint32_t)n) continue;
    uint32_t place[256], total = 0;
    for (int k = 0; k < 256; k++) {
      place[k] = total;
      total += counts[d][k];
    }
    for (int64_t i = 0; i < n; i++) {
      const uint64_t key = from[i];
      to[place[key >> (8 * d) & 255]++] = key;
    }
    uint64_t *other = from;
    from = to;
    to = other;
  }
  for (int64_t i = 0; i < n; i++) {
    const uint64_t key = from[i];
    ((uint64_t *)values)[i] = key ^ (((key >> 63) - 1) | 0x8000000000000000u);
  }
}
