// Ordering the values of a column: keys that sort as the values do, the place of a key among cuts, and the sort
// of a piece that fits into the cache.

// Adding 0 makes the two zeros of the reals one. Integers need their sign turned.
SK_INLINE uint64_t ordered_key(uint64_t bits, int is_real) {
  if (!is_real) return bits ^ ((uint64_t)1 << 63);
  double value;
  memcpy(&value, &bits, 8);
  value += 0.0;
  memcpy(&bits, &value, 8);
  return ascending_key(bits);
}

// A search tree in the order of a heap: one comparison a level, none of them a branch, and eight rows at a time so
// that the loads of one hide behind the others'.
#define SK_SEARCH 8

// Left alone, the compiler makes gathers of these loads, which take twice as long (see lookup.h).
#define SK_KEEP_SCALAR(x) __asm__("" : "+r"(x))

SK_INLINE void search(
    const uint64_t *restrict tree, int32_t levels, int64_t count, const uint64_t *restrict values, int is_real,
    uint16_t *restrict out) {
  const uint32_t leaves = 1u << levels;
  int64_t i = 0;
  for (; i + SK_SEARCH <= count; i += SK_SEARCH) {
    uint64_t key[SK_SEARCH];
    uint32_t node[SK_SEARCH];
    for (int k = 0; k < SK_SEARCH; k++) key[k] = ordered_key(values[i + k], is_real);
    for (int k = 0; k < SK_SEARCH; k++) node[k] = 1;
    for (int32_t level = 0; level < levels; level++) {
      for (int k = 0; k < SK_SEARCH; k++) {
        node[k] = 2 * node[k] + (tree[node[k]] < key[k]);
        SK_KEEP_SCALAR(node[k]);
      }
    }
    for (int k = 0; k < SK_SEARCH; k++) out[i + k] = (uint16_t)(node[k] - leaves);
  }
  for (; i < count; i++) {
    const uint64_t key = ordered_key(values[i], is_real);
    uint32_t node = 1;
    for (int32_t level = 0; level < levels; level++) node = 2 * node + (tree[node] < key);
    out[i] = (uint16_t)(node - leaves);
  }
}

static void rank_search(
    const uint64_t *tree, int32_t levels, int64_t count, const uint64_t *values, int32_t is_real,
    uint16_t *out) {
  if (is_real) {
    search(tree, levels, count, values, 1, out);
  } else {
    search(tree, levels, count, values, 0, out);
  }
}

static void rank_scatter(
    int64_t count, const uint64_t *values, int32_t is_real, const uint16_t *buckets, int64_t *next,
    uint64_t *out) {
  if (is_real) {
    for (int64_t i = 0; i < count; i++) out[next[buckets[i]]++] = ordered_key(values[i], 1);
  } else {
    for (int64_t i = 0; i < count; i++) out[next[buckets[i]]++] = ordered_key(values[i], 0);
  }
}

SK_INLINE void insertion_sort(int64_t n, uint64_t *keys) {
  for (int64_t i = 1; i < n; i++) {
    const uint64_t key = keys[i];
    int64_t j = i;
    while (j > 0 && keys[j - 1] > key) {
      keys[j] = keys[j - 1];
      j--;
    }
    keys[j] = key;
  }
}

// Counts into up to 4,096 parts of equal width, one or two keys in most of them, and lets an insertion sort finish; a
// crowded part is sorted in the same way by itself, where it has a width of its own.
#define SK_PARTS 4096
#define SK_CROWD 24

static void rank_sort(int64_t n, uint64_t *keys, uint64_t *scratch) {
  if (n <= SK_CROWD) {
    insertion_sort(n, keys);
    return;
  }
  uint64_t low = keys[0], high = keys[0];
  for (int64_t i = 1; i < n; i++) {
    low = keys[i] < low ? keys[i] : low;
    high = keys[i] > high ? keys[i] : high;
  }
  if (low == high) return;
  int bits = 63 - __builtin_clzll((uint64_t)n) + 1;
  if (bits > 12) bits = 12;
  const int width = 64 - __builtin_clzll(high - low);
  const int shift = width > bits ? width - bits : 0;
  const uint32_t parts = (uint32_t)((high - low) >> shift) + 1;
  uint32_t start[SK_PARTS + 1];
  memset(start, 0, (parts + 1) * sizeof(uint32_t));
  for (int64_t i = 0; i < n; i++) start[(keys[i] - low) >> shift]++;
  uint32_t sum = 0, most = 0;
  for (uint32_t p = 0; p < parts; p++) {
    const uint32_t size = start[p];
    start[p] = sum;
    sum += size;
    most = size > most ? size : most;
  }
  for (int64_t i = 0; i < n; i++) scratch[start[(keys[i] - low) >> shift]++] = keys[i];
  memcpy(keys, scratch, (size_t)n * sizeof(uint64_t));
  // Each start has moved to its part's end.
  if (shift == 0) return;
  if (most <= SK_CROWD) {
    insertion_sort(n, keys);
    return;
  }
  uint32_t begin = 0;
  for (uint32_t p = 0; p < parts; p++) {
    const uint32_t end = start[p];
    if (end - begin > 1) rank_sort(end - begin, keys + begin, scratch + begin);
    begin = end;
  }
}

static int64_t rank_distinct(int64_t n, const uint64_t *sorted) {
  if (n == 0) return 0;
  uint64_t steps = 1;
  for (int64_t i = 1; i < n; i++) steps += sorted[i] != sorted[i - 1];
  return (int64_t)steps;
}
