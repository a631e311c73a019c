// The sample path of a line in 32-bit lanes: x and y of 16 bits, products of 16-bit halves.
//
// With ŷ and e of at most 31 bits the long products need not be formed. Let T be the exact sum of the first Horner step,
// d its bits below the estimate, and y′ the ordinate in last places of the estimate. Subtracting y′ before rounding instead of
// after it changes nothing, since y′ is a whole number (an even one where ties go to even), so that
//
//     estimate − y′ = Q(T − y′·2^d)
//
// and this difference is small. The weight is split at s bits, weight = high·2^s + low, and all above s bits is
//
//     t = (high·x − y·2^(…) + weight₀·2^(…)) + (low·x >> s)                   modulo 2^32
//
// in which the bracket is one instruction, the sum of two products of 16-bit words. The s bits that are lost matter for ties
// alone; where these go to even, low and s are scaled so that the lost bits lie where those of t are that are rounded away. The error is split likewise, e = e₁·2^m + e₀, and Σ e·x = 2^m Σ e₁·x + Σ e₀·x, Σ e² = 2^2m Σ e₁² + 2^(m+1) Σ e₁·e₀ + Σ e₀²
// are sums of pairs of products, which stay below 2^31 for 2^(15−m) rounds.
//
// The including file says how a vector looks: W, LONGS and HALF (vectors of 64-bit words and of half as many 32-bit ones as W has),
// and the operations on them.

#define SAMPLES ((int64_t)(sizeof(W) / 2))

INLINE W NAME(words)(const char *at, int64_t index, int32_t lane)
{
  switch (lane) {
  case 1: return LOAD_S1(at + index);
  case -1: return LOAD_U1(at + index);
  default: return LOAD(at + 2 * index);
  }
}

INLINE void NAME(spill)(LONGS *sum, W *words)
{
  HALF half[2];
  __builtin_memcpy(half, words, sizeof half);
  *sum += __builtin_convertvector(half[0], LONGS) + __builtin_convertvector(half[1], LONGS);
  *words = ZERO;
}

/// The negated error, or for `stretch_floor` the error, of as many samples as 32-bit lanes.
///
/// \param exact  one is taken off where the error is cut off nothing
INLINE W NAME(error)(const stretch_path32 *p, W xy, const int first, const int second, W *exact)
{
  const W low = MULTIPLY_PAIRS(xy, PAIRS(p->low, 0));
  const W t = ADD(
      ADD_PAIRS(ALL32(p->addend), xy, PAIRS(p->high, p->y_factor)), SHIFT(low, p->low_shift));
  W e = SHIFT(t, p->first_shift);
  if (first == stretch_even) e = EVEN(e, OR(t, low), p->first_mask);
  if (exact) *exact = LESS_IF_ZERO(*exact, XOR(e, ALL32(p->exact_bits)), p->second_mask);
  if (second == stretch_even) {
    const W difference = e;
    e = EVEN(SHIFT(difference, p->second_shift), difference, p->second_mask);
  }
  if (second == stretch_floor) {
    e = SHIFT(SUBTRACT(ALL32(p->second_addend), e), p->second_shift);
  }
  return e;
}

