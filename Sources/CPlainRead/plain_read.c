// The sum of 64-bit words in vectors of several widths, with as many accumulators as hide the latency of an addition.
// One body for all: the compiler cuts the vector type to what the function's target has.
#include "plain_read.h"

#include <string.h>

typedef uint64_t Vector __attribute__((vector_size(64), aligned(1), may_alias));

enum { kBlock = 8 * sizeof(Vector) };

#define BODY                                                                 \
  const unsigned char *next = (const unsigned char *)memory;                 \
  const unsigned char *end = next + bytes;                                   \
  Vector a = {0}, b = {0}, c = {0}, d = {0};                                 \
  for (; end - next >= kBlock; next += kBlock) {                             \
    const Vector *words = (const Vector *)next;                              \
    if (ahead)                                                               \
      for (size_t line = 0; line < kBlock; line += 64)                       \
        __builtin_prefetch(next + ahead + line, 0, 0);                       \
    a += words[0];                                                           \
    b += words[1];                                                           \
    c += words[2];                                                           \
    d += words[3];                                                           \
    a += words[4];                                                           \
    b += words[5];                                                           \
    c += words[6];                                                           \
    d += words[7];                                                           \
  }                                                                          \
  a += b;                                                                    \
  c += d;                                                                    \
  a += c;                                                                    \
  uint64_t sum = 0;                                                          \
  for (size_t lane = 0; lane < sizeof(Vector) / 8; ++lane) sum += a[lane];   \
  for (; next < end; next += 8) {                                            \
    uint64_t word = 0;                                                       \
    memcpy(&word, next, end - next < 8 ? (size_t)(end - next) : 8);          \
    sum += word;                                                             \
  }                                                                          \
  return sum;

uint64_t hardfit_read_portable(const void *memory, size_t bytes, size_t ahead) { BODY }

#if defined(__x86_64__)

__attribute__((target("avx2"))) uint64_t hardfit_read_avx2(const void *memory, size_t bytes, size_t ahead) { BODY }

__attribute__((target("avx512f"))) uint64_t hardfit_read_avx512(const void *memory, size_t bytes, size_t ahead) { BODY }

int hardfit_read_has_avx2(void) { return __builtin_cpu_supports("avx2") != 0; }

int hardfit_read_has_avx512(void) { return __builtin_cpu_supports("avx512f") != 0; }

#else

uint64_t hardfit_read_avx2(const void *memory, size_t bytes, size_t ahead) {
  return hardfit_read_portable(memory, bytes, ahead);
}

uint64_t hardfit_read_avx512(const void *memory, size_t bytes, size_t ahead) {
  return hardfit_read_portable(memory, bytes, ahead);
}

int hardfit_read_has_avx2(void) { return 0; }

int hardfit_read_has_avx512(void) { return 0; }

#endif
