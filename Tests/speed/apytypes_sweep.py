#!/usr/bin/env python3
"""Ten thousand designs on Norris by `hardfit sweep`, and some of them by APyTypes in one process.

Every design that APyTypes computes has to end with the same words of theta after the same number of epochs; the rates,
designs a second, are printed with their ratio. Needs: pip install apytypes, and hardfit on the PATH.

    Tests/speed/apytypes_sweep.py [DESIGNS-BY-APYTYPES]
"""

import csv
import json
import re
import subprocess
import sys
import tempfile
import time
from fractions import Fraction

from apytypes import APyFixed, APyFixedArray, OverflowMode, QuantizationMode

CASE = "vectors/norris"
EPOCHS = 200
GRID = [
    "theta.fraction=5...24",
    "x.width,y.width=8...17",
    "error.width=10...19",
    "error.quantization=TRN,RND,RND_CONV,TRN_ZERO,RND_ZERO",
]
FIELDS = ["theta.fraction", "x.width", "y.width", "error.width", "error.quantization"]

QUANTIZATION = {
    "TRN": QuantizationMode.TO_NEG,
    "TRN_ZERO": QuantizationMode.TO_ZERO,
    "RND": QuantizationMode.TIES_POS,
    "RND_ZERO": QuantizationMode.TIES_ZERO,
    "RND_INF": QuantizationMode.TIES_AWAY,
    "RND_MIN_INF": QuantizationMode.TIES_NEG,
    "RND_CONV": QuantizationMode.TIES_EVEN,
}
OVERFLOW = {"SAT": OverflowMode.SAT, "WRAP": OverflowMode.WRAP}


class Format:
    """A format as `hardfit simulate --json` writes it."""

    def __init__(self, text):
        found = re.fullmatch(r"ap_(u?)fixed<(\d+),(-?\d+),AP_(\w+),AP_(\w+?)>", text)
        _, width, integer, quantization, overflow = found.groups()
        self.width = int(width)
        self.fraction = self.width - int(integer)
        self.modes = dict(
            quantization=QUANTIZATION[quantization], overflow=OVERFLOW[overflow])

    def cast(self, value):
        return value.cast(bits=self.width, frac_bits=self.fraction, **self.modes)


def quantized(column, scale, form):
    """The samples as words: scaled in Double, rounded exactly (ties to even), saturated."""
    words = []
    limit = 1 << (form.width - 1)
    for value in column:
        scaled = Fraction((value - scale["offset"]) / scale["unit"])
        words.append(max(-limit, min(limit - 1, round(scaled * 2**form.fraction))))
    return APyFixedArray(words, bits=form.width, frac_bits=form.fraction)


def descend(x, y, step, formats):
    """Eq. 3 as the datapath does it; the words of theta and the epochs that were run."""
    zero = APyFixed(0, bits=formats["theta"].width, frac_bits=formats["theta"].fraction)
    theta = [zero, zero]
    for epoch in range(1, EPOCHS + 1):
        weight = [formats["weight"].cast(value) for value in theta]
        estimate = formats["estimate"].cast(x * weight[1] + weight[0])
        error = formats["error"].cast(y - estimate)
        products = [formats["product"].cast(error), formats["product"].cast(error * x)]
        before = theta
        theta = []
        for old, product in zip(before, products):
            gradient = formats["gradient"].cast(product.sum())
            update = formats["update"].cast(gradient * step)
            theta.append(formats["theta"].cast(old + update))
        # The loss is part of the run, though it stops nothing here.
        formats["loss"].cast(formats["square"].cast(error * error).sum())
        if all(a.is_identical(b) for a, b in zip(before, theta)):
            break
    return [signed(value) for value in theta], epoch


def signed(value):
    bits = value.to_bits()
    return bits - (1 << value.bits) if bits >> (value.bits - 1) else bits


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    with open(f"{CASE}/samples.csv") as file:
        samples = [(float(row["x"]), float(row["y"])) for row in csv.DictReader(file)]
    with tempfile.TemporaryDirectory() as folder:
        command = ["hardfit", "sweep", CASE, "--epochs", str(EPOCHS), "--quiet"]
        command += [word for values in GRID for word in ("--vary", values)]
        start = time.perf_counter()
        subprocess.run(
            command + ["--output", f"{folder}/table.csv"], check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - start
        with open(f"{folder}/table.csv") as file:
            rows = list(csv.DictReader(file))
    rate = len(rows) / seconds
    print(f"hardfit:  {len(rows)} designs in {seconds:.2f} s, {rate:.0f} a second")

    different = 0
    elapsed = 0.0
    # Odd, so that every value of every field has its turn.
    stride = max(1, len(rows) // count) | 1
    chosen = rows[stride // 2 :: stride]
    for row in chosen:
        options = [word for name in FIELDS for word in ("--format", f"{name}={row[name]}")]
        told = json.loads(
            subprocess.run(
                ["hardfit", "simulate", CASE, "--epochs", str(EPOCHS), "--json"] + options,
                check=True, capture_output=True, text=True).stdout)
        formats = {name: Format(node["format"]) for name, node in told["nodes"].items()}
        start = time.perf_counter()
        x = quantized([x for x, _ in samples], told["scaling"]["x"], formats["x"])
        y = quantized([y for _, y in samples], told["scaling"]["y"], formats["y"])
        # An unsigned word of μ as a signed one of a bit more.
        form = formats["step"]
        step = APyFixed(told["step"]["raw"], bits=form.width + 1, frac_bits=form.fraction)
        theta, epochs = descend(x, y, step, formats)
        elapsed += time.perf_counter() - start
        expected = [int(row["theta_0"]), int(row["theta_1"])], int(row["epochs_run"])
        if (theta, epochs) != expected:
            different += 1
            print(f"design {row['design']}: {(theta, epochs)}, hardfit {expected}")
    other = len(chosen) / elapsed
    print(f"APyTypes: {len(chosen)} of them in {elapsed:.2f} s, {other:.1f} a second")
    print(f"ratio {rate / other:.0f}; {len(chosen) - different} of {len(chosen)} with the same words of theta")
    sys.exit(1 if different or rate < 50 * other else 0)


main()
