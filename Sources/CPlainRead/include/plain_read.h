#ifndef HARDFIT_PLAIN_READ_H
#define HARDFIT_PLAIN_READ_H

#include <stddef.h>
#include <stdint.h>

// Reads memory as fast as a processor can: the sum of its 64-bit words, modulo 2^64. What is left of a last word
// counts as filled up with zeros. `ahead` is how many bytes are fetched in advance, 0 for none.

uint64_t hardfit_read_portable(const void *memory, size_t bytes, size_t ahead);
uint64_t hardfit_read_avx2(const void *memory, size_t bytes, size_t ahead);
uint64_t hardfit_read_avx512(const void *memory, size_t bytes, size_t ahead);

// Whether this processor can run them.
int hardfit_read_has_avx2(void);
int hardfit_read_has_avx512(void);

#endif
