import Datapath
import Testing

@testable import Cosimulation

@Suite struct RegisterRuleTests {
  @Test func `every register of the machine has the word that its rules say`() {
    for seed in UInt64(0)..<24 {
      let stimulus = Stimulus(seed: seed)
      let design = stimulus.design
      let trace = Trace(fields: design.outputFields, outputs: stimulus.cycles.map { _ in [] })
      let diagnosis = Diagnosis(stimulus, trace)
      let trial = RuleTrial(diagnosis, diagnosis.modelRegisters)
      var predicted = 0
      for register in design.registers.indices {
        let fit = trial.fit(trial.right, register)
        #expect(fit != nil, "seed \(seed), \(diagnosis.name(register))")
        #expect(fit?.telling == 0)
        predicted += fit?.cycles ?? 0
      }
      // Sums of accumulators of the full width are beyond 128 bits.
      let all = design.registers.count * (stimulus.cycles.count - 1)
      #expect(predicted > all * 9 / 10, "seed \(seed)")
    }
  }

  @Test func `a port has the word that its registers say`() {
    for seed in UInt64(0)..<24 {
      let stimulus = Stimulus(seed: seed)
      let outputs = stimulus.outputs
      let trace = Trace(fields: stimulus.design.outputFields, outputs: outputs)
      let diagnosis = Diagnosis(stimulus, trace)
      for (cycle, words) in diagnosis.modelRegisters.enumerated() {
        for field in trace.fields.indices {
          guard diagnosis.portWord(field, words) != outputs[cycle][field] else { continue }
          Issue.record("seed \(seed), cycle \(cycle), \(trace.fields[field].field.name)")
          return
        }
      }
    }
  }
}

extension Stimulus {
  /// What the model has at its output ports.
  fileprivate var outputs: [[LogicWord]] {
    var outputs: [[LogicWord]] = []
    drive { _, machine in
      outputs.append(design.outputValues(machine.outputs))
      return true
    }
    return outputs
  }
}
