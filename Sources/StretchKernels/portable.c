// The kernels in plain C, for any machine.
#include "kernels.h"

typedef int64_t V;
#define LANES 1
#define RUNS 8
#define NAME(word) portable_##word
#define ALL(word) ((V)(word))
#define MASK(condition) (-(V)(condition))
#define ANY(mask) ((mask) != 0)
#define LANE(v, l) (v)
#define EACH_LANE ((V)0)
#define UNALIGNED(type) type
#define WIDEN(words) ((V)(words))
#define MULTIPLY32(a, b) ((a) * (b))
#define PREFIX(v) (v)
#define ALL_LAST(v) (v)
#include "kernel64.h"

// Every x86-64 machine has SSE2.
#if defined(__x86_64__)
#include <emmintrin.h>

typedef __m128i W;
typedef int64_t LONGS __attribute__((vector_size(16)));
typedef int32_t HALF __attribute__((vector_size(8)));
#define ZERO _mm_setzero_si128()
#define LOAD(at) _mm_loadu_si128((const __m128i *)(at))
#define LOAD_S1(at) _mm_srai_epi16(_mm_unpacklo_epi8(ZERO, _mm_loadl_epi64((const __m128i *)(at))), 8)
#define LOAD_U1(at) _mm_unpacklo_epi8(_mm_loadl_epi64((const __m128i *)(at)), ZERO)
#define ALL32(word) _mm_set1_epi32(word)
#define PAIRS(a, b) _mm_set1_epi32((int32_t)(((uint32_t)(uint16_t)(b) << 16) | (uint16_t)(a)))
#define ADD(a, b) _mm_add_epi32(a, b)
#define SUBTRACT(a, b) _mm_sub_epi32(a, b)
#define AND(a, b) _mm_and_si128(a, b)
#define OR(a, b) _mm_or_si128(a, b)
#define SHIFT(a, bits) _mm_sra_epi32(a, _mm_cvtsi32_si128(bits))
#define MULTIPLY_PAIRS(a, b) _mm_madd_epi16(a, b)
#define ADD_PAIRS(sum, a, b) _mm_add_epi32(sum, _mm_madd_epi16(a, b))
#define UNPACK_LOW(a, b) _mm_unpacklo_epi16(a, b)
#define UNPACK_HIGH(a, b) _mm_unpackhi_epi16(a, b)
#define PACK(a, b) _mm_packs_epi32(a, b)
#define EVEN_IF_ZERO(e, bits)                                                                    \
  _mm_andnot_si128(_mm_srli_epi32(_mm_cmpeq_epi32(bits, ZERO), 31), e)
#define EVEN(e, t, mask) EVEN_IF_ZERO(e, AND(t, ALL32(mask)))
#define XOR(a, b) _mm_xor_si128(a, b)
#define CHOOSE(mask, a, b) _mm_or_si128(_mm_and_si128(mask, a), _mm_andnot_si128(mask, b))
#define MIN32(a, b) CHOOSE(_mm_cmpgt_epi32(b, a), a, b)
#define MAX32(a, b) CHOOSE(_mm_cmpgt_epi32(a, b), a, b)
#define LESS_IF_ZERO(e, t, mask)                                                                 \
  _mm_add_epi32(e, _mm_cmpeq_epi32(AND(t, ALL32(mask)), ZERO))
#define COUNT_EQUAL16(n, a, b) _mm_sub_epi16(n, _mm_cmpeq_epi16(a, b))
#include "kernel32.h"

const stretch_kernels stretch_portable_kernels
    = { RUNS, portable_kernel, portable_kernel32 };
#else
const stretch_kernels stretch_portable_kernels = { RUNS, portable_kernel, 0 };
#endif
