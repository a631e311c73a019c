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

  @Test func `what no case can hold is kept as what the ports carried, and the bench shows it`()
    throws
  {
    // Looks at the padding of x, which a case always fills with the sign.
    let slip = BrokenRTLTests.Slip(
      name: "", file: "hardfit.v", original: "s_axis_tdata[X_WIDTH-1:0]}",
      slip:
        "s_axis_tdata[X_WIDTH-1:0] ^ {{(X_WIDTH-1){1'b0}}, X_SIGNED && s_axis_tdata[X_FIELD-1] != s_axis_tdata[X_WIDTH-1]}}",
      seed: 3, signal: "", hypothesis: "")
    let (folder, rtl) = try BrokenRTLTests.broken(slip)
    defer { withExtendedLifetime(folder) {} }
    let verification = RandomVerification(try Simulator.icarus.find(), rtl)
    let finding = try verification.shrink(seed: slip.seed)
    #expect(finding.reproduction == nil)
    #expect(finding.cycles == finding.stimulus.cycles.count)
    #expect(finding.cycles < Stimulus(seed: slip.seed).cycles.count)
    let plan = finding.stimulus.vectorPlan(named: "found", command: "hardfit verify --random 1")
    guard
      case .diverged = try CaseVerification(plan, rtl).run(.icarus, in: WorkingFolder())
        .outcome,
      case .passed(let cycles) = try CaseVerification(
        plan, RTLSource(folder: repositoryPath("rtl"))
      ).run(.icarus, in: WorkingFolder()).outcome
    else {
      Issue.record("the bench does not show the difference")
      return
    }
    #expect(cycles == finding.cycles)
  }

  @Test func `a difference that few words show is written as a case`()
    throws
  {
    let slip = BrokenRTLTests.Slip(
      name: "", file: "hardfit_quantizer.v", original: "(ONE << GUARD) - ONE",
      slip: "(ONE << GUARD) - (DROPPED > 3 ? ONE + ONE : ONE)", seed: 0, signal: "", hypothesis: "")
    let (folder, rtl) = try BrokenRTLTests.broken(slip)
    defer { withExtendedLifetime(folder) {} }
    let verification = RandomVerification(try Simulator.icarus.find(), rtl)
    let finding = try verification.shrink(seed: 21)
    #expect(finding.reproduction != nil)
  }

  @Test func `a search that may try few runs ends with a run that is not called the smallest`()
    throws
  {
    let slip = BrokenRTLTests.slips.first { $0.name == "sum for difference" }!
    let (folder, rtl) = try BrokenRTLTests.broken(slip)
    defer { withExtendedLifetime(folder) {} }
    var verification = try RandomVerification(Simulator.icarus.find(), rtl)
    verification.runLimit = 12
    let bounded = try verification.shrink(seed: 3)
    #expect(!bounded.isSmallest && bounded.reproduction != nil)
    #expect(bounded.cycles > 0)
  }
}
