/// One way to run a workload, to be measured beside others.
package struct Contender: Sendable {
  package let subject: Subject
  /// What a table calls it.
  package var title: String
  /// How many designs a run has.
  package var designs = 1
  /// Where its runs begin.
  package var start: Workload.Start
  /// The most epochs of a run; nil for those of the workload.
  package var epochs: Int?
  /// Runs so many epochs, so many times over.
  package var measure: @Sendable (_ epochs: Int, _ runs: Int) throws(BenchmarkError) -> Measurement

  package init(
    _ subject: Subject, _ title: String, designs: Int = 1, from start: Workload.Start = .near,
    measure: @escaping @Sendable (_ epochs: Int, _ runs: Int) throws(BenchmarkError) -> Measurement
  ) {
    self.subject = subject
    self.title = title
    self.designs = designs
    self.start = start
    self.measure = measure
  }
}

/// What some runs took, and what the last of them came to.
package struct Measurement: Sendable {
  package var time: Duration
  /// One a design; none of what computes nothing.
  package var outcomes: [Outcome]

  package init(time: Duration, outcomes: [Outcome]) {
    self.time = time
    self.outcomes = outcomes
  }
}

extension Measurement {
  /// Repeats what runs in this process.
  static func repeating(_ runs: Int, _ body: () -> [Outcome]) -> Measurement {
    var outcomes: [Outcome] = []
    let time = ContinuousClock().measure { for _ in 0..<runs { outcomes = body() } }
    return Measurement(time: time, outcomes: outcomes)
  }
}
