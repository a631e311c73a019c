"""Eq. 3 in fixed point by NumPy (int64) or APyTypes: the same words of a line's datapath as HardFit computes.

    python3 hardfit_peers.py numpy|apytypes JOB

JOB is a file of JSON: "runs" and "designs", each with "formats" by node, "step", "theta", "epochs" and the words "x", "y".
Prints a line of JSON: the version, what each design came to, and the seconds of all runs of all designs, in which no file is
read and no word converted.
"""

import json
import sys
import time


class Numpy:
    """Whole arrays, in blocks that stay in the cache, without a temporary array."""

    # Of 1,024 to 65,536 samples a block, this took the least time.
    BLOCK = 16384

    def __init__(self):
        import numpy

        self.np = numpy
        self.version = numpy.__version__

    def prepare(self, design):
        np = self.np
        x = np.array(design["x"], np.int64)
        y = np.array(design["y"], np.int64)
        spare = [np.empty(min(len(x), self.BLOCK), np.int64) for _ in range(2)]
        return x, y, spare

    def cast(self, words, shift, form, spare):
        """Quantises and saturates or wraps an array in place, from `shift` more fraction bits."""
        np = self.np
        if shift > 0:
            if form["quantization"] == "RND_CONV":
                # Half a place less a unit, and a unit more where the word would be odd: ties go to even.
                np.right_shift(words, shift, out=spare)
                np.bitwise_and(spare, 1, out=spare)
                np.add(words, spare, out=words)
                np.add(words, (1 << (shift - 1)) - 1, out=words)
            np.right_shift(words, shift, out=words)
        elif shift < 0:
            np.left_shift(words, -shift, out=words)
        least, greatest = limits(form)
        if form["overflow"] == "SAT":
            np.minimum(words, greatest, out=words)
            np.maximum(words, least, out=words)
        elif words.min() < least or words.max() > greatest:
            raise OverflowError("a wrap, which this has no arithmetic for")

    def epoch(self, data, formats, weight):
        """The sums of error, error * x and error * error, in places of error, error * x and error * error."""
        np = self.np
        x, y, (first, second) = data
        fraction = {node: form["fraction"] for node, form in formats.items()}
        product = fraction["weight"] + fraction["x"]
        exact = max(fraction["y"], fraction["estimate"])
        sums = [0, 0, 0]
        for start in range(0, len(x), len(first)):
            xs, ys = x[start:start + len(first)], y[start:start + len(first)]
            a, b = first[:len(xs)], second[:len(xs)]
            np.multiply(xs, weight[1], out=a)
            np.add(a, weight[0] << fraction["x"], out=a)
            self.cast(a, product - fraction["estimate"], formats["estimate"], b)
            np.left_shift(a, exact - fraction["estimate"], out=a)
            np.left_shift(ys, exact - fraction["y"], out=b)
            np.subtract(b, a, out=a)
            self.cast(a, exact - fraction["error"], formats["error"], b)
            sums[0] += int(a.sum())
            sums[1] += int(np.dot(a, xs))
            sums[2] += int(np.dot(a, a))
        return sums

    def run(self, data, design):
        formats = design["formats"]
        fraction = {node: form["fraction"] for node, form in formats.items()}
        theta = list(design["theta"])
        for epoch in range(1, design["epochs"] + 1):
            weight = [
                cast(value, fraction["theta"] - fraction["weight"], formats["weight"]) for value in theta]
            sums = self.epoch(data, formats, weight)
            # The exact nodes: a word is the sum in places of its format.
            gradients = [
                cast(sums[0], fraction["error"] - fraction["gradient"], formats["gradient"]),
                cast(sums[1], fraction["error"] + fraction["x"] - fraction["gradient"], formats["gradient"])]
            loss = cast(sums[2], 2 * fraction["error"] - fraction["loss"], formats["loss"])
            before = theta
            shift = fraction["gradient"] + fraction["step"] - fraction["update"]
            updates = [cast(value * design["step"], shift, formats["update"]) for value in gradients]
            exact = max(fraction["theta"], fraction["update"])
            theta = [
                cast(
                    (old << (exact - fraction["theta"])) + (update << (exact - fraction["update"])),
                    exact - fraction["theta"], formats["theta"])
                for old, update in zip(before, updates)]
            if theta == before:
                break
        return {"theta": theta, "loss": loss, "epochs": epoch}


