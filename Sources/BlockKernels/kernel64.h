// The sample path in 64-bit lanes, written once and compiled for each instruction set.
//
// The including file says how long a vector is, BYTES, and NAME(word) tells the instruction sets' functions apart. The
// compiler cuts the operations of a vector into instructions.
//
// Each cast works on a group of vectors at a time. How it rounds and overflows is the same for all samples of a block, so
// that the switches are taken once a group, always the same way, while the vectors stay in registers.

#define LANES (BYTES / 8)
#define GROUP 4
#define EACH for (int g = 0; g < group; g++)
#define ALL(word) ((V) { 0 } + (word))
#define V NAME(long)
#define U NAME(unsigned)

typedef int64_t V __attribute__((vector_size(BYTES)));
/// Of sums that are modulo 2^64.
typedef uint64_t U __attribute__((vector_size(BYTES)));

// MARK: Lanes

// PREFIX adds to each lane all before it.
#define UP(v, ...) ((v) += __builtin_shufflevector(v, (U) { 0 }, __VA_ARGS__))
#if BYTES == 64
#define EACH_LANE ((V) { 0, 1, 2, 3, 4, 5, 6, 7 })
#define PREFIX(v)                                                                                \
  (UP(v, 8, 0, 1, 2, 3, 4, 5, 6), UP(v, 8, 9, 0, 1, 2, 3, 4, 5), UP(v, 8, 9, 10, 11, 0, 1, 2, 3))
#define ALL_LAST(v) __builtin_shufflevector(v, v, 7, 7, 7, 7, 7, 7, 7, 7)
#elif BYTES == 32
#define EACH_LANE ((V) { 0, 1, 2, 3 })
#define PREFIX(v) (UP(v, 4, 0, 1, 2), UP(v, 4, 5, 0, 1))
#define ALL_LAST(v) __builtin_shufflevector(v, v, 3, 3, 3, 3)
#else
#define EACH_LANE ((V) { 0, 1 })
#define PREFIX(v) UP(v, 2, 0)
#define ALL_LAST(v) __builtin_shufflevector(v, v, 1, 1)
#endif

INLINE int64_t NAME(lane_sum)(U v)
{
  uint64_t sum = 0;
  for (int l = 0; l < LANES; l++) sum += v[l];
  return (int64_t)sum;
}

/// The product of numbers of 32 bits.
INLINE V NAME(product32)(V a, V b) { return ((a << 32) >> 32) * ((b << 32) >> 32); }

/// The words of a lane of memory from a position on.
INLINE void NAME(load)(
    V *v, const char *words, int64_t index, int32_t lane, const V live, const int group)
{
#define CASE(lane, type)                                                                         \
  case lane:                                                                                     \
    EACH {                                                                                       \
      type __attribute__((vector_size(LANES * sizeof(type)))) narrow;                            \
      __builtin_memcpy(                                                                          \
          &narrow, words + (index + g * LANES) * (int64_t)sizeof(type), sizeof narrow);          \
      v[g] = __builtin_convertvector(narrow, V);                                                 \
    }                                                                                            \
    break;
  switch (lane) {
    CASE(1, int8_t) CASE(-1, uint8_t)
    CASE(2, int16_t) CASE(-2, uint16_t)
    CASE(4, int32_t) CASE(-4, uint32_t)
  default:
    EACH __builtin_memcpy(&v[g], words + (index + g * LANES) * 8, sizeof(V));
  }
#undef CASE
  // What is behind the last sample is a sample once more, so that ranges do not change by it.
  EACH v[g] = (live & v[g]) | (~live & v[g][0]);
}

// MARK: What is gathered

/// What a node has seen, a lane each.
typedef struct {
  V least, greatest;
  U inexact, overflows;
} NAME(lanes);

/// A gradient on its way, from 0: what it is after the last sample, in every lane, and its least and greatest so far.
typedef struct {
  U sum;
  V least, greatest;
} NAME(way);

typedef struct {
  NAME(lanes) seen[block_nodes];
  /// Of the products and the square.
  U sums[5];
  NAME(way) ways[4];
} NAME(state);

INLINE void NAME(begin)(NAME(state) * s)
{
  *s = (NAME(state)) { 0 };
  const V most = (V) { 0 } + INT64_MAX;
  for (int n = 0; n < block_nodes; n++) s->seen[n].least = most, s->seen[n].greatest = ~most;
  for (int k = 0; k < 4; k++) s->ways[k].least = most, s->ways[k].greatest = ~most;
}

#define SEE(what, v)                                                                             \
  (what)->least = LEAST((what)->least, v), (what)->greatest = GREATEST((what)->greatest, v)

