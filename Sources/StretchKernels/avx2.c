// The kernels for AVX2: four 64-bit lanes.
#include "kernels.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2"))), apply_to = function)
#include <immintrin.h>

typedef int64_t V __attribute__((vector_size(32)));
typedef uint64_t UNSIGNED __attribute__((vector_size(32)));
#define LANES 4
#define RUNS 16
#define NAME(word) avx2_##word
#define ALL(word) ((V) { (word), (word), (word), (word) })
#define MASK(condition) ((V)(condition))
#define ANY(mask) (!_mm256_testz_si256((__m256i)(mask), (__m256i)(mask)))
#define LANE(v, l) ((v)[l])
#define EACH_LANE ((V){ 0, 1, 2, 3 })
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

typedef __m256i W;
typedef V LONGS;
typedef int32_t HALF __attribute__((vector_size(16)));
#define ZERO _mm256_setzero_si256()
#define LOAD(at) _mm256_loadu_si256((const __m256i *)(at))
#define LOAD_S1(at) _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(at)))
#define LOAD_U1(at) _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(at)))
#define ALL32(word) _mm256_set1_epi32(word)
#define PAIRS(a, b) _mm256_set1_epi32((int32_t)(((uint32_t)(uint16_t)(b) << 16) | (uint16_t)(a)))
#define ADD(a, b) _mm256_add_epi32(a, b)
#define SUBTRACT(a, b) _mm256_sub_epi32(a, b)
#define AND(a, b) _mm256_and_si256(a, b)
#define OR(a, b) _mm256_or_si256(a, b)
#define SHIFT(a, bits) _mm256_sra_epi32(a, _mm_cvtsi32_si128(bits))
#define MULTIPLY_PAIRS(a, b) _mm256_madd_epi16(a, b)
#define ADD_PAIRS(sum, a, b) _mm256_add_epi32(sum, _mm256_madd_epi16(a, b))
#define UNPACK_LOW(a, b) _mm256_unpacklo_epi16(a, b)
#define UNPACK_HIGH(a, b) _mm256_unpackhi_epi16(a, b)
#define PACK(a, b) _mm256_packs_epi32(a, b)
#define EVEN_IF_ZERO(e, bits)                                                                    \
  _mm256_andnot_si256(_mm256_srli_epi32(_mm256_cmpeq_epi32(bits, ZERO), 31), e)
#define EVEN(e, t, mask) EVEN_IF_ZERO(e, AND(t, ALL32(mask)))
#define XOR(a, b) _mm256_xor_si256(a, b)
#define MIN32(a, b) _mm256_min_epi32(a, b)
#define MAX32(a, b) _mm256_max_epi32(a, b)
#define LESS_IF_ZERO(e, t, mask)                                                                 \
  _mm256_add_epi32(e, _mm256_cmpeq_epi32(AND(t, ALL32(mask)), ZERO))
#define COUNT_EQUAL16(n, a, b) _mm256_sub_epi16(n, _mm256_cmpeq_epi16(a, b))
#include "kernel32.h"

const stretch_kernels stretch_avx2_kernels
    = { RUNS, avx2_kernel, avx2_kernel32 };
#pragma clang attribute pop
#endif
