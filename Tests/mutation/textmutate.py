#!/usr/bin/env python3
"""Measures what finds hand-made mutants of the RTL: the committed vectors, and random designs.

    Tests/mutation/textmutate.py                     300 mutants, all committed vectors, then 200 random designs
    Tests/mutation/textmutate.py --count 20 CASE ... 20 mutants, the vectors of these folders

The mutants are drawn from rules over the text of the RTL (rules.py); one that is no Verilog is replaced by the next.
Icarus Verilog compiles each for the design of one case after the other and plays its vectors, until one fails. What
survives all of them meets `hardfit verify --random`. A mutant that survives both is either explained (REASONS: why
no port can show it) or counts as missed.

Exit code 0 if none is missed, 1 if one is, 64 usage, 66 no case, 69 a tool is missing.
"""
import argparse
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import rules

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TIME_LIMIT = 60

# Mutants that no port can show: what they are, and why. The pattern is looked for in the mutant's name, which holds its file, its
# line of code and the change; a survivor that none fits is missed.
UPDATE = r"(step|factor|scaled|rounded|movement|moved|viewed|weight)"
REASONS = [
    (r"hardfit_(delay|horner|term|adder)\.v .*(if \(rst\)|<= \{.*1'b0\}\};.*: )",
     "reset of a register of the pipeline: nothing reads it before it is loaded"),
    (rf"hardfit_update\.v \[(if \(rst\)|{UPDATE} +<= \{{)",
     "reset of a register of the update: scale, start or load sets it before it is read"),
    (r"hardfit_controller\.v \[(index|bits_left|epochs_left|tolerance|decrease|has_previous|changed) +<= (\d+'[bd]0|\{)",
     "reset of what start or the update sets before it is read"),
    (r"hardfit(_delay|_horner|_term)?\.v .*enable.*-> (`if \(1'b1\)`|`\.enable\(1'b1\)`|nothing)$",
     "the register loads in more cycles than a valid word comes in; it is read only in the cycle after a valid one"),
    (r"hardfit_update\.v \[(else )?if \((multiply|works|round|limit|settle|scale|weigh).*-> (`if \(1'b1\)`|`1'b1`|nothing)$",
     "the register loads in more cycles than its phase has; it is read only in the phase that follows"),
    (r"hardfit(_controller)?\.v .*: `(scale|updating) &&` -> nothing",
     "outside of update index has the phase weigh, or nothing was summed yet"),
    (r"hardfit_(adder|quantizer)\.v .*: `-` -> `\+`$", "more copies of the sign than fit, which the assignment cuts off"),
    (r"hardfit_term\.v .*EXACT_WIDTH = .*\) \+ 1`$", "one more bit, which is a copy of the sign or a zero"),
    (r"hardfit\.v .*(SCALED|OWN|WEIGHED) = .*: `\[2:0\]` -> `\[1:0\]`", "no k is greater than 3"),
    (r"hardfit_quantizer\.v .*MAGNITUDE_BIT = ", "the bit is not looked at where n_bits is 0 or all bits come from the limit"),
    (r"hardfit\.v .*FLAGS = ",
     "power's overflow of a line becomes a register, which is always 0; the certificate of synthesis counts it"),
    (r"hardfit\.v \[(for \(n = 2|if \(n != 11)", "the names of the flags, which the certificate of synthesis looks for"),
    (r"hardfit\.v \[if \(X_SIGNED < 0", "a check of parameters, which no valid design breaks"),
]


def explanation(mutant):
    return next((reason for pattern, reason in REASONS if re.search(pattern, mutant.name)), None)


def fail(code, message):
    print(f"textmutate.py: {message}", file=sys.stderr)
    sys.exit(code)


def progress(text):
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def tool(name, package):
    path = shutil.which(name)
    if path is None:
        fail(69, f"{name} is not installed; apt-get install {package}")
    return path


def cases_below(tops):
    """The folders of vectors below some folders; short ones first, since most mutants fail in any."""
    found = [folder for top in tops for folder, _, names in os.walk(top)
             if {"design.vh", "stimulus.hex", "expected.hex"} <= set(names)]
    return sorted(found, key=lambda f: (os.path.getsize(os.path.join(f, "stimulus.hex")), f))


class Trial:
    """A mutant in a folder of its own, with the files of the RTL that it leaves as they are."""

    def __init__(self, mutant, rtl, folder):
        self.mutant, self.folder = mutant, folder
        for file in os.listdir(rtl):
            if file.endswith(".v"):
                shutil.copy(os.path.join(rtl, file), folder)
        if mutant:
            path = os.path.join(folder, mutant.file)
            with open(path) as source:
                text = mutant.text(source.read())
            with open(path, "w") as target:
                target.write(text)
        self.files = [os.path.join(folder, f) for f in sorted(os.listdir(folder)) if f.endswith(".v")]

    def compiles(self, case):
        bench = os.path.join(ROOT, "rtl", "bench", "hardfit_bench.v")
        self.program = os.path.join(self.folder, "bench.vvp")
        command = [tool("iverilog", "iverilog"), "-g2005", "-I", case, "-s", "hardfit_bench", "-o", self.program, bench]
        try:
            return subprocess.run(command + self.files, capture_output=True, timeout=TIME_LIMIT).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def passes(self, case):
        if not self.compiles(case):
            return False
        try:
            run = subprocess.run([tool("vvp", "iverilog"), "-n", self.program, f"+vectors={case}"], capture_output=True, text=True, timeout=TIME_LIMIT)
        except subprocess.TimeoutExpired:
            return False
        verdicts = [line for line in run.stdout.splitlines() if line.startswith(("PASS ", "FAIL "))]
        return bool(verdicts) and verdicts[-1].startswith("PASS ")

    def equals_in_random_designs(self, hardfit, count):
        run = subprocess.run([hardfit, "verify", "--random", str(count), "--rtl", self.folder, "--json"], capture_output=True, text=True)
        return run.returncode == 0