/// Takes a gradient on by its terms, so many in each lane that follow one another.
INLINE void NAME(go_on)(NAME(way) * w, const U *terms, const int count)
{
  U sums = terms[0];
  for (int t = 1; t < count; t++) sums += terms[t];
  PREFIX(sums);
  sums += w->sum;
  w->sum = ALL_LAST(sums);
#pragma clang loop unroll(full)
  for (int t = count - 1; t >= 0; t--) {
    SEE(w, (V)sums);
    sums -= terms[t];
  }
}

/// Says what a run came to.
///
/// \param shift  how far the gradients' terms are shifted to their LSBs
INLINE void NAME(tell)(
    const NAME(state) * s, const int degree, const int is_full, int64_t shift,
    block_report *report)
{
  report->least_gradient = INT64_MAX;
  report->greatest_gradient = INT64_MIN;
  report->overflows = 0;
  for (int k = 0; k < 5; k++) {
    report->sums[k] = NAME(lane_sum)(s->sums[k]);
    if (!is_full || k > degree) continue;
    report->sums[k] = (int64_t)s->ways[k].sum[0];
    const uint64_t start = (uint64_t)report->gradients[k];
    for (int l = 0; l < LANES; l++) {
      const int64_t least = (int64_t)(start + ((uint64_t)s->ways[k].least[l] << shift));
      const int64_t greatest = (int64_t)(start + ((uint64_t)s->ways[k].greatest[l] << shift));
      if (least < report->least_gradient) report->least_gradient = least;
      if (greatest > report->greatest_gradient) report->greatest_gradient = greatest;
    }
  }
  for (int n = 0; n < block_nodes; n++) {
    const NAME(lanes) *seen = &s->seen[n];
    block_tally t = { INT64_MAX, INT64_MIN, 0, NAME(lane_sum)(seen->overflows) };
    if (is_full) t.inexact = NAME(lane_sum)(seen->inexact);
    for (int l = 0; is_full && l < LANES; l++) {
      if (seen->least[l] < t.least) t.least = seen->least[l];
      if (seen->greatest[l] > t.greatest) t.greatest = seen->greatest[l];
    }
    report->nodes[n] = t;
    report->overflows += t.overflows;
  }
}

// MARK: The path

INLINE void NAME(cast)(
    V *v, const block_cast *c, NAME(lanes) * seen, const V live, const int is_full,
    const int group)
{
  if (is_full && c->dropped_mask != 0) {
    EACH seen->inexact -= (U)(((v[g] & c->dropped_mask) != 0) & live);
  }
  switch (c->rounding) {
  case block_exact: break;
  case block_raise: EACH v[g] = v[g] << c->shift; break;
  case block_floor: EACH v[g] = v[g] >> c->shift; break;
  case block_even:
    EACH v[g] = (v[g] + c->addend + ((v[g] >> c->shift) & 1)) >> c->shift;
    break;
  default:
    EACH v[g] += c->addend + ((v[g] < 0) & c->negative_addend) + ((v[g] >> c->shift) & c->odd_mask);
    EACH v[g] = v[g] >> c->shift;
  }
  if (c->overflow != block_fits) {
    V is_out[GROUP];
    EACH is_out[g] = (v[g] < c->least) | (v[g] > c->greatest);
    EACH seen->overflows -= (U)(is_out[g] & live);
    switch (c->overflow) {
    case block_clamp: EACH v[g] = LEAST(GREATEST(v[g], ALL(c->least)), ALL(c->greatest)); break;
    case block_zero: EACH v[g] = v[g] & ~is_out[g]; break;
    case block_wrap: EACH v[g] = (v[g] << c->wrap_shift) >> c->wrap_shift; break;
    case block_mask: EACH v[g] = v[g] & c->greatest;
    }
  }
  if (is_full) EACH SEE(seen, v[g]);
}