def limits(form):
    if form["signed"]:
        return -(1 << (form["width"] - 1)), (1 << (form["width"] - 1)) - 1
    return 0, (1 << form["width"]) - 1


def cast(value, shift, form):
    """One word, from `shift` more fraction bits; once an epoch, so in Python's own integers."""
    if shift > 0:
        if form["quantization"] == "RND_CONV":
            value += (1 << (shift - 1)) - 1 + (value >> shift & 1)
        value >>= shift
    else:
        value <<= -shift
    least, greatest = limits(form)
    if form["overflow"] == "SAT":
        return min(max(value, least), greatest)
    value &= (1 << form["width"]) - 1
    return value - (1 << form["width"]) if form["signed"] and value > greatest else value


class APyTypes:
    """Its arrays of fixed-point numbers, which carry their formats; a cast is its own."""

    def __init__(self):
        import apytypes

        self.lib = apytypes
        self.version = apytypes.__version__
        modes = apytypes.QuantizationMode
        self.quantization = {
            "TRN": modes.TO_NEG, "TRN_ZERO": modes.TO_ZERO, "RND": modes.TIES_POS, "RND_ZERO": modes.TIES_ZERO,
            "RND_INF": modes.TIES_AWAY, "RND_MIN_INF": modes.TIES_NEG, "RND_CONV": modes.TIES_EVEN}
        self.overflow = {"SAT": apytypes.OverflowMode.SAT, "WRAP": apytypes.OverflowMode.WRAP}

    def prepare(self, design):
        def array(node):
            form = design["formats"][node]
            return self.lib.APyFixedArray(design[node], bits=form["width"], frac_bits=form["fraction"])

        casts = {
            node: dict(
                bits=form["width"], frac_bits=form["fraction"], quantization=self.quantization[form["quantization"]],
                overflow=self.overflow[form["overflow"]])
            for node, form in design["formats"].items()}
        # An unsigned word of mu or of the loss as a signed one of a bit more: the numbers have a sign.
        for node in ("square", "loss"):
            casts[node]["bits"] += 1
        step = design["formats"]["step"]
        return (
            array("x"), array("y"), casts,
            self.lib.APyFixed(design["step"], bits=step["width"] + 1, frac_bits=step["fraction"]))

    def run(self, data, design):
        x, y, casts, step = data
        form = casts["theta"]
        theta = [
            self.lib.APyFixed(word, bits=form["bits"], frac_bits=form["frac_bits"]) for word in design["theta"]]
        for epoch in range(1, design["epochs"] + 1):
            weight = [value.cast(**casts["weight"]) for value in theta]
            estimate = (x * weight[1] + weight[0]).cast(**casts["estimate"])
            error = (y - estimate).cast(**casts["error"])
            products = [error.cast(**casts["product"]), (error * x).cast(**casts["product"])]
            before = theta
            theta = []
            for old, product in zip(before, products):
                gradient = product.sum().cast(**casts["gradient"])
                update = (gradient * step).cast(**casts["update"])
                theta.append((old + update).cast(**casts["theta"]))
            loss = (error * error).cast(**casts["square"]).sum().cast(**casts["loss"])
            if all(a.is_identical(b) for a, b in zip(before, theta)):
                break
        return {"theta": [self.word(value) for value in theta], "loss": self.word(loss), "epochs": epoch}

    def word(self, value):
        bits = value.to_bits()
        return bits - (1 << value.bits) if bits >> (value.bits - 1) else bits


def main():
    peer = {"numpy": Numpy, "apytypes": APyTypes}[sys.argv[1]]()
    with open(sys.argv[2]) as file:
        job = json.load(file)
    results = []
    seconds = 0.0
    for design in job["designs"]:
        data = peer.prepare(design)
        start = time.perf_counter()
        for _ in range(job["runs"]):
            result = peer.run(data, design)
        seconds += time.perf_counter() - start
        results.append(result)
    print(json.dumps({"version": peer.version, "seconds": seconds, "results": results}))


main()