def drawn(options, case, pool):
    """The first mutants that are Verilog for the design of a case."""
    def is_verilog(mutant):
        with tempfile.TemporaryDirectory(prefix="hardfit-mutant-") as folder:
            return Trial(mutant, options.rtl, folder).compiles(case)

    order = rules.draw(options.rtl, options.seed)
    found, refused = [], 0
    while order and len(found) < options.count:
        some = order[:options.count - len(found)]
        order = order[len(some):]
        good = [m for m, holds in zip(some, pool.map(is_verilog, some)) if holds]
        refused += len(some) - len(good)
        found += good
    return found, refused


def measure(mutant, options, cases):
    """ "vectors", "random", "explained" or "missed"."""
    with tempfile.TemporaryDirectory(prefix="hardfit-mutant-") as folder:
        trial = Trial(mutant, options.rtl, folder)
        for case in list(cases):
            if not trial.passes(case):
                # What found one finds others: it comes first from now on.
                cases.remove(case)
                cases.insert(0, case)
                return "vectors"
        if options.random and not trial.equals_in_random_designs(options.hardfit, options.random):
            return "random"
    return "explained" if explanation(mutant) else "missed"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE", help="folders of vectors (vectors)")
    parser.add_argument("--count", type=int, default=300, metavar="N", help="mutants (300)")
    parser.add_argument("--seed", type=int, default=1, help="what they are drawn from (1)")
    parser.add_argument("--random", type=int, default=200, metavar="N", help="random designs for what survives the vectors (200); 0 none")
    parser.add_argument("--rtl", default=os.path.join(ROOT, "rtl"), metavar="DIR", help="the folder of the Verilog")
    parser.add_argument("--hardfit", default=shutil.which("hardfit") or os.path.join(ROOT, ".build", "debug", "hardfit"),
                        metavar="FILE", help="the program that draws random designs (hardfit, or that in .build/debug)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N", help="mutants at a time")
    parser.add_argument("--json", action="store_true", help="print JSON")
    try:
        options = parser.parse_args()
    except SystemExit as exit:
        sys.exit(64 if exit.code else 0)
    if options.count < 1 or options.random < 0:
        fail(64, "--count and --random: give a number of mutants, 1 or more, and of designs, 0 or more")
    for name in options.cases:
        if not os.path.isdir(name):
            fail(66, f"{name}: no such folder")
    tool("iverilog", "iverilog")
    cases = cases_below(options.cases or [os.path.join(ROOT, "vectors")])
    if not cases:
        fail(66, "no folder has design.vh, stimulus.hex and expected.hex; write them with hardfit export --level port")
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        with tempfile.TemporaryDirectory(prefix="hardfit-mutant-") as folder:
            if not Trial(None, options.rtl, folder).passes(cases[0]):
                fail(65, f"{cases[0]}: the RTL itself does not pass; hardfit verify {cases[0]} says why")
        mutants, refused = drawn(options, cases[0], pool)
        outcomes = []
        for done, outcome in enumerate(pool.map(lambda m: measure(m, options, cases), mutants), 1):
            outcomes.append(outcome)
            progress(f"{done} of {len(mutants)} mutants, {len(outcomes) - outcomes.count('vectors')} not found by vectors")
    progress("")
    report(mutants, outcomes, refused, options)


def report(mutants, outcomes, refused, options):
    names = ["vectors", "random", "explained", "missed"]
    table = {kind: {n: sum(o == n and m.kind == kind for m, o in zip(mutants, outcomes)) for n in names} for kind in rules.KINDS}
    rest = [(m, o) for m, o in zip(mutants, outcomes) if o != "vectors"]
    if options.json:
        print(json.dumps({"mutants": len(mutants), "not_verilog": refused, "kinds": table,
                          "survivors": [{"mutant": m.name, "kind": m.kind, "outcome": o, "why": explanation(m)} for m, o in rest]}, indent=1))
    else:
        for kind in rules.KINDS:
            row = table[kind]
            print(f"{kind}: {sum(row.values())} mutants, {row['vectors']} killed by vectors, {row['random']} by random designs, "
                  f"{row['explained']} explained, {row['missed']} missed")
        for mutant, outcome in rest:
            print(f"  {outcome}  {mutant.name}{': ' + explanation(mutant) if outcome == 'explained' else ''}")
        killed = sum(o in ("vectors", "random") for o in outcomes)
        print(f"{killed} of {len(mutants)} mutants killed, {outcomes.count('explained')} explained, {outcomes.count('missed')} missed; {refused} more were no Verilog")
    if "missed" in outcomes:
        fail(1, f"{outcomes.count('missed')} mutants are missed")


if __name__ == "__main__":
    main()
