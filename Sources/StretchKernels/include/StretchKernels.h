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
  stretch_refuse = 5 ///< another mode: the stretch is given back as soon as one is met
};

/// A cast of the sample path.
typedef struct {
  int32_t rounding;
  int32_t overflow;
  int64_t shift;
  int64_t addend;
  int64_t negative_addend;
  int64_t odd_mask;
  int64_t dropped_mask;
  int64_t least;
  int64_t greatest;
  /// The bits above the word in 64, for `stretch_wrap`.
  int64_t wrap_shift;
} stretch_cast;

/// The nodes that a report tells of.
enum {
  stretch_estimate = 0,
  stretch_power = 1,
  stretch_error = 2,
  stretch_product = 3,
  stretch_square = 4,
  stretch_nodes = 5
};

/// A design's sample path with the weights of an epoch.
typedef struct {
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
  /// Before a run that tells of gradients: the gradients, in their last places.
  int64_t gradients[4];
  /// The least and the greatest gradient after any sample, where they are told.
  stretch_tally gradient;
  /// Whether a value was out of range of a cast that refuses it: nothing else in the report holds then.
  int32_t is_refused;
} stretch_report;

/// Computes the first samples of a stretch: as many as fill vectors, and where nothing is asked for but the sums, all.
///
/// \param x, y   the words of the samples; memory of eight words can be read from each
/// \param terms  for the kinds that store: 5 rows of `count` words, the products and the square
/// \returns the number of samples computed; the rest, fewer than a vector's, is left
typedef int64_t (*stretch_kernel)(
    const stretch_path *path, const void *x, const void *y, int64_t count,
    stretch_report *report, int64_t *terms);

/// What is known of an epoch's estimates of a line from x alone.
typedef struct {
  int64_t least, greatest;
  /// The estimate is exact where these bits of x are such.
  int16_t match_mask, match;
} stretch_estimates;

/// A line's sample path in 32-bit lanes, with the weights of an epoch; `kernel32.h` explains it.
typedef struct {
  int32_t x_lane, y_lane;
  /// weight_1 = high · 2^s + low · 2^(s − low_shift), and what y is multiplied by beside it.
  int16_t high, low, y_factor;
  int32_t low_shift;
  /// weight_0 and the halves that round, in the last place of t.
  int32_t addend;
  /// The bits of t below the estimate's last place.
  int32_t first_shift, first_mask;
  /// The bits of the estimate below the error's last place, and half of that place where it is added after the sign is turned.
  int32_t second_shift, second_mask, second_addend;
  /// Where the error is split.
  int32_t error_split;
  /// How far the exact products are shifted to their nodes' last places, and a product to that of a gradient.
  int32_t constant_shift, linear_shift, square_shift, gradient_shift;

  // For the nodes' ranges alone:
  stretch_estimates estimates;
  /// How the bits below the error's last place look where the error is exact.
  int32_t exact_bits;
} stretch_path32;

/// Computes the first samples of a stretch, none of which overflows.
///
/// \returns the number of samples computed; the rest, fewer than a vector's, is left
typedef int64_t (*stretch_kernel_32)(
    const stretch_path32 *path, const void *x, const void *y, int64_t count,
    stretch_report *report);

/// What a kernel does beside summing.
enum {
  stretch_sums = 0,    ///< nothing
  stretch_ranges = 1,  ///< it tells the nodes' ranges and inexact casts
  stretch_terms = 2,   ///< it tells these and stores the terms
  stretch_prefixes = 3, ///< it tells the range of the gradients after each sample
  stretch_runs = 4     ///< of samples in runs, as `stretch_run_count` says: it tells ranges, inexact casts, and that range
};

/// How many runs of samples lie side by side for `stretch_runs`: word w of each so many words belongs to run w, whose
/// samples follow one another; the samples of run w + 1 come after all of run w. Stretches are whole vectors then.
int32_t stretch_run_count(int32_t instruction_set);

/// The instruction sets.
enum { stretch_portable = 0, stretch_avx2 = 1, stretch_avx512 = 2 };

/// Whether this machine has an instruction set.
int32_t stretch_has(int32_t instruction_set);

/// The kernel for 64-bit arithmetic.
///
/// \param degree 1, 2 or 3
stretch_kernel stretch_kernel64(int32_t instruction_set, int32_t degree, int32_t kind);

/// The kernel for a line in 32-bit lanes; NULL where there is none.
///
/// \param first   how the estimate is rounded: `stretch_floor` or `stretch_even`
/// \param second  how the error is: `stretch_exact`, `stretch_floor` or `stretch_even`
/// \param tells   whether it does beside summing what is done for `stretch_runs`; of samples that are not in runs it
///                does what is done for `stretch_ranges`
stretch_kernel_32 stretch_kernel32(
    int32_t instruction_set, int32_t first, int32_t second, int32_t tells);

#endif
