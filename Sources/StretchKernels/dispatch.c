// Which instruction sets there are, and the kernels compiled for them.
#include "StretchKernels.h"

stretch_kernel stretch_portable64(int32_t degree, int32_t kind);

#if defined(__x86_64__)
stretch_kernel stretch_avx2_64(int32_t degree, int32_t kind);
stretch_kernel stretch_avx512_64(int32_t degree, int32_t kind);
stretch_kernel_32 stretch_portable32(int32_t first, int32_t second);
stretch_kernel_32 stretch_avx2_32(int32_t first, int32_t second);
stretch_kernel_32 stretch_avx512_32(int32_t first, int32_t second);
stretch_kernel_32 stretch_vnni_32(int32_t first, int32_t second);
stretch_kernel_16 stretch_portable16(int32_t ties, int32_t rounding, int32_t kind);
stretch_kernel_16 stretch_avx2_16(int32_t ties, int32_t rounding, int32_t kind);
stretch_kernel_16 stretch_avx512_16(int32_t ties, int32_t rounding, int32_t kind);
stretch_kernel_16 stretch_vnni_16(int32_t ties, int32_t rounding, int32_t kind);
stretch_extent_16 stretch_portable16_extent(void);
stretch_extent_16 stretch_avx2_16_extent(void);
stretch_extent_16 stretch_avx512_16_extent(void);

int32_t stretch_has(int32_t instruction_set)
{
  __builtin_cpu_init();
  switch (instruction_set) {
  case stretch_portable:
    return 1;
  case stretch_avx2:
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
  case stretch_avx512:
    return stretch_has(stretch_avx2) && __builtin_cpu_supports("avx512f")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512vl");
  default:
    return 0;
  }
}

stretch_kernel stretch_kernel64(int32_t instruction_set, int32_t degree, int32_t kind)
{
  switch (instruction_set) {
  case stretch_avx512:
    return stretch_avx512_64(degree, kind);
  case stretch_avx2:
    return stretch_avx2_64(degree, kind);
  default:
    return stretch_portable64(degree, kind);
  }
}

stretch_kernel_32 stretch_kernel32(int32_t instruction_set, int32_t first, int32_t second)
{
  switch (instruction_set) {
  case stretch_avx512:
    return __builtin_cpu_supports("avx512vnni") ? stretch_vnni_32(first, second)
                                                : stretch_avx512_32(first, second);
  case stretch_avx2:
    return stretch_avx2_32(first, second);
  default:
    return stretch_portable32(first, second);
  }
}

stretch_kernel_16 stretch_kernel16(
    int32_t instruction_set, int32_t ties, int32_t rounding, int32_t kind)
{
  switch (instruction_set) {
  case stretch_avx512:
    return __builtin_cpu_supports("avx512vnni") ? stretch_vnni_16(ties, rounding, kind)
                                                : stretch_avx512_16(ties, rounding, kind);
  case stretch_avx2:
    return stretch_avx2_16(ties, rounding, kind);
  default:
    return stretch_portable16(ties, rounding, kind);
  }
}

stretch_extent_16 stretch_extent16(int32_t instruction_set)
{
  switch (instruction_set) {
  case stretch_avx512:
    return stretch_avx512_16_extent();
  case stretch_avx2:
    return stretch_avx2_16_extent();
  default:
    return stretch_portable16_extent();
  }
}
#else
int32_t stretch_has(int32_t instruction_set) { return instruction_set == stretch_portable; }

stretch_kernel stretch_kernel64(int32_t instruction_set, int32_t degree, int32_t kind)
{
  (void)instruction_set;
  return stretch_portable64(degree, kind);
}

stretch_kernel_32 stretch_kernel32(int32_t instruction_set, int32_t first, int32_t second)
{
  (void)instruction_set, (void)first, (void)second;
  return 0;
}

stretch_kernel_16 stretch_kernel16(
    int32_t instruction_set, int32_t ties, int32_t rounding, int32_t kind)
{
  (void)instruction_set, (void)ties, (void)rounding, (void)kind;
  return 0;
}

stretch_extent_16 stretch_extent16(int32_t instruction_set)
{
  (void)instruction_set;
  return 0;
}
#endif
