// The sample path of a line whose errors have 16 bits, which they soon do where a line fits.
//
// As in kernel32.h the ordinate is subtracted before rounding, the weight is split into halves, and the negated error is
//
//     −e = ((weight·x + addend − y′) >> shift) − tie + offset
//
// but since nothing of it needs more than 16 bits, twice as many errors go into a vector, and one instruction adds the products
// of a pair of them to a sum. The sums have 32 bits, so they are taken over every so many rounds that no errors of
// the range proven for them can overflow a sum.
//
// Where the estimate goes to even on a tie and a sample may be one, the tie shows in the bits that are cut off: all are zeros,
// those of the weight's lower half too. Few epochs have such samples, so most are spared this. The error's ties
// show likewise, in the bits that `even_mask` has.
//
// The including file says how a vector looks, as for kernel32.h.

#define SAMPLES ((int64_t)(sizeof(W) / 2))

/// A sum of more than 32 bits in each lane: modulo 2^32, and its upper halves' own.
typedef struct {
  W low, high;
} NAME(total);

INLINE void NAME(add_up)(NAME(total) * total, W *words)
{
  total->low = ADD(total->low, *words);
  total->high = ADD(total->high, SHIFT(*words, 16));
  *words = ZERO;
}

INLINE int64_t NAME(sum)(const NAME(total) * total)
{
  uint32_t low[sizeof(W) / 4];
  int32_t high[sizeof(W) / 4];
  __builtin_memcpy(low, &total->low, sizeof low);
  __builtin_memcpy(high, &total->high, sizeof high);
  int64_t sum = 0;
  for (size_t l = 0; l < sizeof(W) / 4; l++) {
    // What the lower halves came to is below 2^32, since there were fewer than 2^16 of them.
    sum += (int64_t)high[l] * 65536 + (uint32_t)(low[l] - ((uint32_t)high[l] << 16));
  }
  return sum;
}

/// The bits of the lower products below t's last place. A constant, since a shift by one takes half as long.
#define LOW_SHIFT 15

/// (weight·x + addend − y′) in the last place of the weight's upper half, with the estimate rounded in it.
INLINE W NAME(aligned)(const stretch_path16 *p, W xy, const int ties)
{
  const W low = ADD_PAIRS(ALL32(p->addend), xy, PAIRS(p->low, 0));
  const W t = ADD_PAIRS(SHIFT(low, LOW_SHIFT), xy, PAIRS(p->high, p->y_factor));
  if (!ties) return t;
  return LESS_IF_BOTH_ZERO(
      t, XOR(t, ALL32(p->tie_bits)), p->tie_mask, low, (1 << LOW_SHIFT) - 1, p->tie_unit);
}

INLINE W NAME(negated)(const stretch_path16 *p, W t, const int even)
{
  const W e = SHIFT(t, p->shift);
  return even ? LESS_IF_ZERO(e, t, p->even_mask) : e;
}

/// The negated errors of both halves, in the samples' order.
INLINE W NAME(error16)(const stretch_path16 *p, W ta, W tb, const int even)
{
  return ADD16(PACK(NAME(negated)(p, ta, even), NAME(negated)(p, tb, even)),
      PAIRS(p->offset, p->offset));
}

#define EACH16(extreme, words, start, operator)                                                  \
  do {                                                                                           \
    int16_t lane[sizeof(W) / 2];                                                                 \
    __builtin_memcpy(lane, &(words), sizeof lane);                                               \
    extreme = start;                                                                             \
    for (size_t l = 0; l < sizeof(W) / 2; l++) {                                                 \
      if (lane[l] operator extreme) extreme = lane[l];                                           \
    }                                                                                            \
  } while (0)

/// What the ranges of a stretch are gathered in.
typedef struct {
  W least_e, greatest_e, least_magnitude, least_product, greatest_product, exact, matches;
} NAME(ranges);

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

/// \param a, b  the products of the even and the odd words
INLINE void NAME(gather)(
    const stretch_path16 *p, NAME(ranges) * r, W x, W e, W ta, W tb, W a, W b)
{
  r->least_e = MIN16(r->least_e, e);
  r->greatest_e = MAX16(r->greatest_e, e);
  r->least_magnitude = MIN16(r->least_magnitude, MAGNITUDE16(e));
  r->least_product = MIN32(r->least_product, MIN32(a, b));
  r->greatest_product = MAX32(r->greatest_product, MAX32(a, b));
  r->exact = LESS_IF_ZERO(r->exact, XOR(ta, ALL32(p->exact_bits)), p->exact_mask);
  r->exact = LESS_IF_ZERO(r->exact, XOR(tb, ALL32(p->exact_bits)), p->exact_mask);
  // In most epochs no x can be one.
  if (p->estimates.match_mask || !p->estimates.match)
    r->matches = NAME(count_matches)(&p->estimates, r->matches, x);
}

