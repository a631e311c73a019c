// The kernels for AVX2: four 64-bit lanes.
#include "StretchKernels.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2"))), apply_to = function)
#include <immintrin.h>

typedef int64_t V __attribute__((vector_size(32)));
#define LANES 4
#define NAME(word) avx2_##word
#define ALL(word) ((V) { (word), (word), (word), (word) })
#define MASK(condition) ((V)(condition))
#define ANY(mask) (!_mm256_testz_si256((__m256i)(mask), (__m256i)(mask)))
#define LANE(v, l) ((v)[l])
#define UNALIGNED(type) type __attribute__((vector_size(sizeof(type) * 4)))
#define WIDEN(words) __builtin_convertvector(words, V)
#define MULTIPLY32(a, b) ((V)_mm256_mul_epi32((__m256i)(a), (__m256i)(b)))

static inline __attribute__((always_inline)) V avx2_prefix(V v)
{
  const V zero = ALL(0);
  v += __builtin_shufflevector(v, zero, 4, 0, 1, 2);
  return v + __builtin_shufflevector(v, zero, 4, 5, 0, 1);
}

#define PREFIX(v) avx2_prefix(v)
#define ALL_LAST(v) __builtin_shufflevector(v, v, 3, 3, 3, 3)
#include "kernel64.h"

stretch_kernel stretch_avx2_64(int32_t degree, int32_t kind);
stretch_kernel stretch_avx2_64(int32_t degree, int32_t kind) { return avx2_kernel(degree, kind); }
#pragma clang attribute pop
#endif