INLINE int64_t NAME(run32)(
    const stretch_path32 *path, const char *x_words, const char *y_words, int64_t count,
    stretch_report *report, const int first, const int second)
{
  const stretch_path32 p = *path;
  const int64_t rounds = (int64_t)1 << (15 - p.error_split);
  const W mask = ALL32((1 << p.error_split) - 1);
  LONGS sum_e = { 0 }, sum_x0 = { 0 }, sum_x1 = { 0 }, sum_00 = { 0 }, sum_01 = { 0 }, sum_11 = { 0 };
  int64_t i = 0;
  while (i + SAMPLES <= count) {
    W e = ZERO, x0 = ZERO, x1 = ZERO, e00 = ZERO, e01 = ZERO, e11 = ZERO;
    int64_t end = i + rounds * SAMPLES;
    if (end > count) end = count;
    for (; i + SAMPLES <= end; i += SAMPLES) {
      const W x = NAME(words)(x_words, i, p.x_lane), y = NAME(words)(y_words, i, p.y_lane);
      const W a = NAME(error)(&p, UNPACK_LOW(x, y), first, second, 0);
      const W b = NAME(error)(&p, UNPACK_HIGH(x, y), first, second, 0);
      e = ADD(e, ADD(a, b));
      const W low = PACK(AND(a, mask), AND(b, mask));
      const W high = PACK(SHIFT(a, p.error_split), SHIFT(b, p.error_split));
      x0 = ADD_PAIRS(x0, x, low);
      x1 = ADD_PAIRS(x1, x, high);
      e00 = ADD_PAIRS(e00, low, low);
      e01 = ADD_PAIRS(e01, high, low);
      e11 = ADD_PAIRS(e11, high, high);
    }
    NAME(spill)(&sum_e, &e);
    NAME(spill)(&sum_x0, &x0);
    NAME(spill)(&sum_x1, &x1);
    NAME(spill)(&sum_00, &e00);
    NAME(spill)(&sum_01, &e01);
    NAME(spill)(&sum_11, &e11);
  }
  const LONGS sum_x = sum_x0 + (sum_x1 << p.error_split);
  const LONGS square = sum_00 + (sum_01 << (p.error_split + 1)) + (sum_11 << (2 * p.error_split));
  int64_t s[3] = { 0, 0, 0 };
  for (size_t l = 0; l < sizeof(W) / 8; l++) {
    s[0] += sum_e[l];
    s[1] += sum_x[l];
    s[2] += square[l];
  }
  const int64_t sign = second == stretch_floor ? 1 : -1;
  report->sums[0] = (int64_t)((uint64_t)(sign * s[0]) << p.constant_shift);
  report->sums[1] = (int64_t)((uint64_t)(sign * s[1]) << p.linear_shift);
  report->sums[4] = (int64_t)((uint64_t)s[2] << p.square_shift);
  report->overflows = 0;
  report->is_refused = 0;
  return i;
}

#if LANES > 1
INLINE W NAME(count_matches)(const stretch_estimates *estimates, W matches, W x)
{
  const W match = PAIRS(estimates->match, estimates->match);
  const W mask = PAIRS(estimates->match_mask, estimates->match_mask);
  return COUNT_EQUAL16(matches, AND(x, mask), match);
}

INLINE int64_t NAME(matches)(W words)
{
  uint16_t matches[sizeof(W) / 2];
  __builtin_memcpy(matches, &words, sizeof matches);
  int64_t sum = 0;
  for (size_t l = 0; l < sizeof(W) / 2; l++) sum += matches[l];
  return sum;
}

typedef UNALIGNED(int32_t) PART;
/// The vectors of 64-bit words that the 32-bit words of a vector fill.
#define PARTS (sizeof(W) / sizeof(PART))

/// How a sum has gone on along runs of samples, one run a lane of 32 bits.
typedef struct {
  /// Since they were last carried over.
  W sum, least, greatest;
  /// Before that.
  NAME(way) carried[PARTS];
} NAME(way32);

INLINE void NAME(begin32)(NAME(way32) * w)
{
  w->sum = ZERO;
  w->least = ALL32(INT32_MAX);
  w->greatest = ALL32(INT32_MIN);
}

INLINE void NAME(set_out32)(NAME(way32) * w)
{
  NAME(begin32)(w);
  for (size_t v = 0; v < PARTS; v++) NAME(set_out)(&w->carried[v]);
}

INLINE void NAME(go_on)(NAME(way32) * w, W sum)
{
  w->sum = sum;
  w->least = MIN32(w->least, sum);
  w->greatest = MAX32(w->greatest, sum);
}

INLINE void NAME(carry_over)(NAME(way32) * w)
{
  PART sum[PARTS], least[PARTS], greatest[PARTS];
  __builtin_memcpy(sum, &w->sum, sizeof sum);
  __builtin_memcpy(least, &w->least, sizeof least);
  __builtin_memcpy(greatest, &w->greatest, sizeof greatest);
  for (size_t v = 0; v < PARTS; v++) {
    NAME(append)(&w->carried[v], WIDEN(sum[v]), WIDEN(least[v]), WIDEN(greatest[v]));
  }
  NAME(begin32)(w);
}

/// What is gathered of a stretch's samples beside the sums along runs.
typedef struct {
  W least_e, greatest_e, least_magnitude, exact, matches;
  V least_product, greatest_product, square;
} NAME(found32);

/// The sums along the runs of half the samples of a vector: where samples are unpacked, each four of eight.
typedef struct {
  NAME(way32) e;
  /// Of the even and the odd words.
  NAME(way) x[2];
} NAME(half32);

