import Datapath
import FixedPoint
import Samples
import Testing

@testable import Cases

/// What a fit says about where it ended.
@Suite struct DiagnosisTests {
  private static let columns: SampleColumns = {
    let steps = (0..<20).map { Double($0) }
    let y = steps.map { step in 3 - step / 5 + step.remainder(dividingBy: 2) / 8 }
    return SampleColumns(x: steps.map { $0 / 4 }, y: y)
  }()

  private func fit(
    _ words: String..., statistics: Bool = true, change: (inout Settings) -> Void = { _ in }
  ) throws -> Fit {
    var settings = Settings()
    settings.capacity = 64
    for word in words { try settings.setFormat(word) }
    change(&settings)
    return Fit(try Plan(settings, columns: Self.columns), counting: statistics ? .full : .none)
  }

  @Test func `a run that converges ends near least squares and says how near`() throws {
    let fit = try fit { $0.epochs = 2000 }
    let diagnosis = fit.diagnosis
    #expect(fit.distanceInPlaces < 200 && !fit.hasDiverged)
    #expect(
      diagnosis.first
        == "theta ends \((fit.distanceInPlaces * 100).rounded() / 100) LSB from least squares (one is 2^-\(fit.plan.design.formats[.theta].fractionBits))"
    )
    #expect(!diagnosis.contains { $0.contains("warning") || $0.contains("diverged") })
    #expect(fit.overflowWarnings.isEmpty)
  }

  @Test func `a dead zone is named, and it is one`() throws {
    let fit = try fit("theta=sfix10_En7") { $0.epochs = 5000 }
    #expect(fit.stop == .stalled && fit.run.epochs < 5000)
    #expect(
      fit.diagnosis.contains { $0.contains("dead zone: with this gradient μ·gradient rounds to 0") }
    )
    // One epoch more from where it stopped moves nothing.
    let last = fit.history.suffix(2).map(\.theta)
    for k in 0...1 { #expect(last[0][k] == last[1][k]) }
  }

  @Test func `too few epochs are told apart from too few bits`() throws {
    let fit = try fit { ($0.epochs, $0.learningRate) = (3, 0.001) }
    #expect(fit.stop == .epochs)
    #expect(
      fit.diagnosis.contains {
        $0.contains("missing epochs: the Double reference at the same epoch is as far away; ")
          && $0.hasSuffix(
            "more epochs, or the fastest learning rate, 0.025, would bring both nearer")
      })
    #expect(fit.limitCycle == nil)
    let fastest = try self.fit { ($0.epochs, $0.learningRate) = (3, 0.0249) }
    #expect(!fastest.diagnosis.contains { $0.contains("or the fastest") })
  }

  @Test(arguments: 3...14)
  func `a limit cycle has the period and the beginning that the history shows`(width: Int) throws {
    let fit = try fit("error=sfix\(width)_En\(width - 3),TRN") {
      ($0.epochs, $0.learningRate) = (400, 0.04)
    }
    // The period may be longer than what is left of the run; so the claim is checked on a longer one.
    let longer = try self.fit("error=sfix\(width)_En\(width - 3),TRN") {
      ($0.epochs, $0.learningRate) = (1500, 0.04)
    }
    let thetas = longer.history.map { beat in (0...1).map { beat.theta[$0] } }
    guard let cycle = fit.limitCycle else {
      #expect(fit.stop == .stalled || !fit.settled.holds(fit.run))
      return
    }
    #expect(
      fit.diagnosis.last?.hasPrefix("  limit cycle: from epoch \(cycle.firstEpoch) on") == true)
    let first = cycle.firstEpoch - 1
    // One that is known from epochs beyond the run's is not in its history as a whole.
    guard first + cycle.period <= thetas.count else { return }
    #expect(Set(thetas[first..<(first + cycle.period)]).count == cycle.period && cycle.period > 1)
    for epoch in first..<(1500 - cycle.period) {
      #expect(thetas[epoch] == thetas[epoch + cycle.period])
    }
    #expect(first == 0 || thetas[first - 1] != thetas[first - 1 + cycle.period])
  }

  @Test func `a stall is a dead zone only where words still show an error and theta has room`()
    throws
  {
    let exact = SampleColumns(x: [-1, 1], y: [-1, 1])
    var settings = Settings()
    (settings.capacity, settings.scale) = (4, Scaling.none)
    settings.learningRate = 0.25
    let fitted = Fit(try Plan(settings, columns: exact))
    #expect(fitted.stop == .stalled && fitted.run.loss == 0)
    #expect(fitted.diagnosis.contains { $0.contains("the last epoch's loss is 0") })
    try settings.setFormat("theta=sfix8_En8")
    let held = Fit(try Plan(settings, columns: exact))
    #expect(held.stop == .stalled && held.run.theta[1] == 127)
    #expect(held.diagnosis.contains { $0.contains("out of range: theta stands at the end") })
    for fit in [fitted, held] { #expect(!fit.diagnosis.contains { $0.contains("dead zone") }) }
  }

  @Test func `a tolerance stops the run as soon as the loss falls by no more`() throws {
    let fit = try fit { ($0.epochs, $0.tolerance) = (1000, .value(0.001)) }
    #expect(fit.stop == .converged && fit.run.epochs < 1000)
    let losses = fit.history.map { fit.plan.design.formats[.loss].value(ofRaw: $0.loss) }
    let falls = zip(losses, losses.dropFirst()).map { $0 - $1 }
    #expect(falls.last! <= 0.001 && falls.dropLast().allSatisfy { $0 > 0.001 })
  }

  @Test func `divergence is named with the rate, its limit and the losses`() throws {
    let fit = try fit { ($0.epochs, $0.learningRate) = (60, 0.2) }
    #expect(fit.hasDiverged)
    let line = try #require(fit.diagnosis.first)
    #expect(line.hasPrefix("diverged: the learning rate 0.2 is above the largest stable one, 0.0"))
    #expect(!fit.diagnosis.contains { $0.contains("LSB from") })
  }

  @Test(arguments: ["theta=sfix10_En10,RND_CONV,WRAP", "gradient=sfix24_En23", "error=sfix10_En9"])
  func `an overflow is placed where a cycle-by-cycle look finds the first`(word: String) throws {
    let node = try #require(Node(name: String(word.prefix { $0 != "=" && $0 != "." })))
    let fit = try fit(word) { $0.epochs = 30 }
    let seen = fit.statistics[node]
    #expect(seen.overflows > 0)
    let first = try #require(seen.firstOverflow)
    let line = try #require(fit.overflowWarnings.first { $0.hasPrefix("node \(node.name) ") })
    let kind = fit.plan.design.formats[node].overflow.wraps ? "wrapped" : "saturated"
    #expect(line.hasPrefix("node \(node.name) overflowed: it \(kind) \(seen.overflows) times, "))
    #expect(line.contains("first at epoch \(first.epoch)") && line.contains("cycle \(first.cycle)"))
    #expect(line.hasSuffix("give \(fit.plan.design.formats[node]) more integer bits"))
    #expect(fit.diagnosis.contains("warning: \(line)"))

    // The sticky bit as a port shows it: up in the cycle after the cast, and not before.
    var watch = OverflowWatch(bit: node.rawValue)
    _ = fit.plan.simulation.run(observer: &watch)
    #expect(watch.firstSet == first.cycle + 1)
  }

  @Test func `the response to an overflow decides who hears of it`() throws {
    for (response, warnings, errors) in [
      (Settings.OverflowResponse.silent, 0, 0), (.warning, 1, 0), (.error, 0, 1),
    ] {
      for statistics in [true, false] {
        let fit = try fit("error=sfix10_En9", statistics: statistics) {
          $0.onOverflow = [.error: response]
          for node in Node.allCases where node != .error { $0.onOverflow[node] = .silent }
        }
        #expect(fit.overflowWarnings.count == warnings)
        #expect(fit.overflowed(.error).count == errors)
        #expect(fit.diagnosis.count { $0.hasPrefix("warning: node") } == warnings)
        #expect(fit.diagnosis.count { $0.hasPrefix("error: node") } == errors)
        #expect(statistics || warnings == 0 || fit.overflowWarnings[0].contains("not counted"))
        #expect(fit.counting(of: .error) == (statistics ? .full : .none))
        #expect(fit.counting(of: .theta) == .full)
      }
    }
  }

  @Test func `overflows on the host are told by sample`() throws {
    let fit = try fit("x=sfix8_En7", "step=ufix8_En14")
    let lines = fit.overflowWarnings
    let first = try #require(
      fit.plan.scaled.x.firstIndex {
        (try? fit.plan.design.formats[.x].cast($0).isOverflow) == true
      })
    #expect(
      lines.contains {
        $0.hasPrefix("node x overflowed")
          && $0.contains("first at sample \(first + 1), on the host")
      })
    #expect(lines.contains { $0.hasPrefix("node step overflowed") && $0.contains(", on the host") })
  }
}

/// When a bit of the port `overflow` is first set.
private struct OverflowWatch: CycleObserver {
  let bit: Int
  private(set) var firstSet: Int?

  init(bit: Int) { self.bit = bit }

  mutating func observe(
    cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
  ) {
    if firstSet == nil, outputs.overflow >> UInt16(bit) & 1 == 1 { firstSet = cycle }
  }
}
