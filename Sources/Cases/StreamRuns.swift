import Datapath

/// The runs of a design whose samples keep coming, one after the other, with what each ended in.
public struct StreamRuns: CycleObserver {
  public struct Run: Sendable {
    /// The first cycle of `done`.
    public let end: Int
    /// Its epochs.
    public fileprivate(set) var epochs = 0
    /// The samples accepted until then, of all streams.
    public let samples: Int
    public let theta: [Int128]
    public let loss: Int128
    public let converged: Bool
    public let stalled: Bool

    public var stop: Stop { converged ? .converged : stalled ? .stalled : .epochs }
  }

  public private(set) var runs: [Run] = []
  private let degree: Int
  private var samples = 0
  private var wasDone = false

  /// Plays the case's samples again and again until so many runs have ended.
  public init(_ plan: Plan, runs count: Int) {
    degree = plan.degree
    var simulation = plan.simulation
    simulation.runs = count
    simulation.statistics = .none
    var (watching, ends) = (self, [Int]())
    _ = simulation.run(observer: &watching) { beat in
      ends.append(beat.cycle)
      return true
    }
    runs = watching.runs
    var before = 0
    for index in runs.indices {
      let all = ends.count { $0 < runs[index].end }
      (runs[index].epochs, before) = (all - before, all)
    }
  }

  public mutating func observe(
    cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
  ) {
    if outputs.done, !wasDone {
      runs.append(
        Run(
          end: cycle, samples: samples, theta: (0...degree).map { outputs.theta[$0] },
          loss: outputs.loss, converged: outputs.converged, stalled: outputs.stalled))
    }
    wasDone = outputs.done
    if inputs.sampleValid, outputs.sampleReady { samples += 1 }
  }
}
