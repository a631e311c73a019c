import Datapath
import FixedPoint

/// The model and the RTL side by side under one stimulus.
struct Diagnosis: Sendable {
  let stimulus: Stimulus
  let trace: Trace
  let registers: [Register]
  let rules: RuleBook
  /// The cycles that both sides have.
  let cycleCount: Int
  /// The model's registers and outputs in every cycle.
  let modelRegisters: [[Int128]]
  let modelOutputs: [[LogicWord]]
  /// The RTL's registers as numbers, in every cycle; nil for a word that is not known.
  let rtlRegisters: [[Int128?]]
  /// Where the field of each output port comes from.
  let outputSources: [OutputSource]
  private let controller: Description.Controller
  /// The epoch under way, from 1, and the sample accepted in a cycle, from 1, if one was.
  private let epochs: [Int]
  private let samples: [Int?]

  init(_ stimulus: Stimulus, _ trace: Trace) {
    let design = stimulus.design
    self.stimulus = stimulus
    self.trace = trace
    registers = design.registers
    rules = RuleBook(design)
    controller = design.controller
    let cycleCount = min(stimulus.cycles.count, trace.outputs.count)
    self.cycleCount = cycleCount
    var (states, outputs): ([[Int128]], [[LogicWord]]) = ([], [])
    var (epochs, samples): ([Int], [Int?]) = ([], [])
    var (epoch, sample) = (1, 0)
    stimulus.drive { number, machine in
      guard number < cycleCount else { return false }
      let words = stimulus.words(number, machine)
      states.append(words.registers)
      outputs.append(design.outputValues(machine.outputs))
      epochs.append(epoch)
      let isAccepted = words.happens(.accept)
      if isAccepted { sample += 1 }
      samples.append(isAccepted ? sample : nil)
      if words.inputs.reset || words.happens(.start) {
        (epoch, sample) = (1, 0)
      } else if words.happens(.taken) {
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
    outputSources = trace.fields.map { design.outputSource(of: $0) }
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

  /// Words of all registers with those of the ports in a cycle.
  func state(_ registers: [Int128], _ cycle: Int) -> CycleWords {
    let ports = stimulus.cycles[cycle]
    return CycleWords(registers, ports.inputs, ports.configuration, controller)
  }

  /// The rule by which the model's register was loaded at the end of a cycle.
  func rule(loading register: Int, in cycle: Int) -> RegisterRule? {
    guard cycle >= 0 else { return nil }
    let state = state(modelRegisters[cycle], cycle)
    return rules.rules[register].first { state.happens($0.rule.event) && $0.occasion != .reset }
  }

  // MARK: Where and when

  /// The name on the microarchitecture page.
  func name(_ register: Int) -> String {
    "\(registers[register].scope).\(registers[register].name)"
  }

  /// The register of a name on the microarchitecture page.
  func register(named name: String) -> Int? { registers.indices.first { self.name($0) == name } }

  /// The part of the machine, for a stage of the pipeline with what is made there: "stage 3 (error)".
  func stage(of register: Int) -> String {
    guard let stage = registers[register].stage else { return registers[register].scope }
    let made = registers.indices.filter { other in
      registers[other].stage == stage
        && rules.rules[other].contains { rule in
          switch rule.occasion {
          case .event(.accept): true
          case .event(.valid): rule.rule.operation != .copy
          default: false
          }
        }
    }
    return "stage \(stage) (\(made.map { registers[$0].name }.joined(separator: ", ")))"
  }

  /// The epoch and the sample that a register has in a cycle.
  func moment(of register: Int, in cycle: Int) -> (epoch: Int?, sample: Int?) {
    // What a stage's `valid` loads belongs to the sample of that stage.
    let stages = rules.rules[register].compactMap { rule in
      if case .event(.valid(let valid)) = rule.occasion { registers[valid].stage } else { nil }
    }
    if let depth = registers[register].stage ?? stages.first.map({ $0 + 1 }) {
      let accepted = cycle - 1 - depth
      if samples.indices.contains(accepted), let sample = samples[accepted] {
        return (epochs[accepted], sample)
      }
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

extension Register {
  /// The number of its stage in the pipeline.
  var stage: Int? { scope.hasPrefix("stage_") ? Int(scope.dropFirst(6)) : nil }
}

// MARK: - Ports

/// Where a field of an output port comes from.
enum OutputSource: Sendable {
  /// It tells that the controller is in a state.
  case state(State)
  case register(Int)
  /// Registers of one bit, and the places of their bits.
  case flags([(register: Int, bit: Int)])
}

extension Design {
  fileprivate func outputSource(of field: Trace.Field) -> OutputSource {
    let registers = registers
    func position(_ name: String) -> Int? { registers.firstIndex { $0.name == name } }
    switch field.field.name {
    case "s_axis_tready": return .state(.run)
    case "m_axis_tvalid": return .state(.result)
    // The result is shown when the next epoch's loss is yet to come.
    case "loss": return .register(position("loss_previous")!)
    case let name:
      return position(name).map { .register($0) }
        ?? .flags(
          Node.every.compactMap { node in
            position("overflow_\(node.name)").map { ($0, node.rawValue) }
          })
    }
  }
}

extension Diagnosis {
  /// What a field of an output port has to be by the words of the registers; nil where they are not known.
  func portWord(_ field: Int, _ words: [Int128?]) -> LogicWord? {
    let width = trace.fields[field].field.width
    switch outputSources[field] {
    case .state(let state):
      return words[controller.state].map { LogicWord(bits: $0 == state.rawValue ? 1 : 0) }
    case .register(let register): return words[register].map { LogicWord($0, width: width) }
    case .flags(let flags):
      var bits: UInt128 = 0
      for flag in flags {
        guard let word = words[flag.register] else { return nil }
        if word == 1 { bits |= 1 << UInt128(flag.bit) }
      }
      return LogicWord(bits: bits)
    }
  }

  /// Whether the RTL's controller is in a state in a cycle.
  func isRTL(in state: State, _ cycle: Int) -> Bool {
    rtlRegisters[cycle][controller.state] == Int128(state.rawValue)
  }
}
