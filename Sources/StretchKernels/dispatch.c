// Which instruction sets there are, and the kernels compiled for them.
#include "kernels.h"

int32_t stretch_has(int32_t instruction_set)
{
#if defined(__x86_64__)
  __builtin_cpu_init();
  switch (instruction_set) {
  case stretch_avx2:
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
  case stretch_avx512:
    return stretch_has(stretch_avx2) && __builtin_cpu_supports("avx512f")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512vl");
  }
#endif
  return instruction_set == stretch_portable;
}

static const stretch_kernels *kernels(int32_t instruction_set)
{
#if defined(__x86_64__)
  switch (instruction_set) {
  case stretch_avx2:
    return &stretch_avx2_kernels;
  case stretch_avx512:
    return &stretch_avx512_kernels;
  }
#endif
  (void)instruction_set;
  return &stretch_portable_kernels;
}

int32_t stretch_run_count(int32_t instruction_set)
{
  return kernels(instruction_set)->run_count;
}

stretch_kernel stretch_kernel64(int32_t instruction_set, int32_t degree, int32_t kind)
{
  return kernels(instruction_set)->kernel64(degree, kind);
}

stretch_kernel_32 stretch_kernel32(
    int32_t instruction_set, int32_t first, int32_t second, int32_t tells)
{
  const stretch_kernels *set = kernels(instruction_set);
  return set->kernel32 ? set->kernel32(first, second, tells) : 0;
}
