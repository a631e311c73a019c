// What each instruction set's file gives: its kernels, as `StretchKernels.h` describes them.
#ifndef KERNELS_H
#define KERNELS_H

#include "StretchKernels.h"

typedef struct {
  /// The words of 16 bits in a vector.
  int32_t run_count;
  stretch_kernel (*kernel64)(int32_t degree, int32_t kind);
  /// NULL, as those below, where there are no vectors of 16-bit words.
  stretch_kernel_32 (*kernel32)(int32_t first, int32_t second);
  stretch_kernel_16 (*kernel16)(int32_t ties, int32_t rounding, int32_t tells);
  stretch_extent_16 extent16;
} stretch_kernels;

extern const stretch_kernels stretch_portable_kernels;
#if defined(__x86_64__)
extern const stretch_kernels stretch_avx2_kernels, stretch_avx512_kernels, stretch_vnni_kernels;
#endif

#endif