/// Computes the samples of a group of vectors, of which those lanes count that are `live`.
INLINE void NAME(group)(
    NAME(state) * s, const block_path *p, const char *x_words, const char *y_words, int64_t i,
    int64_t *terms, int64_t row, const V live, const int degree, const int is_full, const int group)
{
#define CAST(v, cast_name, node) \
  NAME(cast)(v, &p->cast_name, &s->seen[node], live, is_full, group)
#define PRODUCT(a, b) (narrow ? NAME(product32)(a, b) : (a) * (b))
#define TAKE(k, v)                                                                               \
  EACH {                                                                                         \
    const U term = (U)(v[g] & live);                                                             \
    if (is_full && terms) __builtin_memcpy(&terms[k * row + i + g * LANES], &term, sizeof term); \
    if (is_full && k < 4) NAME(go_on)(&s->ways[k], &term, 1);                                    \
    if (!is_full || k == 4) s->sums[k] += term;                                                  \
  }
  const int32_t narrow = p->is_narrow;
  V x[GROUP], error[GROUP], value[GROUP];
  NAME(load)(x, x_words, i, p->x_lane, live, group);
  EACH value[g] = (PRODUCT((V) { 0 } + p->factor, x[g]) << p->first_horner_shift) + p->addends[0];
  CAST(value, first_estimate, block_estimate);
  for (int h = 1; h < degree; h++) {
    EACH value[g] = (PRODUCT(value[g], x[g]) << p->next_horner_shift) + p->addends[h];
    CAST(value, next_estimate, block_estimate);
  }
  NAME(load)(error, y_words, i, p->y_lane, live, group);
  EACH error[g] = (error[g] << p->y_shift) - (value[g] << p->estimate_shift);
  CAST(error, error, block_error);

  EACH value[g] = error[g];
  CAST(value, constant_product, block_product);
  TAKE(0, value)
  EACH value[g] = PRODUCT(error[g], x[g]);
  CAST(value, linear_product, block_product);
  TAKE(1, value)
  if (degree >= 2) {
    V power[GROUP];
    EACH power[g] = PRODUCT(x[g], x[g]);
    CAST(power, first_power, block_power);
    EACH value[g] = PRODUCT(error[g], power[g]);
    CAST(value, power_product, block_product);
    TAKE(2, value)
    if (degree >= 3) {
      EACH power[g] = PRODUCT(power[g], x[g]);
      CAST(power, next_power, block_power);
      EACH value[g] = PRODUCT(error[g], power[g]);
      CAST(value, power_product, block_product);
      TAKE(3, value)
    }
  }
  EACH value[g] = PRODUCT(error[g], error[g]);
  CAST(value, square, block_square);
  TAKE(4, value)
#undef CAST
#undef PRODUCT
#undef TAKE
}

INLINE void NAME(run)(
    const block_path *path, const char *x, const char *y, int64_t count, int64_t *terms,
    block_report *report, const int degree, const int is_full)
{
  NAME(state) s;
  NAME(begin)(&s);
  const int64_t row = (count + 7) & ~7;
  int64_t i = 0;
  if (count >= 2 * GROUP * LANES) {
    const block_path p = *path;
    for (; i + GROUP * LANES <= count; i += GROUP * LANES) {
      NAME(group)(&s, &p, x, y, i, terms, row, (V) { 0 } - 1, degree, is_full, GROUP);
    }
  }
  for (; i < count; i += LANES) {
    // Constants are read where they are needed. The compiler would spread out all of them ahead of the loop, which takes longer
    // than a few samples.
    __asm__("" : "+r"(path));
    const V live = EACH_LANE < (V) { 0 } + (count - i);
    NAME(group)(&s, path, x, y, i, terms, row, live, degree, is_full, 1);
  }
  NAME(tell)(&s, degree, is_full, path->gradient_shift, report);
}

static void NAME(run64)(
    const block_path *path, const char *x, const char *y, int64_t count, int32_t is_full,
    int64_t *terms, block_report *report)
{
#define CASE(degree, is_full)                                                                    \
  case 2 * degree + is_full:                                                                     \
    return NAME(run)(path, x, y, count, terms, report, degree, is_full);
  switch (2 * path->degree + (is_full != 0)) {
    CASE(1, 0) CASE(1, 1)
    CASE(2, 0) CASE(2, 1)
    CASE(3, 0) CASE(3, 1)
  }
#undef CASE
}

#include "kernel32.h"

/// Sums the bytes as 64-bit words: what the reading alone takes.
static uint64_t NAME(read)(const char *bytes, int64_t count, int64_t ahead)
{
  U sums[8] = { 0 }, words[8], sum = { 0 };
  for (; count >= (int64_t)sizeof words; count -= sizeof words, bytes += sizeof words) {
    __builtin_memcpy(words, bytes, sizeof words);
    for (int v = 0; v < 8; v++) sums[v] += words[v];
    for (int64_t line = 0; ahead > 0 && line < (int64_t)sizeof words; line += 64) {
      __builtin_prefetch(bytes + ahead + line);
    }
  }
  __builtin_memset(words, 0, sizeof words);
  __builtin_memcpy(words, bytes, count);
  for (int v = 0; v < 8; v++) sum += sums[v] + words[v];
  return (uint64_t)NAME(lane_sum)(sum);
}

#undef EACH_LANE
#undef PREFIX
#undef ALL_LAST
#undef BYTES
#undef NAME
