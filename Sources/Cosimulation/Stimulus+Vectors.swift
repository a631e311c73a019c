import Datapath
import FixedPoint
import Samples
import Vectors

extension Stimulus {
  /// The texts of `stimulus.hex` and `expected.hex`.
  func vectors() -> (stimulus: TextSink, expected: TextSink) {
    var writer = PortVectorWriter(
      stimulus: TextSink(), expected: TextSink(), design: design,
      configuration: Configuration(
        step: 0, initialTheta: Array(repeating: 0, count: design.degree + 1), tolerance: 0,
        maximumEpochs: 0))
    drive { number, machine in
      writer.write(paddedInputs(number), cycles[number].configuration, machine.outputs)
      return true
    }
    do { return try writer.finish() } catch { fatalError("a text takes all that is written") }
  }

  /// The vectors of it, for a bench to play without a case.
  package func vectorPlan(named name: String, command: String) -> VectorPlan {
    var plan = VectorPlan(
      caseName: name, command: command, design: design,
      configuration: Configuration(
        step: 0, initialTheta: Array(repeating: 0, count: design.degree + 1),
        tolerance: design.neverConverges, maximumEpochs: 1),
      samples: PackedSamples(
        count: 1, xFormat: design.formats[.x], yFormat: design.formats[.y]
      ) { _ in (0, 0) })
    var recording: [PortCycle] = []
    drive { number, machine in
      recording.append(
        PortCycle(
          inputs: paddedInputs(number), configuration: cycles[number].configuration,
          outputs: machine.outputs))
      return true
    }
    plan.recording = recording
    plan.levels = [.port]
    return plan
  }

  /// The input ports with what stands in the bits that belong to no field.
  private func paddedInputs(_ number: Int) -> Inputs<Int128> {
    var (inputs, padding) = (cycles[number].inputs, cycles[number].padding)
    inputs.x = padded(inputs.x, design.formats[.x], with: padding)
    inputs.y = padded(inputs.y, design.formats[.y], with: padding >> 8)
    return inputs
  }

  /// What `s_axis_tdata` carries in a cycle, padding included.
  func data(in cycle: Int) -> UInt128 {
    let (x, y) = (design.formats[.x], design.formats[.y])
    let (inputs, padding) = (cycles[cycle].inputs, cycles[cycle].padding)
    func field(_ word: Int128, _ format: Format) -> UInt128 {
      UInt128(truncatingIfNeeded: word) & .mask((format.width + 7) / 8 * 8)
    }
    return field(padded(inputs.x, x, with: padding), x)
      | field(padded(inputs.y, y, with: padding >> 8), y) << UInt128((x.width + 7) / 8 * 8)
  }

  /// The word with other bits above it.
  private func padded(_ word: Int128, _ format: Format, with padding: UInt16) -> Int128 {
    Int128(truncatingIfNeeded: format.bits(ofRaw: word)) | Int128(padding) << Int128(format.width)
  }
}

/// Collects what is written.
struct TextSink: ByteSink {
  private(set) var bytes: [UInt8] = []
  mutating func write(_ bytes: [UInt8]) { self.bytes += bytes }
}
