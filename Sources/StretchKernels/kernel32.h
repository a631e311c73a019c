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
INLINE W NAME(error)(const stretch_path32 *p, W xy, const int first, const int second)
{
  const W low = MULTIPLY_PAIRS(xy, PAIRS(p->low, 0));
  const W t = ADD(
      ADD_PAIRS(ALL32(p->addend), xy, PAIRS(p->high, p->y_factor)), SHIFT(low, p->low_shift));
  W e = SHIFT(t, p->first_shift);
  if (first == stretch_even) e = EVEN(e, OR(t, low), p->first_mask);
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
      const W a = NAME(error)(&p, UNPACK_LOW(x, y), first, second);
      const W b = NAME(error)(&p, UNPACK_HIGH(x, y), first, second);
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

#define KERNEL32(first, second)                                                                  \
  static int64_t NAME(run32_##first##_##second)(                                                 \
      const stretch_path32 *path, const void *x, const void *y, int64_t count,                   \
      stretch_report *report)                                                                    \
  {                                                                                              \
    return NAME(run32)(path, x, y, count, report, stretch_##first, stretch_##second);            \
  }
KERNEL32(floor, exact)
KERNEL32(floor, floor)
KERNEL32(floor, even)
KERNEL32(even, exact)
KERNEL32(even, floor)
KERNEL32(even, even)
#undef KERNEL32

static stretch_kernel_32 NAME(kernel32)(int32_t first, int32_t second)
{
  if (first == stretch_even) {
    return second == stretch_exact ? NAME(run32_even_exact)
        : second == stretch_floor ? NAME(run32_even_floor)
                                  : NAME(run32_even_even);
  }
  return second == stretch_exact ? NAME(run32_floor_exact)
      : second == stretch_floor ? NAME(run32_floor_floor)
                                : NAME(run32_floor_even);
}
