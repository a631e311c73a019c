// The sample path in 64-bit lanes, written once and compiled for each instruction set.
//
// The including file says how a vector looks: LANES and V (LANES words of 64 bits), EACH_LANE (the lanes' own numbers),
// MASK(condition) with all ones where it holds, MULTIPLY32(a, b) for factors of 32 bits, RUNS (the samples side by side
// where they are in runs), and NAME(word) to tell the instruction sets' functions apart.
//
// Each cast works on a group of vectors at a time. How it rounds and overflows is the same for all samples of a stretch, so
// that the switches are taken once a group, always the same way, while the vectors stay in registers.

#define INLINE static inline __attribute__((always_inline))
#define GROUP 4
/// The vectors of a stretch that is worth preparing for.
#define LONG 8
/// The vectors that hold a sample of each run.
#define ROW (RUNS / LANES)
#define EACH for (int g = 0; g < group; g++)
#define LEAST(a, b) __builtin_elementwise_min(a, b)
#define GREATEST(a, b) __builtin_elementwise_max(a, b)

typedef struct {
  V least, greatest, inexact, overflows;
} NAME(lanes);

#define WORDS(type, suffix)                                                                      \
  INLINE V NAME(load_##suffix)(const char *at)                                                   \
  {                                                                                              \
    UNALIGNED(type) words;                                                                       \
    __builtin_memcpy(&words, at, sizeof words);                                                  \
    return WIDEN(words);                                                                         \
  }
WORDS(int8_t, s1)
WORDS(int16_t, s2)
WORDS(int32_t, s4)
WORDS(int64_t, s8)
WORDS(uint8_t, u1)
WORDS(uint16_t, u2)
WORDS(uint32_t, u4)
#undef WORDS

INLINE void NAME(load)(
    V *v, const char *words, int64_t index, int32_t lane, const int group)
{
  switch (lane) {
#define CASE(lane, bytes, suffix)                                                                \
  case lane:                                                                                     \
    EACH v[g] = NAME(load_##suffix)(words + (index + g * LANES) * bytes);                        \
    break;
    CASE(1, 1, s1)
    CASE(2, 2, s2)
    CASE(4, 4, s4)
    CASE(-1, 1, u1)
    CASE(-2, 2, u2)
    CASE(-4, 4, u4)
  default:
    EACH v[g] = NAME(load_s8)(words + (index + g * LANES) * 8);
#undef CASE
  }
}

INLINE V NAME(product)(V a, V b, int32_t is_narrow)
{
  return is_narrow ? MULTIPLY32(a, b) : a * b;
}

INLINE void NAME(cast)(
    V *v, const stretch_cast *c, NAME(lanes) * seen, int32_t *is_refused, const V *live,
    const int kind, const int group)
{
  const int tells = kind == stretch_ranges || kind == stretch_terms || kind == stretch_runs;
  if (tells && c->dropped_mask != 0) {
    EACH seen->inexact -= MASK((v[g] & c->dropped_mask) != 0);
  }
  switch (c->rounding) {
  case stretch_exact:
    break;
  case stretch_raise:
    EACH v[g] = v[g] << c->shift;
    break;
  case stretch_floor:
    EACH v[g] = v[g] >> c->shift;
    break;
  case stretch_even:
    EACH v[g] = (v[g] + c->addend + ((v[g] >> c->shift) & 1)) >> c->shift;
    break;
  default:
    EACH v[g] = (v[g] + c->addend + (MASK(v[g] < 0) & c->negative_addend)
                 + ((v[g] >> c->shift) & c->odd_mask))
        >> c->shift;
  }
  if (c->overflow != stretch_fits) {
    V is_out[GROUP];
    EACH is_out[g] = MASK(v[g] < c->least) | MASK(v[g] > c->greatest);
    if (live) EACH is_out[g] &= *live;
    EACH seen->overflows -= is_out[g];
    switch (c->overflow) {
    case stretch_clamp:
      EACH v[g] = LEAST(GREATEST(v[g], ALL(c->least)), ALL(c->greatest));
      break;
    case stretch_zero:
      EACH v[g] = v[g] & ~is_out[g];
      break;
    case stretch_wrap:
      EACH v[g] = (v[g] << c->wrap_shift) >> c->wrap_shift;
      break;
    case stretch_mask:
      EACH v[g] = v[g] & c->greatest;
      break;
    default: {
      V any = is_out[0];
      for (int g = 1; g < group; g++) any |= is_out[g];
      *is_refused |= ANY(any);
    }
    }
  }
  if (tells) {
    EACH seen->least = LEAST(v[g], seen->least);
    EACH seen->greatest = GREATEST(v[g], seen->greatest);
  }
}

/// How a sum has gone on along runs of samples, one run a lane, each of which began at 0.
typedef struct {
  V sum, least, greatest;
} NAME(way);

INLINE void NAME(set_out)(NAME(way) * w)
{
  w->sum = ALL(0);
  w->least = ALL(INT64_MAX);
  w->greatest = ALL(INT64_MIN);
}

/// Puts a way at the end of another.
INLINE void NAME(append)(NAME(way) * w, V sum, V least, V greatest)
{
  least += w->sum;
  greatest += w->sum;
  w->least = LEAST(least, w->least);
  w->greatest = GREATEST(greatest, w->greatest);
  w->sum += sum;
}

/// The range of a sum along runs that follow one another.
///
/// \param vectors  how many vectors of runs there are
/// \returns the sum of all
INLINE int64_t NAME(follow)(const NAME(way) * w, int vectors, int64_t *least, int64_t *greatest)
{
  NAME(way) all;
  NAME(set_out)(&all);
  for (int v = 0; v < vectors; v++) {
    const V after = PREFIX(w[v].sum), before = after - w[v].sum;
    NAME(append)(&all, ALL_LAST(after), before + w[v].least, before + w[v].greatest);
  }
  *least = LANE(all.least, 0);
  *greatest = LANE(all.greatest, 0);
  for (int l = 1; l < LANES; l++) {
    if (LANE(all.least, l) < *least) *least = LANE(all.least, l);
    if (LANE(all.greatest, l) > *greatest) *greatest = LANE(all.greatest, l);
  }
  return LANE(all.sum, 0);
}

/// Takes the ends of a gradient's way into its range.
INLINE void NAME(reach)(stretch_tally *range, int64_t low, int64_t high)
{
  if (low < range->least) range->least = low;
  if (high > range->greatest) range->greatest = high;
}

/// What a run has in registers beside the samples under way.
typedef struct {
  NAME(lanes) seen[stretch_nodes];
  V sums[5];
  /// The gradients in their last places after the samples so far, in every lane.
  V gradients[4];
  NAME(lanes) gradient;
  NAME(way) ways[4][ROW];
  int32_t is_refused;
} NAME(state);

/// Takes up the terms of a group: the products 0 … 3 or, as 4, the square.
INLINE void NAME(take)(
    NAME(state) * s, const stretch_path *p, const int k, const V *v, int64_t *terms,
    const V *live, const int kind, const int group, const int part)
{
  if (kind == stretch_runs && k < 4) {
    EACH NAME(append)(&s->ways[k][part + g], v[g], v[g], v[g]);
    return;
  }
  EACH s->sums[k] += live ? v[g] & *live : v[g];
  if (kind == stretch_terms) {
    EACH __builtin_memcpy(&terms[g * LANES], &v[g], sizeof(V));
  }
  if (kind == stretch_prefixes && k < 4) {
    EACH {
      // The gradient after each sample, for the least and the greatest of them.
      const V sums = s->gradients[k] + (PREFIX(v[g]) << p->gradient_shift);
      s->gradient.least = LEAST(sums, s->gradient.least);
      s->gradient.greatest = GREATEST(sums, s->gradient.greatest);
      s->gradients[k] = ALL_LAST(sums);
    }
  }
}

/// Computes the samples of a group of vectors; `live`, if it is there, has all ones in the lanes of a single vector that
/// count. Where samples are in runs, `part` is the first vector's place in its row.
INLINE void NAME(group)(
    NAME(state) * s, const stretch_path *p, const char *x_words, const char *y_words, int64_t i,
    int64_t count, int64_t *terms, const V *live, const int degree, const int kind,
    const int group, const int part)
{
#define CAST(v, cast_name, node) \
  NAME(cast)(v, &p->cast_name, &s->seen[node], &s->is_refused, live, kind, group)
#define TAKE(k, v) NAME(take)(s, p, k, v, terms + (k) * count + i, live, kind, group, part)
  const int32_t narrow = p->is_narrow;
  V x[GROUP], error[GROUP], value[GROUP];
  NAME(load)(x, x_words, i, p->x_lane, group);
  EACH value[g]
      = (NAME(product)(ALL(p->factor), x[g], narrow) << p->first_horner_shift) + p->addends[0];
  CAST(value, first_estimate, stretch_estimate);
  for (int h = 1; h < degree; h++) {
    EACH value[g]
        = (NAME(product)(value[g], x[g], narrow) << p->next_horner_shift) + p->addends[h];
    CAST(value, next_estimate, stretch_estimate);
  }
  NAME(load)(error, y_words, i, p->y_lane, group);
  EACH error[g] = (error[g] << p->y_shift) - (value[g] << p->estimate_shift);
  CAST(error, error, stretch_error);

  EACH value[g] = error[g];
  CAST(value, constant_product, stretch_product);
  TAKE(0, value);
  EACH value[g] = NAME(product)(error[g], x[g], narrow);
  CAST(value, linear_product, stretch_product);
  TAKE(1, value);
  if (degree >= 2) {
    V power[GROUP];
    EACH power[g] = NAME(product)(x[g], x[g], narrow);
    CAST(power, first_power, stretch_power);
    EACH value[g] = NAME(product)(error[g], power[g], narrow);
    CAST(value, power_product, stretch_product);
    TAKE(2, value);
    if (degree >= 3) {
      EACH power[g] = NAME(product)(power[g], x[g], narrow);
      CAST(power, next_power, stretch_power);
      EACH value[g] = NAME(product)(error[g], power[g], narrow);
      CAST(value, power_product, stretch_product);
      TAKE(3, value);
    }
  }
  EACH value[g] = NAME(product)(error[g], error[g], narrow);
  CAST(value, square, stretch_square);
  TAKE(4, value);
#undef CAST
#undef TAKE
}

INLINE void NAME(clear)(NAME(lanes) * l)
{
  l->least = ALL(INT64_MAX);
  l->greatest = ALL(INT64_MIN);
  l->inexact = l->overflows = ALL(0);
}

INLINE int64_t NAME(lane_sum)(V v)
{
  int64_t sum = 0;
  for (int l = 0; l < LANES; l++) sum += LANE(v, l);
  return sum;
}

INLINE stretch_tally NAME(joined)(const NAME(lanes) * lanes)
{
  stretch_tally t = { INT64_MAX, INT64_MIN, 0, 0 };
  for (int l = 0; l < LANES; l++) {
    const int64_t least = LANE(lanes->least, l), greatest = LANE(lanes->greatest, l);
    if (least < t.least) t.least = least;
    if (greatest > t.greatest) t.greatest = greatest;
    t.inexact += LANE(lanes->inexact, l);
    t.overflows += LANE(lanes->overflows, l);
  }
  return t;
}

/// A path whose constants are read where they are needed.
///
/// The compiler would spread out all of them ahead of a loop, which are more than there are registers, and that takes longer
/// than a few samples.
INLINE const stretch_path *NAME(here)(const stretch_path *path)
{
  __asm__("" : "+r"(path));
  return path;
}

INLINE int64_t NAME(run)(
    const stretch_path *path, const char *x, const char *y, int64_t count, stretch_report *report,
    int64_t *terms, const int degree, const int kind)
{
  NAME(state) s;
  for (int n = 0; n < stretch_nodes; n++) NAME(clear)(&s.seen[n]);
  NAME(clear)(&s.gradient);
  for (int k = 0; k < 5; k++) s.sums[k] = ALL(0);
  if (kind == stretch_runs) {
    for (int k = 0; k <= degree; k++) {
      for (int v = 0; v < ROW; v++) NAME(set_out)(&s.ways[k][v]);
    }
  }
  if (kind == stretch_prefixes) {
    for (int k = 0; k < 4; k++) s.gradients[k] = ALL(report->gradients[k]);
  }
  s.is_refused = 0;

  int64_t i = 0;
  if (kind == stretch_runs) {
    const stretch_path p = *path;
    for (; i < count && !s.is_refused; i += RUNS) {
      for (int part = 0; part < ROW; part += GROUP) {
        NAME(group)(
            &s, &p, x, y, i + part * LANES, count, terms, 0, degree, kind, GROUP, part);
      }
    }
  } else if (count >= LONG * LANES) {
    const stretch_path p = *path;
    for (; i + GROUP * LANES <= count && !s.is_refused; i += GROUP * LANES) {
      NAME(group)(&s, &p, x, y, i, count, terms, 0, degree, kind, GROUP, 0);
    }
  }
  if (kind == stretch_sums) {
    // All that are left: what the last vector reads behind them is there, and does not count.
    for (; i < count && !s.is_refused; i += LANES) {
      const V live = MASK(EACH_LANE < ALL(count - i));
      NAME(group)(&s, NAME(here)(path), x, y, i, count, terms, &live, degree, kind, 1, 0);
    }
    if (i > count) i = count;
  } else {
    for (; i + LANES <= count && !s.is_refused; i += LANES) {
      NAME(group)(&s, NAME(here)(path), x, y, i, count, terms, 0, degree, kind, 1, 0);
    }
  }

  for (int k = 0; k < 5; k++) report->sums[k] = NAME(lane_sum)(s.sums[k]);
  if (kind == stretch_runs) {
    report->gradient = (stretch_tally) { INT64_MAX, INT64_MIN, 0, 0 };
    for (int k = 0; k <= degree; k++) {
      const int64_t start = report->gradients[k], shift = path->gradient_shift;
      int64_t least, greatest;
      report->sums[k] = NAME(follow)(s.ways[k], ROW, &least, &greatest);
      NAME(reach)(&report->gradient, start + (least << shift), start + (greatest << shift));
    }
  }
  report->overflows = 0;
  for (int n = 0; n < stretch_nodes; n++) {
    if (kind == stretch_sums) {
      report->nodes[n].overflows = NAME(lane_sum)(s.seen[n].overflows);
    } else {
      report->nodes[n] = NAME(joined)(&s.seen[n]);
    }
    report->overflows += report->nodes[n].overflows;
  }
  if (kind == stretch_prefixes) report->gradient = NAME(joined)(&s.gradient);
  report->is_refused = s.is_refused;
  return i;
}

#define KERNEL(degree, kind)                                                                     \
  static int64_t NAME(run_##degree##_##kind)(                                                    \
      const stretch_path *path, const void *x, const void *y, int64_t count,                     \
      stretch_report *report, int64_t *terms)                                                    \
  {                                                                                              \
    return NAME(run)(path, x, y, count, report, terms, degree, kind);                            \
  }
KERNEL(1, 0)
KERNEL(1, 1)
KERNEL(1, 2)
KERNEL(1, 3)
KERNEL(1, 4)
KERNEL(2, 0)
KERNEL(2, 1)
KERNEL(2, 2)
KERNEL(2, 3)
KERNEL(2, 4)
KERNEL(3, 0)
KERNEL(3, 1)
KERNEL(3, 2)
KERNEL(3, 3)
KERNEL(3, 4)
#undef KERNEL

static stretch_kernel NAME(kernel)(int32_t degree, int32_t kind)
{
  static const stretch_kernel kernels[3][5] = {
    { NAME(run_1_0), NAME(run_1_1), NAME(run_1_2), NAME(run_1_3),
      NAME(run_1_4) },
    { NAME(run_2_0), NAME(run_2_1), NAME(run_2_2), NAME(run_2_3),
      NAME(run_2_4) },
    { NAME(run_3_0), NAME(run_3_1), NAME(run_3_2), NAME(run_3_3),
      NAME(run_3_4) },
  };
  return kernels[degree - 1][kind];
}
