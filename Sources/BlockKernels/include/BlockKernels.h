/// The sample path of the datapath for a block of samples, several of them in a vector.
///
/// Everything is in C for one reason: a function can be compiled for an instruction set that is only known
/// to be there when the program runs. What is computed, and whether it may be computed this way, is decided
/// in Swift; see `BlockKernel`.
#ifndef BLOCK_KERNELS_H
#define BLOCK_KERNELS_H

#include <stdint.h>

/// How the bits below a cast's LSB are dropped.
enum {
  block_exact = 0,  ///< none are dropped
  block_raise = 1,  ///< zeros are added below
  block_floor = 2,  ///< TRN
  block_even = 3,   ///< RND_CONV
  block_adjust = 4, ///< (v + addend + (v < 0 ? negative_addend : 0) + odd) >> shift
};

/// What becomes of a quantised value that is out of range.
enum {
  block_fits = 0,  ///< none is
  block_clamp = 1, ///< SAT and SAT_SYM
  block_zero = 2,  ///< SAT_ZERO
  block_wrap = 3,  ///< WRAP of a signed word
  block_mask = 4,  ///< WRAP of an unsigned word
  block_refuse = 5 ///< another mode: it is counted, and nothing else in the report holds then
};

/// A cast of the sample path.
typedef struct {
  int32_t rounding;
  int32_t overflow;
  int64_t shift;
  int64_t addend, negative_addend, odd_mask, dropped_mask;
  int64_t least, greatest;
  /// The bits above the word in 64, for `block_wrap`.
  int64_t wrap_shift;
} block_cast;

/// The nodes that a report tells of.
enum {
  block_estimate, block_power, block_error, block_product, block_square, block_nodes
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
  /// How far a product is shifted to the LSB of a gradient, for the gradients' ranges.
  int64_t gradient_shift;
  block_cast first_estimate, next_estimate, first_power, next_power;
  block_cast error, constant_product, linear_product, power_product, square;
} block_path;

/// A line's sample path in 32-bit lanes, with the weights of an epoch; `kernel32.h` explains it. Samples are words of 16 bits.
typedef struct {
  /// `block_floor`, or `block_even` for ties to even.
  int32_t estimate_rounding, error_rounding;
  /// weight_1 = high · 2^s + low · 2^(s − low_shift), and what y is multiplied by beside it.
  int32_t high, low, y_factor;
  int32_t low_shift, low_mask;
  /// weight_0 and the halves that round, in the LSB of t.
  int32_t addend;
  /// The bits of t below the estimate's LSB, and what they are where the estimate is exact.
  int32_t estimate_shift, estimate_mask, exact_estimate;
  /// The bits of the estimate below the error's LSB, what is added where the sign is turned, and what
  /// these bits then are where the error is exact.
  int32_t error_shift, error_mask, error_addend, exact_error;
  /// How far the exact products are shifted to their nodes' LSBs, and a product to that of a gradient.
  int32_t constant_shift, linear_shift, square_shift, gradient_shift;
  /// The range of the estimate of all samples.
  int64_t least_estimate, greatest_estimate;
} block_path32;

/// What a node has seen in a block.
typedef struct {
  int64_t least, greatest, inexact, overflows;
} block_tally;

/// What a block came to.
typedef struct {
  /// Σ of the products 0 … 3 and of the square, in their own LSBs, modulo 2^64.
  int64_t sums[5];
  block_tally nodes[block_nodes];
  /// The overflows of all nodes.
  int64_t overflows;
  /// Before a full run: the gradients, in their LSBs.
  int64_t gradients[4];
  /// The least and the greatest gradient after any sample, of a full run.
  int64_t least_gradient, greatest_gradient;
} block_report;

/// The instruction sets.
enum { block_portable = 0, block_avx2 = 1, block_avx512 = 2 };

/// Whether this machine has an instruction set.
int32_t block_has(int32_t instruction_set);

/// Computes the samples of a block, at most 2^31.
///
/// A full run tells ranges, inexact casts and the gradients' range beside the sums and overflows.
///
/// \param x, y   the words of the samples; memory of a vector can be read from each
/// \param terms  of a full run: null, or room for 5 rows of `count` words, rounded up to eights: the products and the square
void block_run64(
    int32_t instruction_set, const block_path *path, const void *x, const void *y, int64_t count,
    int32_t is_full, int64_t *terms, block_report *report);

/// The same of a line in 32-bit lanes, none of whose casts overflows.
void block_run32(
    int32_t instruction_set, const block_path32 *path, const void *x, const void *y,
    int64_t count, int32_t is_full, block_report *report);

/// Reads memory as fast as the processor can: the sum of its 64-bit words, modulo 2^64, the last filled up with zeros.
///
/// \param ahead  how many bytes are fetched in advance, 0 for none
uint64_t block_read(int32_t instruction_set, const void *bytes, int64_t count, int64_t ahead);

#endif
