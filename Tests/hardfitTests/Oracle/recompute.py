#!/usr/bin/env python3
"""Recomputes a run of `hardfit simulate --json` with Python's integers and fractions.

    recompute.py SAMPLES.csv [INITIAL,THETA] < run.json

Of the run only what goes into it is taken: formats, the step, the tolerance, the scales. Everything that
comes out of it is computed here from Eq. 3 and the definitions of IEEE 1666, and compared: parameters, loss,
epochs, what stopped it, and of each node the casts, wraps, saturations, inexact results, least and greatest
word and first overflow. Prints a line for each difference and ends with 1, or prints what was compared.
"""

import csv
import json
import math
import re
import sys
from fractions import Fraction


class Format:
    """A fixed-point format, and what its casts have seen."""

    def __init__(self, text):
        words = re.fullmatch(r"ap_(u?)fixed<(-?\d+),(-?\d+),AP_(\w+),AP_(\w+?)(?:,(\d+))?>", text)
        unsigned, width, integer, self.rounding, self.overflow, bits = words.groups()
        self.signed = not unsigned
        self.width = int(width)
        self.fraction = self.width - int(integer)
        self.bits = int(bits or 0)
        self.greatest = (1 << (self.width - self.signed)) - 1
        self.least = -self.greatest - 1 if self.signed else 0
        if self.overflow == "SAT_SYM" and self.signed:
            self.least += 1
        self.casts = self.wraps = self.saturations = self.inexact = 0
        self.low = self.high = self.first = None

    def value(self, raw):
        return Fraction(raw) / Fraction(2) ** self.fraction

    def rounded(self, exact):
        """The integer that an exact number of LSBs becomes."""
        floor = math.floor(exact)
        rest = exact - floor
        half = Fraction(1, 2)
        if rest == 0:
            return floor
        up = {
            "TRN": False,
            "TRN_ZERO": exact < 0,
            "RND": rest >= half,
            "RND_MIN_INF": rest > half,
            "RND_ZERO": rest > half or (rest == half and exact < 0),
            "RND_INF": rest > half or (rest == half and exact > 0),
            "RND_CONV": rest > half or (rest == half and floor % 2 == 1),
        }[self.rounding]
        return floor + up

    def folded(self, k):
        """What becomes of an integer out of range, bit by bit as IEEE 1666 describes it."""
        width, n = self.width, self.bits
        negative = k < 0
        bit = lambda i: k >> i & 1  # noqa: E731; two's complement, extended without end
        clamped = self.least if negative else self.greatest
        if self.overflow in ("SAT", "SAT_SYM"):
            return clamped
        if self.overflow == "SAT_ZERO":
            return 0
        low = [bit(i) for i in range(width)]
        top = [0 if negative else 1] * n if not self.signed else [1 - negative] * (n - 1) + [int(negative)]
        if self.overflow == "WRAP" and n > 0:
            if n >= width:
                return clamped
            low[width - n:] = top
        elif self.overflow == "WRAP_SM":
            if n >= width > 1:
                return clamped
            if n == 0:
                inverted = bit(width) != bit(width - 1)
            elif n == 1 or width == 1:
                inverted = int(negative) != bit(width - 1)
            else:
                inverted = int(negative) == bit(width - n)
            if inverted:
                low = [1 - b for b in low]
            if n > 1:
                low[width - n:] = top
        word = sum(b << i for i, b in enumerate(low))
        return word - (1 << width) if self.signed and low[-1] else word

    def cast(self, number, place=None):
        """The word of an exact number. `place` is the epoch and the sample."""
        exact = number * Fraction(2) ** self.fraction
        k = self.rounded(exact)
        raw = k
        if not self.least <= k <= self.greatest:
            raw = self.folded(k)
            if self.overflow.startswith("WRAP"):
                self.wraps += 1
            else:
                self.saturations += 1
            self.first = self.first or place
        self.casts += 1
        self.inexact += k != exact
        self.low = raw if self.low is None else min(self.low, raw)
        self.high = raw if self.high is None else max(self.high, raw)
        return self.value(raw)


def read_samples(path):
    rows = [row for row in csv.reader(open(path, encoding="utf-8")) if row and not row[0].startswith("#")]
    if not re.fullmatch(r"[-+.0-9eE]+", rows[0][0]):
        rows = rows[1:]
    return [row[0] for row in rows], [row[1] for row in rows]


def scaled(texts, scale, name):
    """The exact number that the host casts: of the text where scaling is a shift, else of two Doubles."""
    offset, unit = scale["offset"], scale["unit"]
    if name in ("none", "pow2"):
        return [Fraction(text) / Fraction(unit) for text in texts]
    return [Fraction((float(text) - offset) / unit) for text in texts]


def least_squares(x, y, degree):
    """The exact solution of the normal equations, and the sum of the squared residuals."""
    count = degree + 1
    rows = [[sum(v ** (i + j) for v in x) for j in range(count)] + [sum(w * v**i for v, w in zip(x, y))]
            for i in range(count)]
    for i in range(count):
        pivot = next(r for r in range(i, count) if rows[r][i] != 0)
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [v / rows[i][i] for v in rows[i]]
        for r in range(count):
            if r != i:
                rows[r] = [a - rows[r][i] * b for a, b in zip(rows[r], rows[i])]
    solution = [row[-1] for row in rows]
    return solution, sum((w - sum(c * v**k for k, c in enumerate(solution))) ** 2 for v, w in zip(x, y))


