import Datapath
import Vectors

/// What a simulator made of a stimulus: the output ports and, where they can be found, the registers, in every cycle.
struct Trace: Sendable {
  /// A field of an output port.
  struct Field: Hashable, Sendable {
    let port: String
    let field: WordField
    let signal: RTLSignal
  }

  let fields: [Field]
  /// The words of the fields, a cycle an element.
  var outputs: [[LogicWord]] = []
  /// The words of ``Design/registers``, a cycle an element; empty if the RTL has others.
  var registers: [[LogicWord]] = []
  /// The registers that the RTL has not, by their paths in `rtl/`.
  var missing: [String] = []
}

extension Design {
  /// The fields of the output ports, in the order of the ports.
  var outputFields: [Trace.Field] {
    ports.filter { $0.direction == .output }.flatMap { port in
      var end = port.width
      return port.fields.map { field in
        end -= field.width
        return Trace.Field(
          port: port.name, field: field,
          signal: RTLSignal(path: port.name, lowBit: end, width: field.width))
      }
    }
  }

  /// The model's values of ``outputFields``.
  func outputValues(_ outputs: Outputs) -> [LogicWord] {
    func bit(_ flag: Bool) -> Int128 { flag ? 1 : 0 }
    let values: [Int128] =
      [bit(outputs.sampleReady), bit(outputs.resultValid), outputs.loss]
      + (0...degree).reversed().map { outputs.theta[$0] }
      + [
        bit(outputs.done), bit(outputs.converged), bit(outputs.stalled), Int128(outputs.overflow),
      ]
    return zip(outputFieldWidths, values).map { LogicWord($1, width: $0) }
  }

  private var outputFieldWidths: [Int] {
    func padded(_ width: Int) -> Int { (width + 7) / 8 * 8 }
    return [1, 1, padded(formats[.loss].width)]
      + Array(repeating: padded(formats[.theta].width), count: degree + 1)
      + [1, 1, 1, overflowBits]
  }
}

extension Batch {
  /// Simulates one stimulus to its end, whether it diverges or not, and takes down what the RTL did.
  static func trace(
    _ stimulus: Stimulus, _ tools: SimulatorTools, _ rtl: RTLSource, in folder: WorkingFolder,
    timeLimit: Duration
  ) throws(ToolError) -> Trace {
    var batch = Batch(stimuli: [stimulus])
    batch.tracesTo = "trace.vcd"
    _ = try batch.run(tools, rtl, in: folder, timeLimit: timeLimit)
    // A simulator does not tell that its waves are cut short.
    try WorkingFolder.checkRoom(in: folder.path)
    do {
      let waves = try WaveReader(path: folder.path("trace.vcd"), scope: "dut0")
      return try read(waves, of: stimulus)
    } catch {
      throw .failed(name: tools.simulator.title, line: "its waves cannot be read: \(error)")
    }
  }

  private static func read(_ waves: WaveReader, of stimulus: Stimulus) throws -> Trace {
    let design = stimulus.design
    let fields = design.outputFields
    let registers = design.rtlRegisters
    var trace = Trace(fields: fields)
    let signals = fields.map(\.signal)
    func take(_ all: [RTLSignal]) throws {
      // The first edge ends the cycle of the reset.
      try waves.sample(all) { edge, words in
        guard edge > 0 else { return true }
        trace.outputs.append(Array(words.prefix(signals.count)))
        if all.count > signals.count {
          trace.registers.append(Array(words.dropFirst(signals.count)))
        }
        return edge < stimulus.cycles.count
      }
    }
    do { try take(signals + registers) } catch WaveReader.Failure.missing(let paths)
      where Set(paths).isDisjoint(with: signals.map(\.path))
    {
      trace.missing = paths
      try take(signals)
    }
    return trace
  }
}
