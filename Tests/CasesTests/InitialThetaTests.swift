import Cases
import Datapath
import FixedPoint
import Samples
import Testing

/// The parameters that a run begins with: cast by the host, and seen by the node.
@Suite struct InitialThetaTests {
  private let columns = SampleColumns(x: [0, 1, 2, 3], y: [1, 3, 5, 7])

  private func fit(_ formats: [String], _ initialTheta: [WrittenNumber]) throws -> Fit {
    var settings = Settings()
    for format in formats { try settings.setFormat(format) }
    (settings.initialTheta, settings.epochs) = (initialTheta, 20)
    return Fit(try Plan(settings, columns: columns))
  }

  @Test func `the range of theta has the words that it begins with`() throws {
    let fit = try fit(["theta=sfix24_En16"], [100, -90])
    let range = try #require(fit.statistics[.theta].range)
    #expect(range.upperBound == 100 << 16 && range.lowerBound == -90 << 16)
    #expect(fit.statistics[.theta].casts == fit.run.statistics[.theta].casts + 2)
  }

  @Test func `an initial theta out of range counts as an overflow of theta`() throws {
    for (mode, wraps) in [("SAT", false), ("WRAP", true)] {
      let fit = try fit(["theta=ap_fixed<10,4,AP_RND,AP_\(mode)>"], [9, 0.5])
      let statistics = fit.statistics[.theta]
      #expect((statistics.wraps > 0) == wraps && (statistics.saturations > 0) == !wraps)
      #expect(statistics.firstOverflow == Moment(cycle: 0, epoch: 0, sample: nil))
      let warning = try #require(fit.overflowWarnings.first { $0.hasPrefix("node theta") })
      #expect(warning.contains("first at the start, on the host"))
    }
  }

  @Test func `an initial theta is cast from its digits and not from a Double`() throws {
    let tenth = try #require(WrittenNumber("0.1"))
    let fit = try fit(["theta=sfix62_En60", "step=ufix8_En60"], [tenth, tenth])
    // 2⁶⁰ / 10 = 115292150460684697.6, which a Double between them and the word would make …704.
    #expect(
      fit.plan.configuration.initialTheta == [115_292_150_460_684_698, 115_292_150_460_684_698])
  }

  @Test func `a theta that rounding still moves about is said to be unsettled`() throws {
    var settings = Settings()
    (settings.epochs, settings.scale) = (60, .standardize)
    let x = (0..<40).map { Double($0) }
    let noisy = SampleColumns(
      x: x, y: x.map { 2 * $0 + 1 + Double(($0 * 7919).truncatingRemainder(dividingBy: 13)) })
    // Coarse errors keep theta moving long after the reference has arrived.
    try settings.setFormat("error.fraction=5")
    try settings.setFormat("estimate.fraction=6")
    let fit = Fit(try Plan(settings, columns: noisy))
    try #require(fit.limitCycle == nil && !fit.run.stalled)
    #expect(fit.diagnosis.contains { $0.contains("unsettled: rounding still moves theta") })
  }
}
