import Datapath
import Testing

@testable import Cosimulation

@Suite struct RegisterEquationTests {
  @Test func `every number that the machine loads is what its equation says`() {
    for seed in UInt64(0)..<120 {
      let stimulus = Stimulus(seed: seed)
      let design = stimulus.design
      let equations = design.equations
      let layout = design.equationLayout
      let numbers = design.registers.enumerated().filter { _, register in
        register.fractionBits != nil && !["step", "tolerance"].contains(register.name)
      }.map(\.offset)
      var before: RegisterEquation.State?
      var (loads, differences, unfounded) = (0, 0, 0)
      stimulus.drive { number, machine in
        let values = machine.registers
        if let before {
          var expected = before.inputs.reset ? values.map { _ in 0 } : before.values
          for equation in equations where equation.isActive(before) {
            loads += 1
            // Accumulators of the full width have sums beyond 128 bits.
            expected[equation.target] = equation.result(before) ?? values[equation.target]
          }
          for index in numbers where expected[index] != values[index] { differences += 1 }
        } else {
          unfounded += values.count { $0 != 0 }
        }
        before = RegisterEquation.State(
          values: values, inputs: stimulus.cycles[number].inputs,
          configuration: stimulus.cycles[number].configuration,
          data: stimulus.data(in: number), layout: layout)
        return true
      }
      #expect(differences == 0, "seed \(seed)")
      #expect(unfounded == 0, "seed \(seed)")
      #expect(loads > 100, "seed \(seed)")
    }
  }
}
