import Datapath
import FixedPoint

/// The model and the RTL side by side under one stimulus.
struct Diagnosis: Sendable {
  let stimulus: Stimulus
  let trace: Trace
  let registers: [Register]
  let equations: [RegisterEquation]
  let layout: RegisterEquation.Layout
  /// The cycles that both sides have.
  let cycleCount: Int
  /// The model's registers and outputs in every cycle.
  let modelRegisters: [[Int128]]
  let modelOutputs: [[LogicWord]]
  /// The RTL's registers as numbers, in every cycle; nil for a word that is not known.
  let rtlRegisters: [[Int128?]]
  /// Where the field of each output port comes from.
  private(set) var outputSources: [OutputSource?] = []
  /// The epoch under way, from 1, and the sample accepted in a cycle, from 1, if one was.
  private let epochs: [Int]
  private let samples: [Int?]

  init(_ stimulus: Stimulus, _ trace: Trace) {
    let design = stimulus.design
    self.stimulus = stimulus
    self.trace = trace
    registers = design.registers
    equations = design.equations
    let layout = design.equationLayout
    self.layout = layout
    let cycleCount = min(stimulus.cycles.count, trace.outputs.count)
    self.cycleCount = cycleCount
    var (states, outputs): ([[Int128]], [[LogicWord]]) = ([], [])
    var (epochs, samples): ([Int], [Int?]) = ([], [])
    var (epoch, sample) = (1, 0)
    stimulus.drive { number, machine in
      guard number < cycleCount else { return false }
      let inputs = stimulus.cycles[number].inputs
      states.append(machine.registers)
      outputs.append(design.outputValues(machine.outputs))
      epochs.append(epoch)
      let isAccepted = machine.outputs.sampleReady && inputs.sampleValid && !inputs.reset
      if isAccepted { sample += 1 }
      samples.append(isAccepted ? sample : nil)
      let isStart = inputs.start && machine.registers[layout.state] == RegisterEquation.Layout.idle
      let isTaken = machine.outputs.resultValid && inputs.resultReady
      if inputs.reset || isStart {
        (epoch, sample) = (1, 0)
      } else if isTaken {
        (epoch, sample) = (epoch + 1, 0)
      }
      return true
    }
    (modelRegisters, modelOutputs) = (states, outputs)
    (self.epochs, self.samples) = (epochs, samples)
    rtlRegisters = trace.registers.prefix(cycleCount).map { [registers] words in
      zip(words, registers).map { word, register in
        word.isKnown ? word.value(width: register.width, isSigned: register.isSigned) : nil
      }
    }
    outputSources = trace.fields.map { outputSource(of: $0) }
  }

  var design: Design { stimulus.design }
  var hasRegisters: Bool { !rtlRegisters.isEmpty }

  // MARK: The first differences

  /// The first cycle and field of an output port that differ.
  var firstPort: (cycle: Int, field: Int)? {
    for cycle in 0..<cycleCount {
      for field in trace.fields.indices
      where trace.outputs[cycle][field] != modelOutputs[cycle][field] {
        return (cycle, field)
      }
    }
    return nil
  }

  /// The first cycle in which registers differ, and all of them: values first, flags of overflow last.
  var firstRegisters: (cycle: Int, registers: [Int])? {
    for cycle in rtlRegisters.indices {
      let differing = registers.indices.filter {
        rtlRegisters[cycle][$0] != modelRegisters[cycle][$0]
      }
      if differing.isEmpty { continue }
      let isFlag = { (index: Int) in registers[index].name.hasPrefix("overflow_") }
      return (cycle, differing.filter { !isFlag($0) } + differing.filter(isFlag))
    }
    return nil
  }

  /// The model's state in a cycle, or the RTL's, for the equations; nil where a word is not known.
  func modelState(_ cycle: Int) -> RegisterEquation.State {
    state(modelRegisters[cycle], cycle)
  }

  func rtlState(_ cycle: Int) -> RegisterEquation.State? {
    var values: [Int128] = []
    values.reserveCapacity(registers.count)
    for value in rtlRegisters[cycle] {
      guard let value else { return nil }
      values.append(value)
    }
    return state(values, cycle)
  }

  func state(_ values: [Int128], _ cycle: Int) -> RegisterEquation.State {
    let ports = stimulus.cycles[cycle]
    return RegisterEquation.State(
      values: values, inputs: ports.inputs, configuration: ports.configuration,
      data: stimulus.data(in: cycle), layout: layout)
  }

  /// The equation by which a register was loaded at the end of a cycle.
  func equation(loading register: Int, in cycle: Int) -> RegisterEquation? {
    guard cycle >= 0 else { return nil }
    let state = modelState(cycle)
    return equations.first { $0.target == register && $0.isActive(state) }
  }

  // MARK: Where and when

  /// The name on the microarchitecture page.
  func name(_ register: Int) -> String {
    "\(registers[register].scope).\(registers[register].name)"
  }

  /// The part of the machine in the words of the microarchitecture page.
  func stage(of register: Int) -> String {
    let scope = registers[register].scope
    guard scope.hasPrefix("stage_"), let stage = Int(scope.dropFirst(6)) else { return scope }
    let degree = design.degree
    let work =
      switch stage {
      case 0: "sample"
      case 2 * degree + 1: "error"
      case 2 * degree + 2: "multiply"
      case 2 * degree + 3: "product"
      default: stage % 2 == 1 ? "multiply \((stage + 1) / 2)" : "add \(stage / 2)"
      }
    return "stage \(stage) (\(work))"
  }

  /// The epoch and the sample that a register has in a cycle.
  func moment(of register: Int, in cycle: Int) -> (epoch: Int?, sample: Int?) {
    let scope = registers[register].scope
    var accepted: Int?
    if scope.hasPrefix("stage_"), let stage = Int(scope.dropFirst(6)) {
      accepted = cycle - 1 - stage
    } else if scope == "accumulators", registers[register].name != "loss_previous" {
      accepted = cycle - 1 - (2 * design.degree + 4)
    }
    if let accepted, samples.indices.contains(accepted), let sample = samples[accepted] {
      return (epochs[accepted], sample)
    }
    return (epochs[cycle], nil)
  }

  func difference(_ register: Int, in cycle: Int) -> Divergence.Difference {
    let (place, moment) = (registers[register], moment(of: register, in: cycle))
    return Divergence.Difference(
      name: name(register), path: design.rtlRegisters[register].text,
      stage: stage(of: register), cycle: cycle, epoch: moment.epoch, sample: moment.sample,
      width: place.width, fractionBits: place.fractionBits, isSigned: place.isSigned,
      expected: LogicWord(modelRegisters[cycle][register], width: place.width),
      actual: trace.registers[cycle][register])
  }

  func difference(field index: Int, in cycle: Int) -> Divergence.Difference {
    let field = trace.fields[index]
    let isWhole = field.field.name == field.port
    return Divergence.Difference(
      name: isWhole ? field.port : "\(field.port).\(field.field.name)", path: field.port,
      stage: "output port", cycle: cycle, epoch: epochs[cycle], sample: nil,
      width: field.field.width, fractionBits: field.field.fractionBits,
      isSigned: field.field.isSigned, expected: modelOutputs[cycle][index],
      actual: trace.outputs[cycle][index])
  }
}
