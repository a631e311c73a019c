import Foundation
import Testing

/// The forms of the RTL that were cut into cycles, and the multiplier of a device, equal the plain ones: proved by Yosys'
/// SAT solver, by induction over the cycles, for the formats of each argument.
@Suite struct SerialFormTests {
  /// A form, its parameters, and the registers that the proof looks at.
  struct Form: CustomTestStringConvertible {
    let module: String
    let parameters: String
    var testDescription: String { "\(module) \(parameters)" }

    var files: String {
      module == "multiplier_proof"
        ? "rtl/ecp5/hardfit_multiplier.v plain_multiplier.v" : "rtl/*.v"
    }

    var script: String {
      let seen =
        module == "update_proof"
        ? ["taken_step update.step", "state controller.state", "moved update.moved"]
          + ["bits_left controller.bits_left"] : []
      return
        (["read_verilog -defer \(files) \(module).v"]
        + parameters.split(separator: " ").map {
          let parts = $0.split(separator: "=")
          // Yosys takes a sign for an option's.
          return "chparam -set \(parts[0]) 32'd\(UInt32(bitPattern: Int32(parts[1])!)) \(module)"
        }
        + ["hierarchy -top \(module)", "proc", "flatten"] + seen.map { "connect -set \($0)" }
        + [
          "opt -full", "wreduce", "opt -full",
          "sat -tempinduct -set-init-zero -maxsteps 24 -prove ok 1 -timeout 120",
        ])
        .joined(separator: "; ")
    }
  }

  static let forms =
    [
      "STEP_WIDTH=3", "STEP_WIDTH=1 UPDATE_QUANTIZATION=1 THETA_QUANTIZATION=3",
      "STEP_WIDTH=5 GRADIENT_WIDTH=7 UPDATE_QUANTIZATION=5 UPDATE_OVERFLOW=4 UPDATE_N_BITS=2 THETA_OVERFLOW=2",
      "GRADIENT_SIGNED=0 UPDATE_SIGNED=0 THETA_SIGNED=0 UPDATE_QUANTIZATION=4 THETA_OVERFLOW=1",
      "GRADIENT_FRACTION=20 UPDATE_QUANTIZATION=2 UPDATE_OVERFLOW=3",
      // As many bits dropped as the gradient has: rounding carries out of what is left.
      "GRADIENT_WIDTH=4 GRADIENT_FRACTION=4 UPDATE_QUANTIZATION=2",
      "GRADIENT_FRACTION=-20 UPDATE_OVERFLOW=3 UPDATE_N_BITS=1",
    ].map { Form(module: "update_proof", parameters: $0) }
    + [
      "FACTOR_WIDTH=5", "FACTOR_WIDTH=1 X_WIDTH=1 FACTOR_SIGNED=0 QUANTIZATION=2",
      "FACTOR_WIDTH=20 X_WIDTH=3 FACTOR_SIGNED=0 X_SIGNED=0 ADDEND_SIGNED=0 SIGNED=0",
      "FACTOR_WIDTH=20 X_WIDTH=2 X_SIGNED=0 ADDEND_FRACTION=-3 OVERFLOW=3",
    ].map { Form(module: "horner_proof", parameters: $0) }
    + [
      "A_WIDTH=4", "A_SIGNED=0", "A_WIDTH=4 B_WIDTH=4 B_SIGNED=0",
      "A_WIDTH=1 A_SIGNED=0 B_SIGNED=0",
      // A side of one bit, and one that no block takes
      "A_WIDTH=1", "A_WIDTH=19 B_WIDTH=2", "A_WIDTH=2 B_WIDTH=18 B_SIGNED=0",
      "A_WIDTH=17 B_WIDTH=2",
    ].map { Form(module: "multiplier_proof", parameters: $0) }

  private static func proof(_ form: Form, slip: String = "true") throws -> String {
    let folder = try TemporaryFolder()
    let run = try Executable.shell(
      """
      cp -r \(Repository.root.path)/rtl \(Repository.root.path)/Tests/proofs/*.v . && \(slip) &&
      sed 's/module hardfit_/module plain_/' rtl/hardfit_multiplier.v > plain_multiplier.v &&
      yosys -p "\(form.script)"
      """, in: folder.url)
    #expect(run.code == 0, "\(run.output.suffix(2000))\(run.error)")
    return run.output
  }

  @Test(arguments: forms)
  func `a form in several cycles equals the plain one`(_ form: Form) throws {
    let proof = try Self.proof(form)
    #expect(proof.contains("Induction step proven: SUCCESS!"), "\(proof.suffix(2000))")
  }

  @Test(arguments: [
    (forms[0], "sed -i \"s/{partial_sign, /{1'b0, /\" rtl/hardfit_update.v"),
    (
      forms[0],
      "sed -i 's/HIGHEST_BIT = STEP_WIDTH - 1/HIGHEST_BIT = STEP_WIDTH/' rtl/hardfit_controller.v"
    ),
    (
      forms[2],
      "sed -i 's/.OVERFLOW(UPDATE_OVERFLOW), .N_BITS/.OVERFLOW(3), .N_BITS/' rtl/hardfit_update.v"
    ),
    (forms[5], "sed -i 's/DROPPED > 0 ? 1 : 0/0/' rtl/hardfit_update.v"),
    (forms[18], "sed -i \"s/SIGNEDA(1'b1/SIGNEDA(1'b0/\" rtl/ecp5/*.v"),
    (forms[12], "sed -i \"s/RST0(rst)/RST0(1'b0)/\" rtl/ecp5/*.v"),
    (forms[13], "sed -i \"s/CE0(enable)/CE0(1'b1)/\" rtl/ecp5/*.v"),
    (forms[9], "sed -i 's/{upper, {SPLIT/{lower, {SPLIT/' rtl/hardfit_horner.v"),
  ])
  func `a slip in it is found`(_ form: Form, _ slip: String) throws {
    #expect(try Self.proof(form, slip: slip).contains("model found for base case: FAIL!"))
  }
}
