// What each instruction set's file gives: its kernels, as `StretchKernels.h` describes them.
#ifndef KERNELS_H
#define KERNELS_H

#include "StretchKernels.h"

typedef struct {
  /// The words of 16 bits in a vector.
  int32_t run_count;
  stretch_kernel (*kernel64)(int32_t degree, int32_t kind);
  /// NULL where there are no vectors of 16-bit words.
  stretch_kernel_32 (*kernel32)(int32_t first, int32_t second, int32_t tells);
} stretch_kernels;

/// The errors of a stretch of a line.
typedef struct {
  /// The least and the greatest error, and the least magnitude.
  int64_t range[2], least_magnitude;
  /// The least and the greatest e·x.
  int64_t products[2];
  int64_t inexact;
} stretch_errors;

/// Tells the ranges of a line's nodes from its errors, where all products are exact.
static inline void stretch_tell(
    stretch_report *report, const stretch_estimates *estimates, int64_t inexact_estimates,
    const stretch_errors *e, int32_t constant_shift, int32_t linear_shift, int32_t square_shift)
{
  stretch_tally *nodes = report->nodes;
  nodes[stretch_estimate] = (stretch_tally) {
    estimates->least, estimates->greatest, inexact_estimates, 0 };
  nodes[stretch_power] = (stretch_tally) { INT64_MAX, INT64_MIN, 0, 0 };
  nodes[stretch_error] = (stretch_tally) { e->range[0], e->range[1], e->inexact, 0 };
  const int64_t constant[2] = { e->range[0] << constant_shift, e->range[1] << constant_shift };
  const int64_t linear[2] = { e->products[0] << linear_shift, e->products[1] << linear_shift };
  nodes[stretch_product] = (stretch_tally) {
    constant[0] < linear[0] ? constant[0] : linear[0],
    constant[1] > linear[1] ? constant[1] : linear[1], 0, 0 };
  const int64_t size = e->least_magnitude;
  const int64_t far = -e->range[0] > e->range[1] ? -e->range[0] : e->range[1];
  nodes[stretch_square] = (stretch_tally) {
    size * size << square_shift, far * far << square_shift, 0, 0 };
}

extern const stretch_kernels stretch_portable_kernels;
#if defined(__x86_64__)
extern const stretch_kernels stretch_avx2_kernels, stretch_avx512_kernels;
#endif

#endif