INLINE void NAME(gather32)(NAME(found32) * f, NAME(half32) * h, W xy, W e)
{
  f->least_e = MIN32(f->least_e, e);
  f->greatest_e = MAX32(f->greatest_e, e);
  f->least_magnitude = MIN32(f->least_magnitude, MAX32(e, SUBTRACT(ZERO, e)));
  NAME(go_on)(&h->e, ADD(h->e.sum, e));
  const W x = MULTIPLY_PAIRS(xy, PAIRS(1, 0));
  for (int odd = 0; odd < 2; odd++) {
    const V ev = odd ? (V)((UNSIGNED)e >> 32) : (V)e, xv = odd ? (V)((UNSIGNED)x >> 32) : (V)x;
    const V product = MULTIPLY32(ev, xv);
    f->least_product = LEAST(f->least_product, product);
    f->greatest_product = GREATEST(f->greatest_product, product);
    NAME(append)(&h->x[odd], product, product, product);
    f->square += MULTIPLY32(ev, ev);
  }
}

/// Enters runs into a table in their order, which is that of the samples in a vector.
///
/// \param half         which half the samples are of
/// \param first, step  the 32-bit lanes that the way's are
INLINE void NAME(enter)(int64_t table[3][RUNS], const NAME(way) * way, int half, int first, int step)
{
  for (int l = 0; l < LANES; l++) {
    const int lane = first + l * step, word = lane / 4 * 8 + half * 4 + lane % 4;
    table[0][word] = LANE(way->sum, l);
    table[1][word] = LANE(way->least, l);
    table[2][word] = LANE(way->greatest, l);
  }
}

/// The range of a gradient along the runs of a table; returns their sum.
///
/// \param sign  −1 where the terms are negated
INLINE int64_t NAME(follow32)(
    const int64_t table[3][RUNS], int64_t sign, int64_t start, int64_t shift, stretch_tally *range)
{
  NAME(way) ways[ROW];
  for (int v = 0; v < ROW; v++) {
    __builtin_memcpy(&ways[v].sum, &table[0][v * LANES], sizeof(V));
    __builtin_memcpy(&ways[v].least, &table[1][v * LANES], sizeof(V));
    __builtin_memcpy(&ways[v].greatest, &table[2][v * LANES], sizeof(V));
  }
  int64_t least, greatest;
  const int64_t sum = sign * NAME(follow)(ways, ROW, &least, &greatest);
  const int64_t a = start + ((sign * least) << shift), b = start + ((sign * greatest) << shift);
  NAME(reach)(range, a < b ? a : b, a < b ? b : a);
  return sum;
}

INLINE void NAME(report32)(
    const stretch_path32 *p, const NAME(found32) * f, const NAME(half32) halves[2], int64_t count,
    int64_t sign, stretch_report *report)
{
  int32_t words[4][RUNS / 2];
  __builtin_memcpy(words[0], &f->least_e, sizeof(W));
  __builtin_memcpy(words[1], &f->greatest_e, sizeof(W));
  __builtin_memcpy(words[2], &f->least_magnitude, sizeof(W));
  __builtin_memcpy(words[3], &f->exact, sizeof(W));
  int64_t least = INT32_MAX, greatest = INT32_MIN, size = INT32_MAX, exact_errors = 0;
  for (int l = 0; l < RUNS / 2; l++) {
    if (words[0][l] < least) least = words[0][l];
    if (words[1][l] > greatest) greatest = words[1][l];
    if (words[2][l] < size) size = words[2][l];
    exact_errors -= words[3][l];
  }
  int64_t low = INT64_MAX, high = INT64_MIN;
  for (int l = 0; l < LANES; l++) {
    if (LANE(f->least_product, l) < low) low = LANE(f->least_product, l);
    if (LANE(f->greatest_product, l) > high) high = LANE(f->greatest_product, l);
  }
  const int is_negated = sign < 0;
  const stretch_errors errors = {
    { is_negated ? -greatest : least, is_negated ? -least : greatest }, size,
    { is_negated ? -high : low, is_negated ? -low : high }, count - exact_errors };
  stretch_tell(report, &p->estimates, count - NAME(matches)(f->matches), &errors,
      p->constant_shift, p->linear_shift, p->square_shift);

  int64_t of_e[3][RUNS], of_x[3][RUNS];
  for (int h = 0; h < 2; h++) {
    for (int part = 0; part < 2; part++) {
      NAME(enter)(of_e, &halves[h].e.carried[part], h, part * LANES, 1);
      NAME(enter)(of_x, &halves[h].x[part], h, part, 2);
    }
  }
  report->gradient = (stretch_tally) { INT64_MAX, INT64_MIN, 0, 0 };
  const int64_t e = NAME(follow32)(of_e, sign, report->gradients[0],
      p->constant_shift + p->gradient_shift, &report->gradient);
  const int64_t x = NAME(follow32)(of_x, sign, report->gradients[1],
      p->linear_shift + p->gradient_shift, &report->gradient);
  report->sums[0] = (int64_t)((uint64_t)e << p->constant_shift);
  report->sums[1] = (int64_t)((uint64_t)x << p->linear_shift);
  report->sums[4] = (int64_t)((uint64_t)NAME(lane_sum)(f->square) << p->square_shift);
  report->overflows = 0;
  report->is_refused = 0;
}

