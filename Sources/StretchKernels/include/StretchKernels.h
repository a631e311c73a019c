/// The sample path of the datapath for a stretch of samples, several of them in a vector.
///
/// Everything is in C for one reason: a function can be compiled for an instruction set that is only known
/// to be there when the program runs. What is computed, and whether it may be computed this way, is decided
/// in Swift; see `StretchKernel`.
#ifndef STRETCH_KERNELS_H
#define STRETCH_KERNELS_H

#include <stdint.h>

/// How the bits below a cast's last place are dropped.
enum {
  stretch_exact = 0,  ///< none are dropped
  stretch_raise = 1,  ///< zeros are added below
  stretch_floor = 2,  ///< TRN
  stretch_even = 3,   ///< RND_CONV
  stretch_adjust = 4, ///< (v + addend + (v < 0 ? negative_addend : 0) + odd) >> shift
};

/// What becomes of a quantised value that is out of range.
enum {
  stretch_fits = 0,  ///< none is
  stretch_clamp = 1, ///< SAT and SAT_SYM
  stretch_zero = 2,  ///< SAT_ZERO
  stretch_wrap = 3,  ///< WRAP of a signed word
  stretch_mask = 4,  ///< WRAP of an unsigned word
  stretch_refuse = 5 ///< another mode: it is counted, and nothing else in the report holds then
};

/// A cast of the sample path.
typedef struct {
  int32_t rounding;
  int32_t overflow;
  int64_t shift;
  int64_t addend, negative_addend, odd_mask, dropped_mask;
  int64_t least, greatest;
  /// The bits above the word in 64, for `stretch_wrap`.
  int64_t wrap_shift;
} stretch_cast;

/// The nodes that a report tells of.
enum {
  stretch_estimate, stretch_power, stretch_error, stretch_product, stretch_square, stretch_nodes
};

/// A design's sample path with the weights of an epoch.
typedef struct {
  /// 1, 2 or 3.
  int32_t degree;
  /// Bytes of a word of x and y in memory: 1, 2, 4 or 8, negative where words are unsigned.
  int32_t x_lane, y_lane;
  /// Whether every factor of a product fits 32 bits.
  int32_t is_narrow;
  /// Alignment of the sums: (horner << horner_shift) + addend, (y << y_shift) - (estimate << estimate_shift).
  int64_t first_horner_shift, next_horner_shift, y_shift, estimate_shift;
  /// The weight that the first Horner step multiplies.
  int64_t factor;
  /// The weights that Horner's steps add, aligned, the first step's first.
  int64_t addends[3];
  /// How far a product is shifted to the last place of a gradient, for the gradients' ranges.
  int64_t gradient_shift;
  stretch_cast first_estimate, next_estimate, first_power, next_power;
  stretch_cast error, constant_product, linear_product, power_product, square;
} stretch_path;

/// A line's sample path in 32-bit lanes, with the weights of an epoch; `kernel32.h` explains it. Samples are words of 16 bits.
typedef struct {
  /// `stretch_floor`, or `stretch_even` for ties to even.
  int32_t estimate_rounding, error_rounding;
  /// weight_1 = high · 2^s + low · 2^(s − low_shift), and what y is multiplied by beside it.
  int32_t high, low, y_factor;
  int32_t low_shift, low_mask;
  /// weight_0 and the halves that round, in the last place of t.
  int32_t addend;
  /// The bits of t below the estimate's last place, and what they are where the estimate is exact.
  int32_t estimate_shift, estimate_mask, exact_estimate;
  /// The bits of the estimate below the error's last place, what is added where the sign is turned, and what
  /// these bits then are where the error is exact.
  int32_t error_shift, error_mask, error_addend, exact_error;
  /// How far the exact products are shifted to their nodes' last places, and a product to that of a gradient.
  int32_t constant_shift, linear_shift, square_shift, gradient_shift;
  /// The range of the estimate of all samples.
  int64_t least_estimate, greatest_estimate;
} stretch_path32;

/// What a node has seen in a stretch.
typedef struct {
  int64_t least, greatest, inexact, overflows;
} stretch_tally;

/// What a stretch came to.
typedef struct {
  /// Σ of the products 0 … 3 and of the square, in their own last places, modulo 2^64.
  int64_t sums[5];
  stretch_tally nodes[stretch_nodes];
  /// The overflows of all nodes.
  int64_t overflows;
  /// Before a full run: the gradients, in their last places.
  int64_t gradients[4];
  /// The least and the greatest gradient after any sample, of a full run.
  int64_t least_gradient, greatest_gradient;
} stretch_report;

/// The instruction sets.
enum { stretch_portable = 0, stretch_avx2 = 1, stretch_avx512 = 2 };

/// Whether this machine has an instruction set.
int32_t stretch_has(int32_t instruction_set);

/// Computes the samples of a stretch, at most 2^31.
///
/// A full run tells ranges, inexact casts and the gradients' range beside the sums and overflows.
///
/// \param x, y   the words of the samples; memory of a vector can be read from each
/// \param terms  of a full run: null, or room for 5 rows of `count` words, rounded up to eights: the products and the square
void stretch_run64(
    int32_t instruction_set, const stretch_path *path, const void *x, const void *y, int64_t count,
    int32_t is_full, int64_t *terms, stretch_report *report);

/// The same of a line in 32-bit lanes, none of whose casts overflows.
void stretch_run32(
    int32_t instruction_set, const stretch_path32 *path, const void *x, const void *y,
    int64_t count, int32_t is_full, stretch_report *report);

/// Reads memory as fast as the processor can: the sum of its 64-bit words, modulo 2^64, the last filled up with zeros.
///
/// \param ahead  how many bytes are fetched in advance, 0 for none
uint64_t stretch_read(int32_t instruction_set, const void *bytes, int64_t count, int64_t ahead);

#endif
