/// What a design of the architecture `moments` may do otherwise than `stream`: each a parameter of its module.
public struct RunMode: Hashable, Sendable {
  public var results = Results.every
  public var running = Running.off

  /// Which epochs' results are offered.
  public enum Results: String, CaseIterable, Sendable {
    case every
    /// That of the epoch after which the run stops.
    case last
  }

  /// Whether samples keep coming while epochs run, and from which parameters a run begins that no `start` began.
  public enum Running: String, CaseIterable, Sendable {
    case off
    /// From those of the run before.
    case kept
    /// From those that came with `start`.
    case loaded
  }

  public init() {}

  /// The parameters of the module, by their names; those that are as in its declaration are left out.
  public var verilogParameters: [(name: String, value: Int)] {
    [
      ("RESULTS", Results.allCases.firstIndex(of: results)!),
      ("RUNNING", Running.allCases.firstIndex(of: running)!),
    ].filter { $0.value > 0 }
  }
}

extension Design {
  /// Whether samples are accepted while epochs run.
  public var isRunning: Bool { mode.running != .off }

  /// The runs that vectors play: enough for one that begins by itself, and one more.
  public var playedRuns: Int { isRunning ? 3 : 1 }

  /// The same in another mode; as it is where the architecture has but one.
  package func running(as mode: RunMode) -> Design {
    (try? Design(architecture, mode, degree: degree, formats: formats)) ?? self
  }
}
