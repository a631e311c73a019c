#!/usr/bin/env python3
"""Measures the committed vectors: how many mutants of the RTL they kill.

    Tests/mutation/mutate.py                         the documented measurement: the cases in vectors/corners/long
    Tests/mutation/mutate.py --count 20 CASE ...     20 mutants of each design among these cases

Yosys draws the mutants of each design (`mutate -list`: a bit of a cell's port inverted, fixed, or changed with another
one) and puts them into one netlist, with an input that switches one of them on, so that one compilation serves all.
The bench of the repository plays the vectors of all cases of that design; a mutant is killed if any of them fails. For
a survivor it is proved, if it can be, that it is no other machine at the ports (equivalence.py); such a mutant does
not count, nor does one for which a person has given the reason (BY_HAND; it is listed with it). Every other survivor
counts as missed, and is listed with its place in the RTL.

Exit code 0 if the share that is killed reaches --threshold, 1 if not, 64 usage, 66 no case, 69 a tool is missing.
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

from equivalence import Equivalence

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TIME_LIMIT = 600

# Survivors that are no other machine at the ports, for a reason that the proof does not find, by the first case of their
# design and their place. A place has its line in it, so that an entry no longer holds when the RTL around it changes.
X_ALONE = "a power is a function of x alone, and none of the 16 words of x brings"
BY_HAND = {
    ("cubic", "const1 update hardfit_update.v:240.15 $logic_and A[0]"):
        "a weight may load at other times too: all are loaded anew, phase by phase, before a sample meets them",
    ("cubic", "const0 controller hardfit_controller.v:145.13 $procmux Y[4]"):
        "in load the phase is not read, and in run and drain neither; drain sets it for the update",
    ("cubic", "const0 controller hardfit_controller.v:0.0 $procmux A[0]"):
        "converged is cleared by start in load as well, where it is 0 since the start before",
    ("cubic", "cnot1 powers[3].power.quantizer hardfit_term.v:50.5 $reduce_and A[2] by bit 3"):
        f"{X_ALONE} a cube whose floor is 11 and is rounded up",
    ("cubic", "cnot1 powers[2].carry.delay hardfit_delay.v:38.7 $procdff Q[0] by bit 4"):
        f"{X_ALONE} a negative square",
    ("parabola", "inv hardfit.v:329.49 $eq A[1]"):
        "gradient_0 is cleared when parameter 2 is scaled instead of 0, still between its reading and the next sample",
    ("unsigned", "const1 powers[2].power.quantizer hardfit_term.v:50.5 $and B[6]"):
        f"{X_ALONE} a square that is 8 modulo 16",
}


def fail(code, message):
    print(f"mutate.py: {message}", file=sys.stderr)
    sys.exit(code)


def tool(name, package):
    path = shutil.which(name)
    if path is None:
        fail(69, f"{name} is not installed; apt-get install {package}")
    return path


def progress(text):
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


class Design:
    """The cases that have one design, and its mutants."""

    def __init__(self, cases, rtl, folder):
        self.cases, self.rtl, self.folder = cases, rtl, folder
        with open(os.path.join(cases[0], "design.vh")) as file:
            self.parameters = dict(re.findall(r"localparam integer (\w+) = (-?\d+);", file.read()))
        self.degree = int(self.parameters["DEGREE"])
        self.lines = []

    def draw(self, count, seed, yosys):
        settings = " ".join(f"-set {n} 32'sd{int(v) % 2 ** 32}" for n, v in self.parameters.items())
        path = lambda name: os.path.join(self.folder, name)
        sources = " ".join(f'"{os.path.join(self.rtl, f)}"' for f in sorted(os.listdir(self.rtl)) if f.endswith(".v"))
        script = [
            f"read_verilog -defer {sources}", f"chparam {settings} hardfit", "hierarchy -check -top hardfit", "proc",
            # What the parameters of a design leave without effect is no place for a mutant
            "flatten", "opt_expr", "opt_clean", "opt_expr", "opt_clean",
            f"mutate -list {count} -seed {seed} -ctrl mutant 16 1 -o {path('list.txt')}", f"script {path('list.txt')}",
            f"write_json {path('mutants.json')}", "rename hardfit hardfit_mutants", f"write_verilog -noattr {path('mutants.v')}",
        ]
        run = subprocess.run([yosys, "-q", "-p", "; ".join(script)], capture_output=True, text=True, timeout=TIME_LIMIT)
        if run.returncode != 0:
            fail(65, f"yosys failed on {self.cases[0]}: {run.stderr.strip()}")
        with open(path("list.txt")) as file:
            self.lines = file.read().splitlines()

    def compile(self, simulator, bench):
        """The bench's `hardfit` is the netlist of the mutants, with the number of one from the command line."""
        with open(os.path.join(self.rtl, "hardfit.v")) as file:
            text = file.read()
        head = text[text.index("module hardfit #("):text.index("\n);\n") + 4]
        ports = re.findall(r"(?:input|output)\s+wire\s+(?:\[[^\]]*\]\s*)?(\w+)", head)
        connections = ", ".join(f".{port}({port})" for port in ports)
        top = os.path.join(self.folder, "top.v")
        with open(top, "w") as file:
            file.write(f"""{head}
  reg [15:0] mutant;
  initial if (!$value$plusargs("mutant=%d", mutant)) mutant = 16'd0;
  hardfit_mutants mutants (.mutant(mutant), {connections});
endmodule
""")
        sources = [bench, top, os.path.join(self.folder, "mutants.v")]
        if simulator == "icarus":
            program = os.path.join(self.folder, "bench.vvp")
            command = [tool("iverilog", "iverilog"), "-g2005", "-I", self.cases[0], "-s", "hardfit_bench", "-o", program]
            self.program = [tool("vvp", "iverilog"), "-n", program]
        else:
            objects = os.path.join(self.folder, "objects")
            command = [tool("verilator", "verilator g++ make"), "--binary", "--timing", "-Wno-fatal", "-Wno-lint",
                       "-Wno-style", "-I" + self.cases[0], "--top-module", "hardfit_bench", "-Mdir", objects]
            self.program = [os.path.join(objects, "Vhardfit_bench")]
        run = subprocess.run(command + sources, capture_output=True, text=True, timeout=TIME_LIMIT)
        if run.returncode != 0:
            fail(65, f"{command[0]} failed on {self.cases[0]}: {(run.stderr or run.stdout).strip()[-500:]}")

    def survives(self, mutant):
        """Whether the vectors of every case pass with this mutant; 0 is none."""
        for case in self.cases:
            try:
                run = subprocess.run(self.program + [f"+mutant={mutant}", f"+vectors={case}"], capture_output=True, text=True, timeout=TIME_LIMIT)
            except subprocess.TimeoutExpired:
                return False
            verdicts = [line for line in run.stdout.splitlines() if line.startswith(("PASS ", "FAIL "))]
            if not verdicts:
                fail(65, f"{case}: the bench gave no verdict: {(run.stdout + run.stderr).strip()[-300:]}")
            if verdicts[-1].startswith("FAIL "):
                return False
        return True

    def describe(self, mutant):
        """ "inv hardfit_controller.v:149.30 $sub B[5]": what was changed, and where it stands in the RTL."""
        line = self.lines[mutant - 1]
        option = lambda name: (re.search(rf"-{name} (\S+)", line) or [None, ""])[1]
        places = [re.sub(r".*/", "", place).split("-")[0] for place in re.findall(r"-src (\S+)", line)]
        deepest = [p for p in places if not p.startswith("hardfit.v:")] or places or [""]
        kind = re.search(r"(\$[a-z_]+)\$", option("cell"))
        instance = option("cell").removeprefix("$flatten").replace("\\", "").split(".$")[0]
        where = "" if instance.startswith("$") else instance + " "
        control = f" by bit {option('ctrlbit')}" if "-ctrlbit" in line else ""
        return f"{option('mode')} {where}{deepest[-1]} {kind[1] if kind else ''} {option('port')}[{option('portbit')}]{control}"


