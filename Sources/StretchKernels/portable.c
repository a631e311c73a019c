// The kernels in plain C, for any machine.
#include "StretchKernels.h"

typedef int64_t V;
#define LANES 1
#define NAME(word) portable_##word
#define ALL(word) ((V)(word))
#define MASK(condition) (-(V)(condition))
#define ANY(mask) ((mask) != 0)
#define LANE(v, l) (v)
#define UNALIGNED(type) type
#define WIDEN(words) ((V)(words))
#define MULTIPLY32(a, b) ((a) * (b))
#define PREFIX(v) (v)
#define ALL_LAST(v) (v)
#include "kernel64.h"

stretch_kernel stretch_portable64(int32_t degree, int32_t kind);
stretch_kernel stretch_portable64(int32_t degree, int32_t kind)
{
  return portable_kernel(degree, kind);
}
