// The sample path of a line in 32-bit lanes: x and y of 16 bits, the weight's products formed of 16-bit halves.
//
// With ŷ and e of at most 31 bits the long products need not be formed. Let T be the exact sum of the first Horner step,
// d its bits below the estimate, and y′ the ordinate in LSBs of the estimate. Subtracting y′ before rounding instead of
// after it changes nothing, since y′ is a whole number (an even one where ties go to even), so that
//
//     y′ − estimate = −Q(T − y′·2^d)
//
// and this difference is small. Rounding to even is the same on both sides of 0, so that there −T is summed and the sign need not
// be turned. The weight is split at s bits, weight = high·2^s + low, and all above s bits is
//
//     t = high·x + y·(…) + weight₀·2^(…) + (low·x >> s)                   modulo 2^32
//
// The s bits that are lost matter for ties and for what is exact; where ties go to even, low and s are scaled so that the lost
// bits lie where those of t are that are rounded away.
//
// A vector has pairs of samples as words of 16 bits. The first and the second of each pair are computed in lanes of 32
// bits, and the products with e are exact in 64 bits, so that a lane of these has four samples that follow one another.

#define WORDS (BYTES / 2)
#define I NAME(int)
#define S NAME(short)
/// The vectors between which a sum of errors stays in 32 bits.
#define ROUNDS 32

typedef int32_t I __attribute__((vector_size(BYTES)));
typedef int16_t S __attribute__((vector_size(BYTES)));
typedef uint32_t NAME(bits) __attribute__((vector_size(BYTES)));

/// The first or the second words of the pairs, with their signs.
INLINE I NAME(words)(S v, const int half) { return half ? (I)v >> 16 : ((I)v << 16) >> 16; }

/// The words in the even or in the odd lanes.
INLINE V NAME(longs)(I v, const int odd) { return odd ? (V)v >> 32 : ((V)v << 32) >> 32; }

/// 1 where a bit is set.
INLINE I NAME(any)(I v) { return (I)LEAST((NAME(bits))v, (NAME(bits)) { 0 } + 1); }

/// The product of a word and the first or the second words of the pairs.
INLINE I NAME(product16)(S v, int32_t word, const int half)
{
#if defined(__x86_64__)
  // The other words are multiplied by 0.
  const S factors = (S)((I) { 0 } + (half ? word << 16 : word & 0xffff));
#if BYTES == 64
  return (I)__builtin_ia32_pmaddwd512(v, factors);
#elif BYTES == 32
  return (I)__builtin_ia32_pmaddwd256(v, factors);
#else
  return (I)__builtin_ia32_pmaddwd128(v, factors);
#endif
#else
  return NAME(words)(v, half) * word;
#endif
}

/// The errors of the first or the second samples of the pairs.
INLINE I NAME(error32)(
    NAME(state) * s, const block_path32 *p, S x, S y, const I live, const int half,
    const int is_even, const int is_error_even, const int is_full)
{
  const I low = NAME(product16)(x, p->low, half);
  const I t = NAME(product16)(x, p->high, half) + p->addend + NAME(product16)(y, p->y_factor, half)
      + (low >> p->low_shift);
  I e = t >> p->estimate_shift;
  if (is_even) {
    e &= NAME(any)((t | low) & p->estimate_mask) | -2;
  } else {
    e = p->error_addend - e;
  }
  if (is_full) {
    const I bits = ((t ^ p->exact_estimate) & p->estimate_mask) | (low & p->low_mask);
    s->seen[block_estimate].inexact += (U)(NAME(any)(bits) & live);
    s->seen[block_error].inexact += (U)(NAME(any)((e ^ p->exact_error) & p->error_mask) & live);
  }
  const I keeps = NAME(any)(e & p->error_mask) | -2;
  e >>= p->error_shift;
  return is_error_even ? e & keeps : e;
}

