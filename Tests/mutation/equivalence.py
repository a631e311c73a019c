"""Proves that a mutant of the RTL is no other machine at its ports: by induction over the cycles, in Yosys' SAT solver.

The flip-flops are cut, which leaves one step of the machine, once as it is and once with the mutant switched on. Both
begin in the same state, except for the registers that the mutant changes: where nothing can see such a register, the
two may hold different words. Proved are the same outputs and the same next state, and of the registers that the mutant
changes the same next word wherever it can be seen. After `rst` the states are the same, so that is an induction.

When a register can be seen:
  a stage of the pipeline                 while its valid bit is 1
  step, tolerance, epochs_left,
  has_previous                            except in idle, since start sets them
  weight_k                                except in idle and, until it is set, in load
  changed, decrease                       in update, decrease from its loading on
  what holds a parameter on its way       in the phase of update that follows its loading: factor, scaled and bits_left
                                          (multiply), rounded, movement, sum, moved; viewed in weigh
  what no other register and no output
  depends on, such as a place that a
  cast drops; proved for each design      never
  index                                   in load and update

A register that takes an exact product never holds anything else: in the proof it is the product of two other words,
from a third copy of the step whose own state is arbitrary.

The states that a run can be in are those of the module INVARIANT; that they are closed under a step is proved first.
"""
import itertools
import json
import os
import re
import subprocess

INVARIANT = """
module reachable #(parameter DEGREE = 1, STEP_WIDTH = 1) (
    input wire [2:0] state, input wire [5:0] index, input wire [5:0] bits_left,
    input wire [4*DEGREE+4:0] valid, input wire [4*DEGREE+4:0] last, output wire ok
);
  localparam [2:0] D = DEGREE;
  localparam [5:0] HIGHEST_BIT = STEP_WIDTH - 1, FULL = {3'd7, D + 3'd1};
  wire [4*DEGREE+4:0] behind = last - 1'b1;   // the stages behind the only last sample
  wire [2:0] phase = index[5:3], k = index[2:0];
  assign ok =
      state == 3'd0 ? ~|valid & ~|last & (index == 6'd0 | index == FULL)
    : state == 3'd1 ? ~|valid & ~|last & phase == 3'd7 & k <= D + 3'd1
    : state == 3'd2 ? ~|last & index == FULL
    : state == 3'd3 ? |last & ~|(last & behind) & ~|(valid & behind) & ~|(last & ~valid) & index == FULL
    : state == 3'd4 ? ~|valid & ~|last & k <= (phase == 3'd7 ? D + 3'd1 : D) & (phase != 3'd1 | bits_left <= HIGHEST_BIT)
    : state == 3'd5 ? ~|valid & ~|last & index == FULL
    :                 1'b0;
endmodule
"""
IDLE, LOAD, RUN, DRAIN, UPDATE, RESULT = range(6)
SCALE, MULTIPLY, ROUND, LIMIT, ADD, SETTLE, MOVE, WEIGH = range(8)
GREATEST_CASES = 400
EARLIER = 2   # the copy of the step from which the products come


