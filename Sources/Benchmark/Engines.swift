import Datapath

/// The engines of this program as contenders: the one place that knows how they are called.
///
/// They count overflows, a node each; the full statistics are a contender of their own.
enum Engines {
  /// How many designs share a pass of the data.
  static let batchSize = 64

  static func epoch(_ workload: Workload) -> [Contender] {
    let best = InstructionSet.best
    return InstructionSet.available.reversed().map {
      single(workload, $0, .overflows)
    } + [
      single(workload, best, .full),
      single(workload, best, .overflows, from: .zero),
      single(workload, best, .full, from: .zero),
    ]
  }

  /// Every register in every cycle, with somebody looking.
  static func cycle(_ workload: Workload) -> Contender {
    Contender(.cycle, "machine, every cycle") { epochs, runs in
      let simulation = workload.simulation(epochs: epochs)
      return .repeating(runs) { [ticked(simulation)] }
    }
  }

  private static func single(
    _ workload: Workload, _ set: InstructionSet, _ statistics: Simulation.Statistics,
    from start: Workload.Start = .near
  ) -> Contender {
    let what = statistics == .full ? "full\(start == .near ? " statistics" : "")" : "\(set)"
    let title = "epoch engine, \(what)\(start == .zero ? ", from 0" : "")"
    return Contender(.epoch, title, from: start) { epochs, runs in
      var simulation = workload.simulation(epochs: epochs, from: start)
      simulation.instructionSet = set
      simulation.statistics = statistics
      return .repeating(runs) { [Outcome(simulation.run())] }
    }
  }

  /// Many designs by one thread, and by all.
  static func batch(_ workload: Workload, threads: Int) -> [Contender] {
    let designs = workload.designs(batchSize)
    return (threads > 1 ? [1, threads] : [1]).map { count in
      let title = "\(batchSize) designs, \(count) thread\(count == 1 ? "" : "s")"
      return Contender(.batch, title, designs: batchSize) { epochs, runs in
        let batch = SimulationBatch(
          designs.map {
            var simulation = workload.simulation(of: $0, epochs: epochs)
            simulation.statistics = .overflows
            return simulation
          })
        return .repeating(runs) { batch.run(threads: count).map { Outcome($0) } }
      }
    }
  }
}

// MARK: - What runs have to come to

extension Engines {
  /// More cycles than these are not ticked for the designs of a batch: it would take longer than what is measured.
  private static let greatestTicks = Benchmark.isDebugBuild ? 1 << 15 : 1 << 24

  /// What designs have to come to: by the machine that ticks. Many designs on
  /// many samples are run one after the other by the epoch engine, which is checked against the ticks on its own.
  static func reference(
    _ workload: Workload, designs: Int, epochs: Int, from start: Workload.Start
  ) -> [Outcome] {
    guard designs > 1 else { return [ticked(workload.simulation(epochs: epochs, from: start))] }
    let isTicked = designs * epochs * workload.samples.count <= greatestTicks
    return workload.designs(designs).map {
      let simulation = workload.simulation(of: $0, epochs: epochs, from: start)
      return isTicked ? ticked(simulation) : Outcome(simulation.run())
    }
  }

  static func ticked(_ simulation: Simulation) -> Outcome {
    var simulation = simulation
    simulation.statistics = .none
    var observer = Watcher()
    return Outcome(simulation.run(observer: &observer))
  }

  /// Looks at every cycle.
  private struct Watcher: CycleObserver {
    mutating func observe(
      cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
    ) {}
  }
}
