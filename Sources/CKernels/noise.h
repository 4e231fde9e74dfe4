// Draws of integer noise from an alias table: a column of the table by the leading bits of a word, its sign by bit 15,
// and by the 15 bits below whether the column itself or its alias is meant. A word whose 15 bits are those of the
// column's threshold decides nothing; such draws are listed for the caller, who has the threshold's other bits.
//
// An entry is alias << 16 | the leading 15 bits of the threshold.

#define SK_NOISE_GROUP 64

// Sums wrap around: signed ones must not in C.
SK_INLINE int64_t noise_sum(int64_t value, uint64_t noise) { return (int64_t)((uint64_t)value + noise); }

// The places of the marks of a group, appended to `places`. Marks are rare.
SK_INLINE int64_t noise_list(const uint32_t *marks, int64_t n, int64_t start, uint16_t *places, int64_t found) {
  for (int64_t i = 0; i < n; i++)
    if (marks[i]) places[found++] = (uint16_t)(start + i);
  return found;
}

// Adds the draws of one group, 0 for those that are marked; returns whether any is.
SK_INLINE uint32_t noise_signed_group(
    const uint32_t *table, int32_t shift, int64_t n, const uint32_t *words, int64_t *values, uint32_t *marks) {
  uint32_t entries[SK_NOISE_GROUP], any = 0;
  SK_SCALAR
  for (int64_t i = 0; i < n; i++) entries[i] = table[words[i] >> shift];
  for (int64_t i = 0; i < n; i++) {
    const uint32_t word = words[i], entry = entries[i], coin = word & 0x7FFF, threshold = entry & 0x7FFF;
    const uint32_t size = coin < threshold ? word >> shift : entry >> 16;
    const uint32_t tied = coin == threshold ? ~0u : 0, sign = -(word >> 15 & 1);
    marks[i] = tied;
    any |= tied;
    values[i] = noise_sum(values[i], (uint64_t)(int64_t)(int32_t)(((size ^ sign) - sign) & ~tied));
  }
  return any;
}

static int64_t noise_signed(
    const uint32_t *table, int32_t bits, int64_t count, const uint32_t *words, int64_t *values,
    uint16_t *places) {
  uint32_t marks[SK_NOISE_GROUP];
  int64_t found = 0, start = 0;
  for (; start + SK_NOISE_GROUP <= count; start += SK_NOISE_GROUP)
    if (noise_signed_group(table, 32 - bits, SK_NOISE_GROUP, words + start, values + start, marks))
      found = noise_list(marks, SK_NOISE_GROUP, start, places, found);
  if (start < count && noise_signed_group(table, 32 - bits, count - start, words + start, values + start, marks))
    found = noise_list(marks, count - start, start, places, found);
  return found;
}

// The number is the table's, with `low_bits` bits put behind it from the upper half of `coins` and from `more`. Marked
// are draws whose coin, the lower half, is not below the limit, and the negative 0.
SK_INLINE uint32_t noise_split_group(
    const uint32_t *table, int32_t shift, int32_t low_bits, uint32_t limit, int64_t n, const uint32_t *words,
    const uint32_t *coins, const uint32_t *more, int64_t *values, uint32_t *marks) {
  uint32_t entries[SK_NOISE_GROUP], any = 0;
  const uint64_t mask = ((uint64_t)1 << low_bits) - 1;
  SK_SCALAR
  for (int64_t i = 0; i < n; i++) entries[i] = table[words[i] >> shift];
  for (int64_t i = 0; i < n; i++) {
    const uint32_t word = words[i], entry = entries[i], coin = word & 0x7FFF, threshold = entry & 0x7FFF;
    const uint32_t high = coin < threshold ? word >> shift : entry >> 16;
    const uint64_t low = ((uint64_t)(coins[i] >> 16) | (more ? (uint64_t)more[i] << 16 : 0)) & mask;
    const uint64_t size = (uint64_t)high << low_bits | low, sign = -(uint64_t)(word >> 15 & 1);
    const uint32_t is_zero = size == 0 ? ~0u : 0;
    const uint32_t mark = (coin == threshold ? ~0u : 0) | ((coins[i] & 0xFFFF) >= limit ? ~0u : 0) |
                          (is_zero & (uint32_t)sign);
    marks[i] = mark;
    any |= mark;
    values[i] = noise_sum(values[i], ((size ^ sign) - sign) & ~(uint64_t)(int64_t)(int32_t)mark);
  }
  return any;
}

SK_INLINE int64_t noise_split_groups(
    const uint32_t *table, int32_t bits, int32_t low_bits, uint32_t limit, int64_t count, const uint32_t *words,
    const uint32_t *coins, const uint32_t *more, int64_t *values, uint16_t *places) {
  uint32_t marks[SK_NOISE_GROUP];
  int64_t found = 0;
  for (int64_t start = 0; start < count; start += SK_NOISE_GROUP) {
    const int64_t n = count - start < SK_NOISE_GROUP ? count - start : SK_NOISE_GROUP;
    if (noise_split_group(
            table, 32 - bits, low_bits, limit, n, words + start, coins + start, more ? more + start : NULL,
            values + start, marks))
      found = noise_list(marks, n, start, places, found);
  }
  return found;
}

static int64_t noise_split(
    const uint32_t *table, int32_t bits, int32_t low_bits, uint32_t limit, int64_t count, const uint32_t *words,
    const uint32_t *coins, const uint32_t *more, int64_t *values, uint16_t *places) {
  if (more) return noise_split_groups(table, bits, low_bits, limit, count, words, coins, more, values, places);
  return noise_split_groups(table, bits, low_bits, limit, count, words, coins, NULL, values, places);
}
