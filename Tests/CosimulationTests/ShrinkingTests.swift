import Datapath
import Testing

@testable import Cosimulation

@Suite struct ShrinkingTests {
  @Test func `a failing draw is made small, still fails, and keeps its explanation`() throws {
    let slip = BrokenRTLTests.slips.first { $0.name == "sum for difference" }!
    let (folder, rtl) = try BrokenRTLTests.broken(slip)
    defer { withExtendedLifetime(folder) {} }
    let verification = RandomVerification(try Simulator.icarus.find(), rtl)
    let result = try verification.run(seeds: 3..<5)
    #expect(result.failures.map(\.seed) == [3, 4])
    let finding = try verification.shrink(seed: 3)
    guard case .diverged(let whole) = finding.outcome, let run = finding.reproduction else {
      Issue.record("nothing was found")
      return
    }
    #expect(whole.hypotheses.map(\.change) == [slip.hypothesis])
    // The smallest run is smaller than the draw and fails as well.
    let draw = Reproduction(seed: 3)
    #expect(finding.cycles < draw.stimulus().cycles.count)
    #expect(run.design.registerBits < draw.design.registerBits / 2)
    guard case .diverged = try run.stimulus().verify(verification.tools, rtl) else {
      Issue.record("the smallest run passes")
      return
    }
    // With the RTL as it should be it passes: the run is at fault in nothing.
    let right = try RTLSource(folder: repositoryPath("rtl"))
    guard case .passed = try run.stimulus().verify(verification.tools, right) else {
      Issue.record("the right RTL fails")
      return
    }
  }
}