INLINE int64_t NAME(tell32)(
    const stretch_path32 *path, const char *x_words, const char *y_words, int64_t count,
    stretch_report *report, const int first, const int second)
{
  const stretch_path32 p = *path;
  // So few rounds that no count of 16 bits overflows.
  if (count > SAMPLES << 15) count = SAMPLES << 15;
  // An error has twice as many bits as where it is split.
  const int64_t rounds = (int64_t)1 << (31 - 2 * p.error_split);
  NAME(found32) found = { ALL32(INT32_MAX), ALL32(INT32_MIN), ALL32(INT32_MAX), ZERO, ZERO,
    ALL(INT64_MAX), ALL(INT64_MIN), ALL(0) };
  NAME(half32) halves[2];
  for (int h = 0; h < 2; h++) {
    NAME(set_out32)(&halves[h].e);
    for (int odd = 0; odd < 2; odd++) NAME(set_out)(&halves[h].x[odd]);
  }
  int64_t i = 0;
  while (i + SAMPLES <= count) {
    int64_t end = i + rounds * SAMPLES;
    if (end > count) end = count;
    for (; i + SAMPLES <= end; i += SAMPLES) {
      const W x = NAME(words)(x_words, i, p.x_lane), y = NAME(words)(y_words, i, p.y_lane);
      const W a = UNPACK_LOW(x, y), b = UNPACK_HIGH(x, y);
      NAME(gather32)(&found, &halves[0], a, NAME(error)(&p, a, first, second, &found.exact));
      NAME(gather32)(&found, &halves[1], b, NAME(error)(&p, b, first, second, &found.exact));
      found.matches = NAME(count_matches)(&p.estimates, found.matches, x);
    }
    for (int h = 0; h < 2; h++) NAME(carry_over)(&halves[h].e);
  }
  if (i > 0) NAME(report32)(&p, &found, halves, i, second == stretch_floor ? 1 : -1, report);
  return i;
}
#endif

#define KERNEL32(first, second)                                                                  \
  static int64_t NAME(run32_##first##_##second)(                                                 \
      const stretch_path32 *path, const void *x, const void *y, int64_t count,                   \
      stretch_report *report)                                                                    \
  {                                                                                              \
    return NAME(run32)(path, x, y, count, report, stretch_##first, stretch_##second);            \
  }                                                                                              \
  TELL32(first, second)
#if LANES > 1
#define TELL32(first, second)                                                                    \
  static int64_t NAME(tell32_##first##_##second)(                                                \
      const stretch_path32 *path, const void *x, const void *y, int64_t count,                   \
      stretch_report *report)                                                                    \
  {                                                                                              \
    return NAME(tell32)(path, x, y, count, report, stretch_##first, stretch_##second);           \
  }
#define KERNELS32(first, second) { NAME(run32_##first##_##second), NAME(tell32_##first##_##second) }
#else
#define TELL32(first, second)
#define KERNELS32(first, second) { NAME(run32_##first##_##second), 0 }
#endif
KERNEL32(floor, exact)
KERNEL32(floor, floor)
KERNEL32(floor, even)
KERNEL32(even, exact)
KERNEL32(even, floor)
KERNEL32(even, even)

static stretch_kernel_32 NAME(kernel32)(int32_t first, int32_t second, int32_t tells)
{
  static const stretch_kernel_32 kernels[2][3][2] = {
    { KERNELS32(floor, exact), KERNELS32(floor, floor), KERNELS32(floor, even) },
    { KERNELS32(even, exact), KERNELS32(even, floor), KERNELS32(even, even) },
  };
  const int index = second == stretch_exact ? 0 : second == stretch_floor ? 1 : 2;
  return kernels[first == stretch_even][index][tells != 0];
}
#undef KERNEL32
#undef TELL32
#undef KERNELS32
