"""hardfit in cocotb, driven and judged by the files that `hardfit export CASE` writes.

    python3 hardfit_cocotb.py VECTORS RTL

runs both tests below on the design of the folder VECTORS, with Icarus Verilog (SIM=verilator for another simulator) and
the Verilog of the folder RTL. Ends with 0 if all that was compared is equal. Needs cocotb 2 (pip install cocotb).

`every_cycle` drives every input port from stimulus.hex and compares every output port with expected.hex, a line a
cycle. `every_result` drives the handshakes alone and compares each result with epochs.hex, so that it judges an
implementation of another latency as well. A test whose files were not exported is skipped.
"""

import json
import os
import re
import sys
from pathlib import Path

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import FallingEdge, ReadOnly
from cocotb_tools.check_results import get_results
from cocotb_tools.runner import get_runner

PATIENCE = 1_000_000  # cycles without a result after which the design counts as stuck


class Vectors:
    """A folder of vectors: the manifest says what the columns of each file are."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.manifest = json.loads((self.folder / "manifest.json").read_text())
        self.files = {file["name"]: file for file in self.manifest["files"]}

    def parameters(self):
        """The parameters of the module, as design.vh has them."""
        text = (self.folder / "design.vh").read_text()
        return {name: int(value) for name, value in re.findall(r"integer (\w+) = (-?\d+);", text)}

    def rows(self, name):
        """The lines of a file, each a dictionary of the columns' bits as an unsigned number."""
        columns = self.files[name]["columns"]
        with open(self.folder / name) as lines:
            for line in lines:
                word = int(line, 16)  # '_' between digits is nothing to int()
                yield {c["name"]: word >> c["offset"] & (1 << c["bits"]) - 1 for c in columns}


# In the simulator: the folder that main() hands over.
VECTORS = Vectors(os.environ["HARDFIT_VECTORS"]) if "HARDFIT_VECTORS" in os.environ else None


CYCLES = ["stimulus.hex", "expected.hex"]
RESULTS = ["samples.hex", "epochs.hex"]


def lacks(names, vectors=VECTORS):
    """Whether a test has nothing to compare: a file of it was not exported, or begins where no reset leads."""
    if vectors is None:
        return False
    return not all(name in vectors.files for name in names) or (
        names is CYCLES and vectors.manifest.get("first_cycle", 0) > 0)


async def reset(dut):
    """One clock edge with rst; returns at the falling edge after it, where inputs may change."""
    Clock(dut.clk, 10, "ns").start()
    for port in ["start", "s_axis_tvalid", "s_axis_tlast", "s_axis_tdata", "m_axis_tready",
                 "cfg_step", "cfg_theta_init", "cfg_tolerance", "cfg_max_epochs"]:
        getattr(dut, port).value = 0
    dut.rst.value = 1
    await FallingEdge(dut.clk)
    await FallingEdge(dut.clk)
    dut.rst.value = 0


@cocotb.test(skip=lacks(CYCLES))
async def every_cycle(dut):
    """Every output port in every cycle."""
    await reset(dut)
    cycles = 0
    for stimulus, expected in zip(VECTORS.rows("stimulus.hex"), VECTORS.rows("expected.hex"), strict=True):
        for port, word in stimulus.items():
            getattr(dut, port).value = word
        # The outputs of a line stand before the rising edge that ends its cycle.
        await ReadOnly()
        for port, word in expected.items():
            actual = getattr(dut, port).value
            assert actual.is_resolvable and int(actual) == word, (
                f"cycle {cycles} {port} expected {word:b} actual {actual}")
        await FallingEdge(dut.clk)
        cycles += 1
    dut._log.info("%d cycles, every output port equal", cycles)


@cocotb.test(skip=lacks(RESULTS))
async def every_result(dut):
    """The result of each epoch, whatever the latency."""
    parameters, manifest = VECTORS.parameters(), VECTORS.manifest
    degree = manifest["degree"]
    x_field, y_field, theta_field, loss_field = (
        (parameters[f"{node}_WIDTH"] + 7) // 8 * 8 for node in ["X", "Y", "THETA", "LOSS"])
    samples = [row["y"] << x_field | row["x"] for row in VECTORS.rows("samples.hex")]
    words = manifest["configuration"]
    theta_init = 0
    for word in reversed(words[f"theta_0_to_theta_{degree}"]):  # theta_D is the highest field
        theta_init = theta_init << parameters["THETA_WIDTH"] | int(word, 16)

    await reset(dut)
    dut.cfg_step.value = int(words["cfg_step"], 16)
    dut.cfg_theta_init.value = theta_init
    dut.cfg_tolerance.value = int(words["cfg_tolerance"], 16)
    dut.cfg_max_epochs.value = int(words["cfg_max_epochs"], 16)
    dut.start.value = 1
    await FallingEdge(dut.clk)
    dut.start.value = 0
    dut.m_axis_tready.value = 1
    dut.s_axis_tvalid.value = 1

    sample = 0
    for epoch, expected in enumerate(VECTORS.rows("epochs.hex"), 1):
        for _ in range(PATIENCE):
            dut.s_axis_tdata.value = samples[sample]
            dut.s_axis_tlast.value = sample == len(samples) - 1
            await ReadOnly()
            if dut.m_axis_tvalid.value == 1:
                break
            accepted = dut.s_axis_tready.value == 1
            await FallingEdge(dut.clk)
            sample = (sample + accepted) % len(samples)
        else:
            assert False, f"epoch {epoch}: no result within {PATIENCE} cycles"
        # The fields of the result beat are whole bytes: {loss, theta_D … theta_0}.
        beat = int(dut.m_axis_tdata.value)
        actual = {f"theta_{k}": beat >> k * theta_field & (1 << parameters["THETA_WIDTH"]) - 1
                  for k in range(degree + 1)}
        actual["loss"] = beat >> (degree + 1) * theta_field & (1 << parameters["LOSS_WIDTH"]) - 1
        for flag in ["converged", "stalled", "overflow"]:
            actual[flag] = int(getattr(dut, flag).value)
        for name, word in expected.items():
            assert actual[name] == word, f"epoch {epoch} {name} expected {word:x} actual {actual[name]:x}"
        await FallingEdge(dut.clk)
    dut._log.info("%d epochs, every result equal", epoch)


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: hardfit_cocotb.py VECTORS RTL")
    vectors, rtl = Vectors(sys.argv[1]), Path(sys.argv[2])
    if lacks(CYCLES, vectors) and lacks(RESULTS, vectors):
        sys.exit(f"{vectors.folder}: nothing to compare with; export the level port from cycle 0 on, or the level epoch")
    runner = get_runner(os.environ.get("SIM", "icarus"))
    build = Path(os.environ.get("BUILD", "sim_build"))
    runner.build(
        sources=sorted(rtl.glob("*.v")), hdl_toplevel="hardfit", parameters=vectors.parameters(),
        build_dir=build, always=True, timescale=("1ns", "1ps"))
    results = runner.test(
        hdl_toplevel="hardfit", test_module=Path(__file__).stem, build_dir=build, test_dir=build,
        extra_env={"HARDFIT_VECTORS": str(vectors.folder.resolve()), "PYTHONPATH": str(Path(__file__).resolve().parent)})
    tests, failures = get_results(results)
    sys.exit(f"{failures} of {tests} tests failed" if failures else 0)


if __name__ == "__main__":
    main()
