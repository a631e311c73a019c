"""Prints the words that APyTypes and fxpmath make of sixteenths with their own defaults, in two bits of fraction."""
import warnings

import apytypes
import fxpmath

for sixteenths in range(-300, 301):
    value = sixteenths / 16
    cast = apytypes.APyFixed.from_float(value, int_bits=12, frac_bits=8).cast(int_bits=4, frac_bits=2)
    drawn = apytypes.fx(value, int_bits=4, frac_bits=2)
    signed = fxpmath.Fxp(value, dtype="fxp-s6/2").val
    unsigned = fxpmath.Fxp(value, dtype="fxp-u6/2").val
    words = [cast.to_bits(), drawn.to_bits(), int(signed) & 63, int(unsigned) & 63]
    print(sixteenths, *words)
