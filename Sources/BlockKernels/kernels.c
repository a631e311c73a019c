// The kernels of each instruction set, and which of these this machine has.
#include "BlockKernels.h"

#define INLINE static inline __attribute__((always_inline))
#define LEAST(a, b) __builtin_elementwise_min(a, b)
#define GREATEST(a, b) __builtin_elementwise_max(a, b)

// What every machine has.
#define BYTES 16
#define NAME(word) portable_##word
#include "kernel64.h"

#if defined(__x86_64__)
// The same with products of signed words, which nearly every machine has.
#pragma clang attribute push(__attribute__((target("sse4.1"))), apply_to = function)
#define BYTES 16
#define NAME(word) sse4_##word
#include "kernel64.h"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2"))), apply_to = function)
#define BYTES 32
#define NAME(word) avx2_##word
#include "kernel64.h"
#pragma clang attribute pop

#define AVX512 "avx512f,avx512dq,avx512bw,avx512vl,avx2,bmi,bmi2"
#pragma clang attribute push(__attribute__((target(AVX512))), apply_to = function)
#define BYTES 64
#define NAME(word) avx512_##word
#include "kernel64.h"
#pragma clang attribute pop
#endif

int32_t block_has(int32_t instruction_set)
{
#if defined(__x86_64__)
  __builtin_cpu_init();
  const int has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
  if (instruction_set == block_avx2) return has_avx2;
  if (instruction_set == block_avx512) {
    return has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  }
#endif
  return instruction_set == block_portable;
}

#if defined(__x86_64__)
#define CALL(kernel, ...)                                                                        \
  if (instruction_set == block_avx512) return avx512_##kernel(__VA_ARGS__);                    \
  if (instruction_set == block_avx2) return avx2_##kernel(__VA_ARGS__);                        \
  return __builtin_cpu_supports("sse4.1") ? sse4_##kernel(__VA_ARGS__)                           \
                                          : portable_##kernel(__VA_ARGS__)
#else
#define CALL(kernel, ...) return portable_##kernel(__VA_ARGS__)
#endif

void block_run64(
    int32_t instruction_set, const block_path *path, const void *x, const void *y, int64_t count,
    int32_t is_full, int64_t *terms, block_report *report)
{
  CALL(run64, path, x, y, count, is_full, terms, report);
}

void block_run32(
    int32_t instruction_set, const block_path32 *path, const void *x, const void *y,
    int64_t count, int32_t is_full, block_report *report)
{
  CALL(run32, path, x, y, count, is_full, report);
}

uint64_t block_read(int32_t instruction_set, const void *bytes, int64_t count, int64_t ahead)
{
  CALL(read, bytes, count, ahead);
}
