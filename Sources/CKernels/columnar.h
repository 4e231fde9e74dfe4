// What column-wise files need: extremes of a column, and codes packed into as few bits as they take.

#define SK_EXTREMES 64

// Running extremes in many lanes, so that no lane waits for another. A NaN compares false and is passed over; which of
// -0 and +0 comes out depends on the lanes, which the caller undoes by treating them alike.
static void extremes_reals(int64_t count, const double *values, double *low, double *high) {
  double least[SK_EXTREMES], most[SK_EXTREMES];
  for (int lane = 0; lane < SK_EXTREMES; lane++) {
    least[lane] = *low;
    most[lane] = *high;
  }
  int64_t start = 0;
  for (; start + SK_EXTREMES <= count; start += SK_EXTREMES) {
    for (int lane = 0; lane < SK_EXTREMES; lane++) {
      const double value = values[start + lane];
      least[lane] = value < least[lane] ? value : least[lane];
      most[lane] = value > most[lane] ? value : most[lane];
    }
  }
  for (; start < count; start++) {
    const double value = values[start];
    least[0] = value < least[0] ? value : least[0];
    most[0] = value > most[0] ? value : most[0];
  }
  for (int lane = 1; lane < SK_EXTREMES; lane++) {
    least[0] = least[lane] < least[0] ? least[lane] : least[0];
    most[0] = most[lane] > most[0] ? most[lane] : most[0];
  }
  *low = least[0];
  *high = most[0];
}

static void extremes_integers(int64_t count, const int64_t *values, int64_t *low, int64_t *high) {
  int64_t least = *low, most = *high;
  for (int64_t i = 0; i < count; i++) {
    const int64_t value = values[i];
    least = value < least ? value : least;
    most = value > most ? value : most;
  }
  *low = least;
  *high = most;
}

static uint32_t largest_code(int64_t count, const uint32_t *codes) {
  uint32_t most = 0;
  for (int64_t i = 0; i < count; i++) most = codes[i] > most ? codes[i] : most;
  return most;
}

// Eight codes of one byte or less fill `width` bytes, the first code lowest.
SK_INLINE uint64_t eight_codes(const uint32_t *codes, int width) {
  uint64_t word = 0;
  for (int i = 0; i < 8; i++) word |= (uint64_t)codes[i] << (i * width);
  return word;
}

SK_INLINE void pack_narrow(int64_t groups, int width, const uint32_t *codes, uint8_t *out) {
  for (int64_t group = 0; group < groups; group++) {
    const uint64_t word = eight_codes(codes + 8 * group, width);
    memcpy(out + group * width, &word, 8);
  }
}

// Little-endian machines only, as are the files. Writes up to 8 bytes beyond the last group's, so there must be room.
static void pack_codes(int64_t count, int width, const uint32_t *codes, uint8_t *out) {
  int64_t groups = count / 8;
  switch (width) {
    // The shifts are then constants.
    case 1: pack_narrow(groups, 1, codes, out); break;
    case 2: pack_narrow(groups, 2, codes, out); break;
    case 3: pack_narrow(groups, 3, codes, out); break;
    case 4: pack_narrow(groups, 4, codes, out); break;
    case 5: pack_narrow(groups, 5, codes, out); break;
    case 6: pack_narrow(groups, 6, codes, out); break;
    case 7: pack_narrow(groups, 7, codes, out); break;
    case 8: pack_narrow(groups, 8, codes, out); break;
    default: groups = 0;
  }
  uint8_t *next = out + groups * width;
  uint64_t word = 0;
  int used = 0;
  for (int64_t i = groups * 8; i < count; i++) {
    word |= (uint64_t)codes[i] << used;
    used += width;
    if (used >= 64) {
      memcpy(next, &word, 8);
      next += 8;
      used -= 64;
      word = used == 0 ? 0 : (uint64_t)codes[i] >> (width - used);
    }
  }
  memcpy(next, &word, 8);
}
