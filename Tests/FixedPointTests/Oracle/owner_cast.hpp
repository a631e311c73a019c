// Prints, for a type of AMD's or Siemens' headers, the words that a range of values becomes. The values have
// three fraction bits and the types one, less the width: two bits are dropped.
#include <cstdio>
#ifdef SIEMENS
#include <ac_fixed.h>
#else
#include <ap_fixed.h>
#endif

template <class T, int W> void row(int is_signed, int quantization, int overflow, int bits) {
  std::printf("%d %d %d %d %d", W, is_signed, quantization, overflow, bits);
  for (int raw = -(8 << W); raw <= 8 << W; raw++) {
#ifdef SIEMENS
    ac_fixed<16, 13, true> value;
    value.set_slc(0, ac_int<16, true>(raw));
    T cast = value;
    unsigned word = cast.template slc<W>(0).to_int();
#else
    ap_fixed<16, 13> value;
    value.range(15, 0) = raw;
    T cast = value;
    unsigned word = cast.range().to_uint();
#endif
    std::printf(" %u", word & ((1u << W) - 1));
  }
  std::printf("\n");
}