INLINE void NAME(report16)(
    const stretch_path16 *p, const NAME(ranges) * r, int64_t count, stretch_report *report)
{
  int64_t least, greatest, size;
  EACH16(least, r->least_e, INT16_MAX, <);
  EACH16(greatest, r->greatest_e, INT16_MIN, >);
  EACH16(size, r->least_magnitude, INT16_MAX, <);
  int32_t products[2][sizeof(W) / 4], exact[sizeof(W) / 4];
  __builtin_memcpy(products[0], &r->least_product, sizeof(W));
  __builtin_memcpy(products[1], &r->greatest_product, sizeof(W));
  __builtin_memcpy(exact, &r->exact, sizeof(W));
  int64_t low = INT32_MAX, high = INT32_MIN, exact_errors = 0;
  for (size_t l = 0; l < sizeof(W) / 4; l++) {
    if (products[0][l] < low) low = products[0][l];
    if (products[1][l] > high) high = products[1][l];
    exact_errors -= exact[l];
  }
  // All are of the negated error, so that the ends change places.
  const stretch_errors errors
      = { { -greatest, -least }, size, { -high, -low }, count - exact_errors };
  stretch_tell(report, &p->estimates, count - NAME(matches)(r->matches), &errors,
      p->constant_shift, p->linear_shift, p->square_shift);
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

/// The range of a gradient along the runs of the even and the odd words, of its negated terms; returns their sum.
INLINE int64_t NAME(follow16)(
    const NAME(way32) * words, int64_t start, int64_t shift, stretch_tally *range)
{
  NAME(way) pairs[PARTS];
  for (size_t v = 0; v < PARTS; v++) {
    const NAME(way) *odd = &words[1].carried[v];
    pairs[v] = words[0].carried[v];
    NAME(append)(&pairs[v], odd->sum, odd->least, odd->greatest);
  }
  int64_t least, greatest;
  const int64_t sum = NAME(follow)(pairs, PARTS, &least, &greatest);
  NAME(reach)(range, start - (greatest << shift), start - (least << shift));
  return sum;
}

INLINE int64_t NAME(run16)(
    const stretch_path16 *path, const char *x_words, const char *y_words, int64_t count,
    stretch_report *report, const int ties, const int even, const int tells, const int shift)
{
  stretch_path16 p = *path;
  p.shift = shift;
  // So few rounds that no total overflows, and no count of 16 bits.
  if (count > SAMPLES << 15) count = SAMPLES << 15;
  NAME(total) sum_e = { ZERO, ZERO }, sum_x = sum_e, sum_e2 = sum_e;
  NAME(ranges) ranges = { PAIRS(INT16_MAX, INT16_MAX), PAIRS(INT16_MIN, INT16_MIN),
    PAIRS(INT16_MAX, INT16_MAX), ALL32(INT32_MAX), ALL32(INT32_MIN), ZERO, ZERO };
  // Of the even words, and of the odd ones.
  NAME(way32) way_e[2], way_x[2];
  for (int odd = 0; tells && odd < 2; odd++) {
    NAME(set_out32)(&way_e[odd]);
    NAME(set_out32)(&way_x[odd]);
  }
  int64_t i = 0;
  while (i + SAMPLES <= count) {
    W e1 = ZERO, e2 = ZERO;
    for (int64_t turn = p.turns; turn > 0 && i + SAMPLES <= count; turn--) {
      W ex = ZERO;
      int64_t end = i + p.rounds * SAMPLES;
      if (end > count) end = count;
      for (; i + SAMPLES <= end; i += SAMPLES) {
        const W x = LOAD(x_words + 2 * i), y = LOAD(y_words + 2 * i);
        const W ta = NAME(aligned)(&p, UNPACK_LOW(x, y), ties);
        const W tb = NAME(aligned)(&p, UNPACK_HIGH(x, y), ties);
        const W e = NAME(error16)(&p, ta, tb, even);
        e2 = ADD_PAIRS(e2, e, e);
        if (tells) {
          const W a = MULTIPLY_PAIRS(AND(e, ALL32(0xFFFF)), x);
          const W b = MULTIPLY_PAIRS(AND(e, ALL32(0xFFFF0000)), x);
          NAME(go_on)(&way_e[0], ADD_PAIRS(way_e[0].sum, e, PAIRS(1, 0)));
          NAME(go_on)(&way_e[1], ADD_PAIRS(way_e[1].sum, e, PAIRS(0, 1)));
          NAME(go_on)(&way_x[0], ADD(way_x[0].sum, a));
          NAME(go_on)(&way_x[1], ADD(way_x[1].sum, b));
          NAME(gather)(&p, &ranges, x, e, ta, tb, a, b);
        } else {
          e1 = ADD_PAIRS(e1, e, PAIRS(1, 1));
          ex = ADD_PAIRS(ex, e, x);
        }
      }
      if (tells) {
        for (int odd = 0; odd < 2; odd++) NAME(carry_over)(&way_x[odd]);
      } else {
        NAME(add_up)(&sum_x, &ex);
      }
    }
    if (tells) {
      for (int odd = 0; odd < 2; odd++) NAME(carry_over)(&way_e[odd]);
    } else {
      NAME(add_up)(&sum_e, &e1);
    }
    NAME(add_up)(&sum_e2, &e2);
  }
  int64_t of_e, of_x;
  if (tells && i > 0) {
    report->gradient = (stretch_tally) { INT64_MAX, INT64_MIN, 0, 0 };
    of_e = NAME(follow16)(way_e, report->gradients[0],
        p.constant_shift + p.gradient_shift, &report->gradient);
    of_x = NAME(follow16)(way_x, report->gradients[1],
        p.linear_shift + p.gradient_shift, &report->gradient);
  } else {
    of_e = NAME(sum)(&sum_e);
    of_x = NAME(sum)(&sum_x);
  }
  report->sums[0] = (int64_t)(-(uint64_t)of_e << p.constant_shift);
  report->sums[1] = (int64_t)(-(uint64_t)of_x << p.linear_shift);
  report->sums[4] = (int64_t)((uint64_t)NAME(sum)(&sum_e2) << p.square_shift);
  report->overflows = 0;
  report->is_refused = 0;
  if (tells && i > 0) NAME(report16)(&p, &ranges, i, report);
  return i;
}

// The shifts of usual widths are known to the compiler.
#define KERNEL16(name, ties, even)                                                               \
  static int64_t NAME(run16_##name)(                                                             \
      const stretch_path16 *path, const void *x, const void *y, int64_t count,                   \
      stretch_report *report)                                                                    \
  {                                                                                              \
    switch (path->shift) {                                                                       \
    case 11: return NAME(run16)(path, x, y, count, report, ties, even, 0, 11);                   \
    case 12: return NAME(run16)(path, x, y, count, report, ties, even, 0, 12);                   \
    case 13: return NAME(run16)(path, x, y, count, report, ties, even, 0, 13);                   \
    default: return NAME(run16)(path, x, y, count, report, ties, even, 0, path->shift);          \
    }                                                                                            \
  }                                                                                              \
  static int64_t NAME(tell16_##name)(                                                            \
      const stretch_path16 *path, const void *x, const void *y, int64_t count,                   \
      stretch_report *report)                                                                    \
  {                                                                                              \
    return NAME(run16)(path, x, y, count, report, ties, even, 1, path->shift);                   \
  }
KERNEL16(floor, 0, 0)
KERNEL16(even, 0, 1)
KERNEL16(ties_floor, 1, 0)
KERNEL16(ties_even, 1, 1)
#undef KERNEL16
#undef EACH16

static stretch_kernel_16 NAME(kernel16)(int32_t ties, int32_t rounding, int32_t tells)
{
  static const stretch_kernel_16 kernels[2][2][2] = {
    { { NAME(run16_floor), NAME(tell16_floor) }, { NAME(run16_even), NAME(tell16_even) } },
    { { NAME(run16_ties_floor), NAME(tell16_ties_floor) },
      { NAME(run16_ties_even), NAME(tell16_ties_even) } },
  };
  return kernels[ties != 0][rounding == stretch_even][tells != 0];
}

/// The least and the greatest high·x − y·2^… of samples, none of which overflows.
INLINE int64_t NAME(extent)(
    int16_t high, int16_t y_factor, const void *x_words, const void *y_words, int64_t count,
    int64_t extent[2])
{
  const W factors = PAIRS(high, y_factor);
  W least = ALL32(INT32_MAX), greatest = ALL32(INT32_MIN);
  int64_t i = 0;
  for (; i + SAMPLES <= count; i += SAMPLES) {
    const W x = LOAD((const char *)x_words + 2 * i), y = LOAD((const char *)y_words + 2 * i);
    const W a = MULTIPLY_PAIRS(UNPACK_LOW(x, y), factors);
    const W b = MULTIPLY_PAIRS(UNPACK_HIGH(x, y), factors);
    least = MIN32(least, MIN32(a, b));
    greatest = MAX32(greatest, MAX32(a, b));
  }
  int32_t lanes[2][sizeof(W) / 4];
  __builtin_memcpy(lanes[0], &least, sizeof(W));
  __builtin_memcpy(lanes[1], &greatest, sizeof(W));
  extent[0] = INT32_MAX;
  extent[1] = INT32_MIN;
  for (size_t l = 0; l < sizeof(W) / 4; l++) {
    if (lanes[0][l] < extent[0]) extent[0] = lanes[0][l];
    if (lanes[1][l] > extent[1]) extent[1] = lanes[1][l];
  }
  return i;
}