def in_data_units(theta, scaling):
    """The coefficients of y over x for those of the scaled samples, exactly."""
    (xo, xu), (yo, yu) = [[Fraction(scaling[a][f]) for f in ("offset", "unit")] for a in ("x", "y")]
    result = [Fraction(0)] * len(theta)
    for k, parameter in enumerate(theta):
        for j in range(k + 1):  # ((x - xo) / xu)^k
            result[j] += yu * parameter / xu**k * math.comb(k, j) * (-xo) ** (k - j)
    result[0] += yo
    return result


def run(told, texts, initial):
    nodes = {name: Format(node["format"]) for name, node in told["nodes"].items()}
    degree = told["degree"]
    xs, ys = ([nodes[a].cast(v, (0, i + 1)) for i, v in enumerate(scaled(t, told["scaling"][a], told["scale"]))]
              for a, t in zip("xy", texts))
    eta = told["learning_rate"]
    step = nodes["step"].cast(Fraction(2 * eta if told["loss_kind"] == "sum" else 2 * eta / len(xs)), (0, None))
    theta = [nodes["theta"].cast(Fraction(v), (0, None)) for v in initial or [0] * (degree + 1)]
    weight = [nodes["weight"].cast(v, (0, None)) for v in theta]  # before the first epoch
    tolerance = None
    if told["tolerance"] is not None:
        fraction = nodes["loss"].fraction
        tolerance = nodes["loss"].value(math.floor(Fraction(told["tolerance"]) * Fraction(2) ** fraction))
    previous = None
    for epoch in range(1, told["maximum_epochs"] + 1):
        gradient, loss = [Fraction(0)] * (degree + 1), Fraction(0)
        for i, (x, y) in enumerate(zip(xs, ys)):
            q = lambda node, v, at=(epoch, i + 1): nodes[node].cast(v, at)  # noqa: E731
            estimate = weight[degree]
            for k in reversed(range(degree)):
                estimate = q("estimate", estimate * x + weight[k])
            power = [None, x]
            for k in range(2, degree + 1):
                power.append(q("power", power[-1] * x))
            error = q("error", y - estimate)
            for k in range(degree + 1):
                gradient[k] = q("gradient", gradient[k] + q("product", error if k == 0 else error * power[k]))
            loss = q("loss", loss + q("square", error * error))
        before = list(theta)
        for k in range(degree + 1):
            theta[k] = nodes["theta"].cast(theta[k] + nodes["update"].cast(step * gradient[k], (epoch, None)), (epoch, None))
            weight[k] = nodes["weight"].cast(theta[k], (epoch, None))
        converged = previous is not None and tolerance is not None and previous - loss <= tolerance
        stalled = theta == before
        previous = loss
        if converged or stalled:
            break
    result = {
        "epochs": epoch, "converged": converged, "stalled": stalled, "loss_raw": loss * 2 ** Fraction(nodes["loss"].fraction),
        "stop": "converged" if converged else "stalled" if stalled else "epochs",
        "theta": [int(v * Fraction(2) ** nodes["theta"].fraction) for v in theta],
        "step": int(step * Fraction(2) ** nodes["step"].fraction), "samples": len(xs),
        "cycles": degree + 3 + epoch * (len(xs) + (degree + 1) * (nodes["step"].width + 11) + 3)
        + told["input_stall_cycles"] + told["output_stall_cycles"],
    }
    return result, nodes, theta


def main():
    told = json.load(sys.stdin)
    texts = read_samples(sys.argv[1])
    initial = sys.argv[2].split(",") if len(sys.argv) > 2 else None
    result, nodes, theta = run(told, texts, initial)
    differences = []

    def compare(name, mine, theirs):
        if mine != theirs:
            differences.append(f"{name}: {theirs} is told, {mine} is right")

    def near(name, mine, theirs, digits):
        if abs(Fraction(theirs) - mine) > abs(mine) * Fraction(1, 10**digits):
            differences.append(f"{name}: {theirs} is told, {float(mine)!r} is right to {digits} digits")

    told_result = dict(told, theta=[t["raw"] for t in told["theta"]], step=told["step"]["raw"])
    for key, mine in result.items():
        compare(key, mine, told_result[key])
    for t, value in zip(told["theta"], theta):
        form = nodes["theta"]
        digits = (form.width + 3) // 4
        compare("hex", f"0x{t['raw'] % (1 << form.width):0{digits}x}", t["hex"])
        compare("value", float(value), t["value"])
    for name, node in nodes.items():
        seen = told["nodes"][name]
        for key in ("casts", "wraps", "saturations", "inexact"):
            compare(f"{name}.{key}", getattr(node, key), seen[key])
        compare(f"{name}.min_raw", node.low, seen["min_raw"])
        compare(f"{name}.max_raw", node.high, seen["max_raw"])
        first = seen["first_overflow"]
        compare(f"{name}.first_overflow", node.first, (first["epoch"], first["sample"]) if first else None)
    for k, (mine, theirs) in enumerate(zip(in_data_units(theta, told["scaling"]), told["coefficients"])):
        near(f"coefficient {k}", mine, theirs, 15)
    exact, residual = least_squares(*[[Fraction(float(t)) for t in column] for column in texts], told["degree"])
    for k, (mine, theirs) in enumerate(zip(exact, told["least_squares"]["coefficients"])):
        near(f"least squares {k}", mine, theirs, 12)
    near("residual sum of squares", residual, told["least_squares"]["residual_sum_of_squares"], 11)
    if differences:
        print("\n".join(differences))
        sys.exit(1)
    print(f"{sum(node.casts for node in nodes.values())} casts, {len(nodes)} nodes, {result['epochs']} epochs")


main()
