import Datapath
import Foundation
import Synchronization

extension Batch {
  /// Simulates all lanes.
  ///
  /// - Returns: what each lane came to, in their order.
  func run(
    _ tools: SimulatorTools, _ rtl: RTLSource, in folder: WorkingFolder? = nil,
    timeLimit: Duration
  ) throws(ToolError) -> [LaneOutcome] {
    let folder = if let folder { folder } else { try WorkingFolder() }
    try write(to: folder, top: rtl.top)
    try folder.write(PackageResources.hardfit_lane_v, to: "hardfit_lane.v")
    try folder.write(PackageResources.hardfit_axis_check_v, to: "hardfit_axis_check.v")
    var job = Simulator.Job(
      files: [
        folder.path("\(Self.top).v"), folder.path("hardfit_lane.v"),
        folder.path("hardfit_axis_check.v"),
      ] + rtl.files,
      top: Self.top + "_clock", hasWaves: tracesTo != nil, module: rtl.top,
      designs: stimuli.map(\.design), setsAllParameters: isDrawn)
    if tools.simulator == .verilator {
      job.top = Self.top
      job.mains = [folder.path("main.cpp")]
      try folder.write(Self.main(traces: tracesTo != nil), to: "main.cpp")
    }
    let output = try tools.compile(job, in: folder, timeLimit: timeLimit).run(timeLimit: timeLimit)
    var outcomes: [LaneOutcome] = []
    for (lane, outcome) in self.outcomes(in: output).enumerated() {
      guard let outcome else {
        throw .failed(name: tools.simulator.title, line: "it says nothing of lane \(lane)")
      }
      outcomes.append(outcome)
    }
    // A design that equals the model and breaks a rule would have it from the model.
    // Of one that differs, the diagnosis tells the rule and its cycle.
    for line in output.split(separator: "\n") where line.hasPrefix("AXIS m_axis of lane ") {
      let lane = line.dropFirst("AXIS m_axis of lane ".count).prefix { $0.isNumber }
      guard let lane = Int(lane), outcomes.indices.contains(lane) else { continue }
      if case .passed = outcomes[lane] {
        throw .failed(name: tools.simulator.title, line: String(line))
      }
    }
    return outcomes
  }

  /// The clock of the module in C++.
  private static func main(traces: Bool) -> String {
    """
    #include "V\(top).h"
    #include "verilated.h"

    int main(int argc, char **argv) {
      Verilated::commandArgs(argc, argv);
      Verilated::traceEverOn(\(traces));
      V\(top) batch;
      // An output has no meaning before the first eval().
      do {
        for (int level = 0; level < 2; ++level) {
          batch.clk = level;
          batch.eval();
          Verilated::threadContextp()->timeInc(1);
        }
      } while (!batch.finished);
      batch.final();
      return 0;
    }

    """
  }

  /// The designs of a batch: enough to share what a compiler does once, few enough that every core has one.
  static func size(_ simulator: Simulator, count: Int, cores: Int) -> Int {
    switch simulator {
    case .icarus: min(10, max(1, (count + cores - 1) / cores))
    case .verilator: min(50, max(1, (count + cores - 1) / cores))
    }
  }
}

/// Runs a body for each number below a count, as many at a time as there are cores; the first error ends it.
func inParallel<Failure: Error>(
  _ count: Int, cores: Int, _ body: @Sendable (Int) throws(Failure) -> Void
) throws(Failure) {
  let state = Mutex<(next: Int, failure: Failure?)>((0, nil))
  DispatchQueue.concurrentPerform(iterations: min(count, cores)) { _ in
    while true {
      let number = state.withLock { state -> Int? in
        guard state.failure == nil, state.next < count else { return nil }
        state.next += 1
        return state.next - 1
      }
      guard let number else { return }
      do throws(Failure) { try body(number) } catch {
        state.withLock { $0.failure = $0.failure ?? error }
      }
    }
  }
  if let failure = state.withLock({ $0.failure }) { throw failure }
}