/// Computes the samples of a vector, of which those words count that are `live`.
///
/// \param sum  of errors
INLINE void NAME(vector32)(
    NAME(state) * s, I *sum, const block_path32 *p, const char *x_words, const char *y_words,
    int64_t i, const S live, const int is_even, const int is_error_even, const int is_full)
{
  S x, y;
  __builtin_memcpy(&x, x_words + 2 * i, sizeof x);
  __builtin_memcpy(&y, y_words + 2 * i, sizeof y);
  // What is behind the last sample is a sample once more, so that ranges do not change by it.
  x = (live & x) | (~live & x[0]);
  y = (live & y) | (~live & y[0]);
  U errors[4], products[4];
#pragma clang loop unroll(full)
  for (int half = 0; half < 2; half++) {
    const I counts = NAME(words)(live, half), words = NAME(words)(x, half);
    const I e = NAME(error32)(s, p, x, y, counts, half, is_even, is_error_even, is_full);
    if (!is_full) *sum += e & counts;
#pragma clang loop unroll(full)
    for (int odd = 0; odd < 2; odd++) {
      // Of the words that are multiplied the lower halves alone matter.
      const V error = odd ? (V)((U)e >> 32) : (V)e, word = odd ? (V)((U)words >> 32) : (V)words;
      const V product = NAME(product32)(error, word), square = NAME(product32)(error, error);
      const U lives = (U)NAME(longs)(counts, odd);
      products[2 * odd + half] = (U)product & lives;
      s->sums[4] += (U)square & lives;
      if (is_full) {
        const V wide = NAME(longs)(e, odd);
        errors[2 * odd + half] = (U)wide & lives;
        SEE(&s->seen[block_error], wide);
        SEE(&s->seen[block_product], product);
        SEE(&s->seen[block_square], square);
      } else {
        s->sums[1] += products[2 * odd + half];
      }
    }
  }
  if (is_full) {
    NAME(go_on)(&s->ways[0], errors, 4);
    NAME(go_on)(&s->ways[1], products, 4);
  }
}

INLINE void NAME(line32)(
    const block_path32 *path, const char *x, const char *y, int64_t count, block_report *report,
    const int is_even, const int is_error_even, const int is_full)
{
  const block_path32 p = *path;
  NAME(state) s;
  NAME(begin)(&s);
  int64_t i = 0;
  while (i < count) {
    I sum = { 0 };
    const int64_t end = i + ROUNDS * WORDS < count ? i + ROUNDS * WORDS : count;
    for (; i + WORDS <= end; i += WORDS) {
      NAME(vector32)(&s, &sum, &p, x, y, i, (S) { 0 } - 1, is_even, is_error_even, is_full);
    }
    if (i < end) {
      static const int16_t lives[2 * WORDS] = { [0 ... WORDS - 1] = -1 };
      S live;
      __builtin_memcpy(&live, lives + WORDS - (end - i), sizeof live);
      NAME(vector32)(&s, &sum, &p, x, y, i, live, is_even, is_error_even, is_full);
      i = end;
    }
    s.sums[0] += (U)(NAME(longs)(sum, 0) + NAME(longs)(sum, 1));
  }

  const int32_t shifts[5] = { p.constant_shift, p.linear_shift, 0, 0, p.square_shift };
  for (int k = 0; k < 5; k++) s.sums[k] <<= shifts[k];
  for (int k = 0; is_full && k < 2; k++) {
    s.ways[k].sum <<= shifts[k];
    s.ways[k].least <<= shifts[k], s.ways[k].greatest <<= shifts[k];
  }
  if (is_full) {
    NAME(lanes) *error = &s.seen[block_error], *product = &s.seen[block_product];
    product->least <<= p.linear_shift, product->greatest <<= p.linear_shift;
    SEE(product, error->least << p.constant_shift);
    SEE(product, error->greatest << p.constant_shift);
    NAME(lanes) *estimate = &s.seen[block_estimate], *square = &s.seen[block_square];
    square->least <<= p.square_shift, square->greatest <<= p.square_shift;
    estimate->least = ALL(p.least_estimate), estimate->greatest = ALL(p.greatest_estimate);
    // They were counted in both halves.
    estimate->inexact = (estimate->inexact & UINT32_MAX) + (estimate->inexact >> 32);
    error->inexact = (error->inexact & UINT32_MAX) + (error->inexact >> 32);
  }
  NAME(tell)(&s, 1, is_full, p.gradient_shift, report);
}

static void NAME(run32)(
    const block_path32 *path, const char *x, const char *y, int64_t count, int32_t is_full,
    block_report *report)
{
#define CASE(is_even, is_error_even, is_full)                                                    \
  case 4 * is_even + 2 * is_error_even + is_full:                                                \
    return NAME(line32)(path, x, y, count, report, is_even, is_error_even, is_full);
  switch (4 * (path->estimate_rounding == block_even) + 2 * (path->error_rounding == block_even)
          + (is_full != 0)) {
    CASE(0, 0, 0) CASE(0, 0, 1)
    CASE(0, 1, 0) CASE(0, 1, 1)
    CASE(1, 0, 0) CASE(1, 0, 1)
    CASE(1, 1, 0) CASE(1, 1, 1)
  }
#undef CASE
}
