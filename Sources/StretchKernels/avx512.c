// The kernels for AVX-512: eight 64-bit lanes.
#include "kernels.h"

#if defined(__x86_64__)
#pragma clang attribute push(                                                                    \
    __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,bmi,bmi2"))), apply_to = function)
#include <immintrin.h>

typedef int64_t V __attribute__((vector_size(64)));
typedef uint64_t UNSIGNED __attribute__((vector_size(64)));
#define LANES 8
#define RUNS 32
#define NAME(word) avx512_##word
#define ALL(word) ((V)_mm512_set1_epi64(word))
#define MASK(condition) ((V)(condition))
#define ANY(mask) (_mm512_test_epi64_mask((__m512i)(mask), (__m512i)(mask)) != 0)
#define LANE(v, l) ((v)[l])
#define EACH_LANE ((V){ 0, 1, 2, 3, 4, 5, 6, 7 })
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

typedef __m512i W;
typedef V LONGS;
typedef int32_t HALF __attribute__((vector_size(32)));
#define ZERO _mm512_setzero_si512()
#define LOAD(at) _mm512_loadu_si512(at)
#define LOAD_S1(at) _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)(at)))
#define LOAD_U1(at) _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)(at)))
#define ALL32(word) _mm512_set1_epi32(word)
#define PAIRS(a, b) _mm512_set1_epi32((int32_t)(((uint32_t)(uint16_t)(b) << 16) | (uint16_t)(a)))
#define ADD(a, b) _mm512_add_epi32(a, b)
#define SUBTRACT(a, b) _mm512_sub_epi32(a, b)
#define AND(a, b) _mm512_and_si512(a, b)
#define OR(a, b) _mm512_or_si512(a, b)
#define SHIFT(a, bits) _mm512_sra_epi32(a, _mm_cvtsi32_si128(bits))
#define MULTIPLY_PAIRS(a, b) _mm512_madd_epi16(a, b)
#define UNPACK_LOW(a, b) _mm512_unpacklo_epi16(a, b)
#define UNPACK_HIGH(a, b) _mm512_unpackhi_epi16(a, b)
#define PACK(a, b) _mm512_packs_epi32(a, b)
#define EVEN(e, t, mask)                                                                         \
  _mm512_mask_and_epi32(e, _mm512_testn_epi32_mask(t, ALL32(mask)), e, ALL32(-2))
#define ADD_PAIRS(sum, a, b) _mm512_add_epi32(sum, _mm512_madd_epi16(a, b))
#define XOR(a, b) _mm512_xor_si512(a, b)
#define MIN32(a, b) _mm512_min_epi32(a, b)
#define MAX32(a, b) _mm512_max_epi32(a, b)
#define LESS_IF_ZERO(e, t, mask)                                                                 \
  avx512_less(e, _mm512_testn_epi32_mask(t, ALL32(mask)), ALL32(1))
#define COUNT_EQUAL16(n, a, b)                                                                   \
  _mm512_mask_add_epi16(n, _mm512_cmpeq_epi16_mask(a, b), n, PAIRS(1, 1))

/// As an instruction, since the compiler would make two of it where the same is subtracted in all lanes.
static inline __attribute__((always_inline)) W avx512_less(W words, __mmask16 where, W less)
{
  __asm__("vpsubd %2, %0, %0 %{%1%}" : "+v"(words) : "Yk"(where), "v"(less));
  return words;
}

#include "kernel32.h"

const stretch_kernels stretch_avx512_kernels
    = { RUNS, avx512_kernel, avx512_kernel32 };
#pragma clang attribute pop
#endif
