// The kernels for AVX-512: eight 64-bit lanes.
#include "StretchKernels.h"

#if defined(__x86_64__)
#pragma clang attribute push(                                                                    \
    __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,bmi,bmi2"))), apply_to = function)
#include <immintrin.h>

typedef int64_t V __attribute__((vector_size(64)));
#define LANES 8
#define NAME(word) avx512_##word
#define ALL(word) ((V)_mm512_set1_epi64(word))
#define MASK(condition) ((V)(condition))
#define ANY(mask) (_mm512_test_epi64_mask((__m512i)(mask), (__m512i)(mask)) != 0)
#define LANE(v, l) ((v)[l])
#define UNALIGNED(type) type __attribute__((vector_size(sizeof(type) * 8)))
#define WIDEN(words) __builtin_convertvector(words, V)
#define MULTIPLY32(a, b) ((V)_mm512_mul_epi32((__m512i)(a), (__m512i)(b)))

static inline __attribute__((always_inline)) V avx512_prefix(V v)
{
  const V zero = ALL(0);
  v += __builtin_shufflevector(v, zero, 8, 0, 1, 2, 3, 4, 5, 6);
  v += __builtin_shufflevector(v, zero, 8, 9, 0, 1, 2, 3, 4, 5);
  return v + __builtin_shufflevector(v, zero, 8, 9, 10, 11, 0, 1, 2, 3);
}

#define PREFIX(v) avx512_prefix(v)
#define ALL_LAST(v) __builtin_shufflevector(v, v, 7, 7, 7, 7, 7, 7, 7, 7)
#include "kernel64.h"

stretch_kernel stretch_avx512_64(int32_t degree, int32_t kind);
stretch_kernel stretch_avx512_64(int32_t degree, int32_t kind)
{
  return avx512_kernel(degree, kind);
}
#pragma clang attribute pop
#endif
