import Testing

@testable import Benchmark

@Suite struct OutcomeTests {
  @Test func `a difference is named, and what is not told is not compared`() {
    let full = Outcome(
      theta: [1, -2], loss: 3, epochs: 4, cycles: 5,
      flags: Outcome.Flags(converged: false, stalled: true, overflow: 8))
    #expect(full.difference(from: full) == nil)
    #expect(Outcome(theta: [1, -2], loss: nil).difference(from: full) == nil)
    #expect(Outcome(theta: [1, 2], loss: 3).difference(from: full) == "theta_1 is 2, not -2")
    #expect(Outcome(theta: [1], loss: 3).difference(from: full) == "1 parameters")
    #expect(Outcome(theta: [1, -2], loss: 4).difference(from: full) == "loss is 4, not 3")
    var other = full
    other.cycles = 6
    #expect(other.difference(from: full) == "cycles is 6, not 5")
    other = full
    other.flags?.overflow = 0
    #expect(other.difference(from: full) == "overflow is 0, not 8")
    #expect(full.told == ["theta", "loss", "epochs", "cycles", "flags"])
  }
}
