import Datapath
import Foundation
import Testing

@testable import Cosimulation

/// The RTL equals the model on every port in every cycle, whatever the design.
///
/// `HARDFIT_RANDOM_DESIGNS` asks for more designs than CI has time for, above all in Verilator, which compiles each of
/// them; `HARDFIT_RANDOM_SEED` for others.
@Suite(.serialized) struct RandomDesignTests {
  static let count = environment("HARDFIT_RANDOM_DESIGNS")
  static let seed = environment("HARDFIT_RANDOM_SEED") ?? 1

  private static func environment(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }

  @Test(arguments: Simulator.allCases)
  func `random designs equal the model on every port in every cycle`(
    _ simulator: Simulator
  ) throws {
    let rtl = try RTLSource(folder: repositoryPath("rtl"))
    let count = Self.count ?? (simulator == .icarus ? 200 : 40)
    let seeds = Self.seed..<Self.seed + count
    let result = try RandomVerification(simulator.find(), rtl).run(seeds: seeds)
    #expect(result.failures.isEmpty, "seeds \(result.failures)")
    #expect(result.designs == seeds.count)
    #expect(result.cycles >= 300 * seeds.count)
  }

  @Test func `random designs equal the model in a newer Verilator too`() throws {
    let rtl = try RTLSource(folder: repositoryPath("rtl"))
    let result = try RandomVerification(.newerVerilator(), rtl).run(seeds: 1..<9)
    #expect(result.failures.isEmpty, "seeds \(result.failures)")
    #expect(result.designs == 8)
  }

  /// What formats drawn apart from one another met seldom or never, each a slip of one rule.
  @Test(arguments: [
    (
      "hardfit_adder.v", "|| B_SIGNED != 0 || SUBTRACT != 0 ? 1 : 0", "|| B_SIGNED != 0 ? 1 : 0"
    ),
    ("hardfit_term.v", "(SQUARE != 0 && A_SIGNED != 0 ? 1 : 0)", "(SQUARE != 0 ? 1 : 0)"),
    (
      "hardfit_controller.v", "{loss_previous_sign, loss_previous} - {loss_sign, loss}",
      "{1'b0, loss_previous} - {1'b0, loss}"
    ),
    ("hardfit_controller.v", "state == LOAD || taken", "state == LOAD || m_axis_tvalid"),
  ])
  func `random designs find a sign, a width and a cycle that few designs depend on`(
    file: String, original: String, slip: String
  ) throws {
    let (folder, rtl) = try BrokenRTLTests.broken(
      BrokenRTLTests.Slip(
        name: "", file: file, original: original, slip: slip, seed: 0, signal: "", hypothesis: ""))
    defer { withExtendedLifetime(folder) {} }
    // Of 200 designs those that are drawn for this: the others would only take time.
    let seeds = (1..<201).filter { DesignStyle(draw: $0).isClose }
    let result = try RandomVerification(Simulator.icarus.find(), rtl).run(seeds: seeds)
    #expect(seeds.count == 50 && result.failures.count >= 2, "\(result.failures)")
  }

  @Test(arguments: [
    ("epochs_left  <= cfg_max_epochs;", "epochs_left  <= {16'd0, cfg_max_epochs[15:0]};"),
    ("$signed(decrease) <= $signed(tolerance)", "$signed(decrease) < $signed(tolerance)"),
    ("$signed(decrease) <= $signed(tolerance)", "$signed(decrease) <= $signed(cfg_tolerance)"),
  ])
  func `a few random designs find what one bit of the controller decides`(
    original: String, slip: String
  ) throws {
    let (folder, rtl) = try BrokenRTLTests.broken(
      BrokenRTLTests.Slip(
        name: "", file: "hardfit_controller.v", original: original, slip: slip, seed: 0,
        signal: "", hypothesis: ""))
    defer { withExtendedLifetime(folder) {} }
    let result = try RandomVerification(Simulator.icarus.find(), rtl).run(seeds: 1..<31)
    #expect(result.failures.count >= 2, "\(result.failures)")
  }
}