class Equivalence:
    """The mutants of one design; `netlist` is the file with all of them, chosen between by the input `mutant`."""

    def __init__(self, netlist, degree, folder, yosys):
        module = json.load(open(netlist))["modules"]["hardfit"]
        self.degree, self.folder, self.yosys = degree, folder, yosys
        self.cells = {n: c for n, c in module["cells"].items() if c["type"] != "$dff"}
        self.flip_flops = {n: c["connections"] for n, c in module["cells"].items() if c["type"] == "$dff"}
        self.next = {}
        for connections in self.flip_flops.values():
            self.next.update(zip(connections["Q"], connections["D"]))
        self.readers, self.loads = {}, {}
        drivers = {}
        for name, cell in self.cells.items():
            for port, bits in cell["connections"].items():
                for place, bit in enumerate(bits):
                    if cell["port_directions"][port] == "input":
                        self.readers.setdefault(bit, []).append(name)
                    else:
                        drivers[bit] = (cell, place)
        for q, d in self.next.items():
            self.loads.setdefault(d, []).append(q)

        def flip_flop(bit):
            """What a signal is without any mutant: behind their multiplexers, the flip-flop."""
            while bit not in self.next and bit in drivers and drivers[bit][0]["type"] == "$mux":
                cell, place = drivers[bit]
                bit = cell["connections"]["A"][place]
            return bit

        self.signals = {n: w["bits"] for n, w in module["netnames"].items()}
        self.names = {n: [flip_flop(b) for b in w["bits"]] for n, w in module["netnames"].items()}
        self.ports = module["ports"]
        self.selector = {bit: i for i, bit in enumerate(self.ports["mutant"]["bits"])}
        self.inputs = [b for n, p in self.ports.items() if p["direction"] == "input" and n not in ("clk", "mutant") for b in p["bits"]]
        self.outputs = [b for p in self.ports.values() if p["direction"] == "output" for b in p["bits"]]
        nets = [b for c in self.cells.values() for bits in c["connections"].values() for b in bits if isinstance(b, int)]
        nets += [b for p in self.ports.values() for b in p["bits"] if isinstance(b, int)]
        self.offset = 1 + max(nets + list(self.next))
        self.shared = set(self.inputs) | set(self.next)
        self.sight = self._sight()
        self.products = self._products()
        self.step_width = len(self.names["update.step"])
        self.unread = set()

    # When a register can be seen

    def _sight(self):
        """By the bit of a flip-flop: the stage whose valid bit tells, or the (state, index) in which it can be seen."""
        degree, sight = self.degree, {}

        def stage(name, number):
            for bit in self.names.get(name, []):
                sight[bit] = ("stage", number)

        def while_(name, condition):
            for bit in self.names.get(name, []):
                sight[bit] = ("control", condition)

        error = 4 * degree + 2
        for s in range(error - 1):
            stage(f"sample.stage[{s}].word", s)
        for i in range(2):
            stage(f"x.stage[{i}].word", error - 1 + i)
        for h in range(1, degree + 1):
            stage(f"steps[{h}].step.lower", 4 * h - 3)
            stage(f"steps[{h}].step.upper", 4 * h - 3)
            stage(f"steps[{h}].step.horner", 4 * h - 2)
            stage(f"steps[{h}].step.adder.stage.sum", 4 * h - 1)
            stage(f"steps[{h}].step.estimate", 4 * h)
        for k in range(2, degree + 1):
            fresh = error - 2 * (degree - k)
            stage(f"powers[{k}].power.exact", fresh - 1)
            stage(f"powers[{k}].power.word", fresh)
            for i in range(2 * (degree - k)):
                stage(f"powers[{k}].carry.delay.stage[{i}].word", fresh + 1 + i)
        stage("subtractor.stage.sum", error - 1)
        for i in range(2):
            stage(f"error.stage[{i}].word", error + i)
        for k in range(1, degree + 1):
            stage(f"products[{k}].product.exact", error + 1)
            stage(f"products[{k}].product.word", error + 2)
        stage("product_0.stage[0].word", error + 2)
        stage("square.exact", error + 1)
        stage("square.word", error + 2)
        for s, bit in enumerate(self.names["controller.last"]):
            sight[bit] = ("stage", s)
        running = lambda state, index: state != IDLE
        for name in ["update.step"] + ["controller." + n for n in ("tolerance", "epochs_left", "has_previous")]:
            while_(name, running)
        while_("controller.changed", lambda state, index: state == UPDATE)
        while_("controller.decrease", lambda state, index: state == UPDATE and index > 0)
        for k in range(degree + 1):
            while_(f"update.parameters[{k}].weight", lambda state, index, k=k: state != IDLE and not (state == LOAD and index % 8 <= k + 1))
        phases = {"controller.bits_left": [MULTIPLY], "update.factor": [MULTIPLY], "update.scaled": [MULTIPLY, ROUND], "update.rounded": [LIMIT],
                  "update.movement": [ADD], "update.adder.stage.sum": [SETTLE], "update.moved": [MOVE]}
        for name, of in phases.items():
            while_(name, lambda state, index, of=of: state == UPDATE and index // 8 in of)
        while_("update.viewed", lambda state, index: state in (LOAD, UPDATE) and index > 8 * WEIGH)
        while_("controller.index", lambda state, index: state in (LOAD, UPDATE))
        return sight

    def _products(self):
        """By the bit of a register that takes an exact product: the signal that it takes."""
        parts = [("lower", "bit_below"), ("lower", "bits_below.multiplier"), ("upper", "multiplier")]
        pairs = [(f"steps[{h}].step.{part}", f"steps[{h}].step.{place}.exact") for h in range(1, self.degree + 1) for part, place in parts]
        terms = [f"powers[{k}].power" for k in range(2, self.degree + 1)]
        terms += [f"products[{k}].product" for k in range(1, self.degree + 1)] + ["square"]
        pairs += [(f"{term}.exact", f"{term}.multiplier.exact") for term in terms]
        found = {}
        for register, signal in pairs:
            if register in self.names and signal in self.signals:
                found.update(zip(self.names[register], self.signals[signal]))
        return {q: signal for q, signal in found.items() if q in self.next and isinstance(signal, int)}

    # Cases

    def cases(self, stages):
        """Sets of fixed bits that together are all reachable states; `stages` have their valid bits fixed."""
        degree = self.degree
        state, index = self.names["controller.state"], self.names["controller.index"]
        valid, last = self.names["controller.valid"], self.names["controller.last"]
        rst, arriving = self.names["rst"][0], self.names["s_axis_tvalid"][0]

        def fixed(bits, value):
            return {bit: value >> i & 1 for i, bit in enumerate(bits)}

        split = sorted({s for s in stages} | {s - 1 for s in stages if s > 0})
        first = [0, 1] if 0 in stages else [None]
        yield {rst: 1}, None, None, None, []
        weigh, full = 8 * WEIGH, 8 * WEIGH + degree + 1
        quiet = [(IDLE, i, {"start": starts}, [(LOAD, weigh) if starts else (IDLE, i)]) for i in (0, full) for starts in (0, 1)]
        quiet += [(LOAD, i, {}, [(RUN, i) if i == full else (LOAD, i + 1)]) for i in range(weigh, full + 1)]
        for k in range(degree + 1):
            quiet += [(UPDATE, 8 * phase + k, {}, [(UPDATE, 8 * phase + 8 + k)]) for phase in (SCALE, ROUND, LIMIT, ADD, SETTLE)]
            quiet += [(UPDATE, 8 * MULTIPLY + k, {"controller.bits_left": left}, [(UPDATE, 8 * (MULTIPLY if left else ROUND) + k)])
                      for left in range(self.step_width)]
            quiet += [(UPDATE, 8 * MOVE + k, {}, [(UPDATE, weigh if k == degree else k + 1)])]
        quiet += [(UPDATE, i, {}, [(RESULT, full) if i == full else (UPDATE, i + 1)]) for i in range(weigh, full + 1)]
        quiet += [(RESULT, full, {}, [(RESULT, full), (RUN, full), (IDLE, full)])]
        for s, i, more, then in quiet:
            case = {rst: 0, **fixed(state, s), **fixed(index, i), **fixed(valid, 0), **fixed(last, 0)}
            for name, word in more.items():
                case.update(fixed(self.names[name], word))
            yield case, s, i, 0, then
        positions = [None] + list(range(len(valid)))
        for position in positions:
            s = RUN if position is None else DRAIN
            base = {rst: 0, **fixed(state, s), **fixed(index, full)}
            base.update(fixed(last, 0 if position is None else 1 << position))
            if position is not None:
                base.update({valid[j]: 0 for j in range(position)})
                base[valid[position]] = 1
            free = [j for j in split if valid[j] not in base]
            for values in itertools.product([0, 1], repeat=len(free)):
                for arrives in first if s == RUN else [None]:
                    case = dict(base)
                    case.update({valid[j]: value for j, value in zip(free, values)})
                    if arrives is not None:
                        case[arriving] = arrives
                    then = [(UPDATE, 0)] if position == len(valid) - 1 else [(s, full), (DRAIN, full)]
                    yield case, s, full, arrives, then

    def _seen_now(self, bit, case, state, index):
        kind = self.sight.get(bit)
        if kind is None:
            return True
        if state is None or kind[0] == "never":
            return False
        if kind[0] == "stage":
            return case.get(self.names["controller.valid"][kind[1]], 1) == 1
        return kind[1](state, index)

    def _seen_next(self, bit, case, state, arrives, then):
        kind = self.sight.get(bit)
        if kind is None:
            return True
        if state is None or kind[0] == "never":   # None: rst
            return False
        if kind[0] == "stage":
            if kind[1] == 0:
                return state == RUN and arrives != 0
            return case.get(self.names["controller.valid"][kind[1] - 1], 1) == 1
        return any(kind[1](s, i) for s, i in then)

    # Proofs

    def _module(self, number, case, state, index, arrives, then, relaxed):
        """The two steps in one case, and what has to be equal."""
        apart = {b for b in relaxed if not self._seen_now(b, case, state, index)}
        fresh = {b: 2 * self.offset + i for i, b in enumerate(sorted(apart))}

        def bit(b, copy):
            if not isinstance(b, int):
                return b
            if b in self.selector:
                return str((copy == 1) * number >> self.selector[b] & 1)
            if b in case and copy != EARLIER:
                return str(case[b])
            if copy == 1 and b in fresh:
                return fresh[b]
            if copy == EARLIER:
                return b + 4 * self.offset
            if b in self.products:
                return self.products[b] + 4 * self.offset
            return b if b in self.shared or not copy else b + self.offset

        cells = {}
        for name, cell in self.cells.items():
            base = {key: cell[key] for key in ("type", "parameters", "port_directions")}
            for copy in (0, 1, EARLIER):
                connections = {p: [bit(b, copy) for b in bits] for p, bits in cell["connections"].items()}
                cells[f"{name}${copy}"] = dict(base, attributes={}, connections=connections)
        seen = self.outputs + [d for q, d in self.next.items() if q not in relaxed or self._seen_next(q, case, state, arrives, then)]
        ports = {
            "i": ("input", self.inputs), "earlier": ("input", [b + 4 * self.offset for b in self.inputs + list(self.next)]), "q": ("input", list(self.next)), "apart": ("input", list(fresh.values()) or [3 * self.offset]),
            "left": ("output", [bit(b, 0) for b in seen]), "right": ("output", [bit(b, 1) for b in seen]),
        }
        return {
            "attributes": {}, "cells": cells, "netnames": {},
            "ports": {n: {"direction": d, "bits": b} for n, (d, b) in ports.items()},
        }

    def _prove(self, modules, name):
        return all(self._proofs(modules, name))

    def _proofs(self, modules, name):
        """Of each module, whether it is proved that its two sides are equal."""
        path = os.path.join(self.folder, name)
        with open(path + ".json", "w") as file:
            json.dump({"modules": {f"case{i}": m for i, m in enumerate(modules)}}, file)
        script = [f"read_json {path}.json", "opt_expr", "opt_clean", "opt_merge -share_all", "opt_expr", "opt_merge -share_all", "opt_clean"]
        for i in range(len(modules)):
            script += [f"cd case{i}", f"log begin {i}", "sat -timeout 60 -prove left right", "cd .."]
        with open(path + ".ys", "w") as file:
            file.write("\n".join(script) + "\n")
        run = subprocess.run([self.yosys, "-s", path + ".ys"], capture_output=True, text=True)
        for suffix in (".json", ".ys"):
            os.remove(path + suffix)
        proofs = run.stdout.split("\nbegin ")[1:]
        return [i < len(proofs) and "no model found: SUCCESS!" in proofs[i] for i in range(len(modules))]

    def find_unread(self):
        """Finds the LSBs of the registers that casts read which never make a difference: they may always differ."""
        # Alone each of them changes nothing; that all of them together do not is part of the proof of each mutant.
        words = {n: bits for n, bits in self.names.items() if re.search(r"\.(lower|upper|horner|sum|estimate|exact|word)$", n)
                 and not re.match(r"[xy]\.", n) and all(b in self.next and self.sight.get(b, "?")[0] == "stage" for b in bits)}
        words = list({tuple(bits): n for n, bits in words.items()})
        place = 0
        while words:
            sight = self.sight
            candidates = [bits[place] for bits in words]
            self.sight = {b: ("never",) for b in candidates}
            proofs = self._proofs([self._module(0, {}, RUN, None, None, [], {b}) for b in candidates], "unread")
            self.sight = sight
            self.unread.update(b for b, holds in zip(candidates, proofs) if holds)
            place += 1
            words = [bits for bits, holds in zip(words, proofs) if holds and len(bits) > place]
        self.sight = {**self.sight, **{b: ("never",) for b in self.unread}}

    def check_states(self):
        """Proves that INVARIANT holds after rst and is kept by every step; raises if it is not so."""
        control = ["state", "index", "bits_left", "valid", "last"]
        bits = {n: self.names["controller." + n] for n in control}
        fixed = lambda b: "0" if b in self.selector else b
        cells = {n: dict({k: c[k] for k in ("type", "parameters", "port_directions")}, attributes={},
                         connections={p: [fixed(b) for b in bs] for p, bs in c["connections"].items()}) for n, c in self.cells.items()}
        for side in ("now", "then"):
            cells["reachable_" + side] = {
                "type": "reachable", "parameters": {"DEGREE": format(self.degree, "032b"), "STEP_WIDTH": format(self.step_width, "032b")}, "attributes": {},
                "port_directions": {**{n: "input" for n in control}, "ok": "output"},
                "connections": {**{n: [b if side == "now" else fixed(self.next[b]) for b in bits[n]] for n in control},
                                "ok": [3 * self.offset + (side == "then")]},
            }
        ports = {"i": ("input", [b for b in self.inputs if b != self.names["rst"][0]]), "rst": ("input", self.names["rst"]),
                 "q": ("input", list(self.next)), "now": ("output", [3 * self.offset]), "then_": ("output", [3 * self.offset + 1])}
        module = {"attributes": {}, "cells": cells, "netnames": {}, "ports": {n: {"direction": d, "bits": b} for n, (d, b) in ports.items()}}
        path = os.path.join(self.folder, "states")
        with open(path + ".json", "w") as file:
            json.dump({"modules": {"step": module}}, file)
        with open(path + ".v", "w") as file:
            file.write(INVARIANT)
        script = f"read_verilog -defer {path}.v; read_json {path}.json; hierarchy -top step; proc; flatten; opt_clean; " \
                 "sat -set rst 1 -prove then_ 1; sat -set now 1 -prove then_ 1"
        run = subprocess.run([self.yosys, "-p", script], capture_output=True, text=True)
        if run.stdout.count("no model found: SUCCESS!") != 2:
            raise SystemExit(f"mutation: the states that a run can be in are not closed under a step: {run.stdout[-400:]}{run.stderr}")

    def holds(self, number, line):
        """Whether the mutant, whose line of the list is given, is proved to be the same at the ports."""
        if "-port CLK" in line:
            return False   # a step has no clock
        # Most of them are the same in every state, or change a bit to what it is.
        if self._prove([self._module(number, {}, RUN, None, None, [], self.unread)], f"mutant{number}"):
            return True
        relaxed = self._reached(line) | self.unread
        kinds = [self.sight[b] for b in relaxed]
        stages = {kind[1] for kind in kinds if kind[0] == "stage"}
        cases = list(self.cases(stages))
        if len(cases) > GREATEST_CASES:
            return False
        for start in range(0, len(cases), 8):
            modules = [self._module(number, *case, relaxed) for case in cases[start:start + 8]]
            if not self._prove(modules, f"mutant{number}"):
                return False
        return True

    def _reached(self, line):
        """The flip-flops that a mutation reaches without passing another one, of those that cannot always be seen."""
        cell = re.search(r"-cell (\S+)", line)[1].lstrip("\\")
        port, place = re.search(r"-port (\S+)", line)[1], int(re.search(r"-portbit (\d+)", line)[1])
        reached = set()
        if cell in self.cells:
            todo = self._outputs(cell)
        elif port == "D":
            todo, reached = [], {self.flip_flops[cell]["Q"][place]}
        else:
            todo = [self.flip_flops[cell]["Q"][place]]
        seen = set()
        while todo:
            bit = todo.pop()
            if bit not in seen:
                seen.add(bit)
                reached.update(self.loads.get(bit, []))
                for name in self.readers.get(bit, []):
                    todo += self._outputs(name)
        return {b for b in reached if b in self.sight}

    def _outputs(self, name):
        cell = self.cells[name]
        return [b for p, bits in cell["connections"].items() if cell["port_directions"][p] == "output" for b in bits]