def groups(paths):
    """The case folders below some folders, by their design."""
    found = {}
    for top in paths:
        for folder, _, names in sorted(os.walk(top)):
            if {"design.vh", "stimulus.hex", "expected.hex"} <= set(names):
                with open(os.path.join(folder, "design.vh")) as file:
                    design = "\n".join(l for l in file if not l.startswith("//"))
                found.setdefault(design, []).append(os.path.abspath(folder))
    return list(found.values())


def measure(design, options, yosys, pool):
    design.draw(options.count, options.seed, yosys)
    design.compile(options.simulator, os.path.join(ROOT, "rtl", "bench", "hardfit_bench.v"))
    if not design.survives(0):
        fail(65, f"{design.cases[0]}: the RTL itself does not pass; hardfit verify {design.cases[0]} says why")
    numbers = range(1, len(design.lines) + 1)
    alive = [n for n, lives in zip(numbers, pool.map(design.survives, numbers)) if lives]
    if alive:
        equivalence = Equivalence(os.path.join(design.folder, "mutants.json"), design.degree, design.folder, yosys)
        equivalence.check_states()
        equivalence.find_unread()
        proved = list(pool.map(lambda n: equivalence.holds(n, design.lines[n - 1]), alive))
    else:
        proved = []
    same = [n for n, holds in zip(alive, proved) if holds]
    unproved = [design.describe(n) for n, holds in zip(alive, proved) if not holds]
    reason = lambda place: BY_HAND.get((os.path.basename(design.cases[0]), place))
    by_hand = {place: reason(place) for place in unproved if reason(place)}
    missed = [place for place in unproved if place not in by_hand]
    return {
        "cases": [os.path.relpath(c, ROOT) for c in design.cases], "mutants": len(design.lines),
        "equivalent": len(same), "by_hand": by_hand, "killed": len(design.lines) - len(alive),
        "missed": missed,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE", help="folders of cases (vectors/corners/long)")
    parser.add_argument("--count", type=int, default=60, metavar="N", help="mutants of each design (60)")
    parser.add_argument("--seed", type=int, default=1, help="what the mutants are drawn from (1)")
    parser.add_argument("--threshold", type=float, default=98, metavar="PERCENT", help="the least share to be killed (98)")
    parser.add_argument("--simulator", choices=["icarus", "verilator"], default="icarus", help="icarus (default) or verilator")
    parser.add_argument("--rtl", default=os.path.join(ROOT, "rtl"), metavar="DIR", help="the folder of the Verilog")
    parser.add_argument("--json", action="store_true", help="print JSON")
    try:
        options = parser.parse_args()
    except SystemExit as exit:
        sys.exit(64 if exit.code else 0)
    if not 1 <= options.count <= 65535:
        fail(64, f"--count: {options.count} is not between 1 and 65535")
    for name in options.cases:
        if not os.path.isdir(name):
            fail(66, f"{name}: no such folder")
    yosys = tool("yosys", "yosys")
    designs = groups(options.cases or [os.path.join(ROOT, "vectors", "corners", "long")])
    if not designs:
        fail(66, "no folder has design.vh, stimulus.hex and expected.hex; write them with hardfit export --level port")
    results = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, cases in enumerate(designs):
            progress(f"design {number + 1} of {len(designs)}: {os.path.relpath(cases[0], ROOT)}")
            with tempfile.TemporaryDirectory(prefix="hardfit-mutate-") as folder:
                results.append(measure(Design(cases, options.rtl, folder), options, yosys, pool))
    progress("")
    killed = sum(r["killed"] for r in results)
    counted = killed + sum(len(r["missed"]) for r in results)
    share = 100 * killed / counted if counted else 0
    if options.json:
        print(json.dumps({"killed": killed, "counted": counted, "percent": round(share, 2), "designs": results}, indent=1))
    else:
        for r in results:
            print(f"{', '.join(r['cases'])}: {r['killed']} of {r['killed'] + len(r['missed'])} killed, {r['equivalent'] + len(r['by_hand'])} of {r['mutants']} equivalent")
            for line, why in r["by_hand"].items():
                print(f"  equivalent by hand  {line}: {why}")
            for line in r["missed"]:
                print(f"  missed  {line}")
        print(f"{killed} of {counted} mutants killed, {share:.1f} %")
    if share < options.threshold:
        fail(1, f"{share:.1f} % of the mutants are killed, fewer than {options.threshold:g} %")


if __name__ == "__main__":
    main()
