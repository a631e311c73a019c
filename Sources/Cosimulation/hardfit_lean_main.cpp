// hardfit_lean_main: runs hardfit, compiled by Verilator, on samples in memory and does nothing else, for measuring how
// fast that is. The sibling of hardfit_lean_bench.v, with the same files, arguments and lines:
//
//   simulation EPOCHS RUNS
//   RESULT <m_axis_tdata in hex> <cycles> <converged> <stalled> <overflow in hex>     for each run
//   SECONDS <of all runs, without the reading of the samples>
//
// run.h has SAMPLES and the words of the configuration ports. CLOCK_BEFORE is the model's member that remembers the clock
// of the last evaluation, where Verilator's own header has one of a known name: with it written by hand, the
// falling edge, at which nothing happens, needs no evaluation of its own.
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "Vhardfit.h"
#include "run.h"
#include "verilated.h"

#ifdef CLOCK_BEFORE
#include "Vhardfit___024root.h"
#endif

int main(int argc, char **argv) {
  const uint32_t epochs = argc > 1 ? strtoul(argv[1], nullptr, 10) : 1;
  const long runs = argc > 2 ? strtol(argv[2], nullptr, 10) : 1;
  std::vector<uint32_t> samples(SAMPLES);
  FILE *file = fopen("samples.hex", "r");
  for (uint32_t &sample : samples)
    if (!file || fscanf(file, "%" SCNx32, &sample) != 1) return 66;
  fclose(file);

  Vhardfit *top = new Vhardfit;
  const auto edge = [top] {
#ifdef CLOCK_BEFORE
    top->rootp->CLOCK_BEFORE = 0;
#else
    top->clk = 0;
    top->eval();
#endif
    top->clk = 1;
    top->eval();
  };
  top->rst = 1;
  top->start = 0;
  top->s_axis_tvalid = 1;
  top->s_axis_tlast = SAMPLES == 1;
  top->s_axis_tdata = samples[0];
  top->m_axis_tready = 1;
  top->cfg_step = RUN_STEP;
  top->cfg_theta_init = RUN_THETA_INIT;
  top->cfg_tolerance = RUN_TOLERANCE;
  top->cfg_max_epochs = epochs;
  edge();
  top->rst = 0;

  const auto start = std::chrono::steady_clock::now();
  uint32_t sample = 0;
  for (long run = 0; run < runs; ++run) {
    uint64_t cycles = 0;
    top->start = 1;
    do {
      const bool taken = top->s_axis_tready;
      edge();
      ++cycles;
      top->start = 0;
      if (taken) {
        if (++sample == SAMPLES) sample = 0;
        top->s_axis_tdata = samples[sample];
        top->s_axis_tlast = sample == SAMPLES - 1;
      }
    } while (!top->done);
    printf("RESULT ");
    for (int word = sizeof(top->m_axis_tdata) / 4 - 1; word >= 0; --word) printf("%08" PRIx32, top->m_axis_tdata[word]);
    printf(" %" PRIu64 " %d %d %x\n", cycles, top->converged, top->stalled, top->overflow);
  }
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  printf("SECONDS %.9f\n", time.count());
  top->final();
  delete top;
  return 0;
}
