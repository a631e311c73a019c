import Datapath
import FixedPoint
import Foundation

/// A variable of a dump: where it stands, and what of a cycle it shows.
struct WaveVariable {
  enum Content {
    case clock
    /// Values of a cycle side by side, as bits.
    case bits(Range<Int>)
    /// A value of a cycle as the number that it stands for.
    case number(Int, isSigned: Bool, width: Int, fractionBits: Int)
    /// The name of the controller's state, which is a value of a cycle.
    case state(Int)
    /// Where in the run a cycle is.
    case epoch, sample
  }

  /// From the top: `hardfit`, `stage_3`.
  let scopes: [String]
  let name: String
  let width: Int
  let content: Content
  let isRegister: Bool

  init(
    _ scopes: [String], _ name: String, _ width: Int, _ content: Content, isRegister: Bool = false
  ) {
    self.scopes = scopes
    self.name = name
    self.width = width
    self.content = content
    self.isRegister = isRegister
  }

  /// The type of the dump; `string` is GTKWave's own, the standard has none.
  var kind: String {
    switch content {
    case .clock, .bits: isRegister ? "reg" : "wire"
    case .number: "real"
    case .state: "string"
    case .epoch, .sample: "integer"
    }
  }

  /// The range behind the name of what has several bits.
  var range: String? {
    if case .bits = content, width > 1 { "[\(width - 1):0]" } else { nil }
  }
}

extension Design {
  /// The variables of a dump.
  ///
  /// The scope `hardfit` has the ports and registers, as the RTL has them. The scope `values` is for people: what is a
  /// number there, once more as a number, the name of the controller's state, and the epoch and sample.
  var waveVariables: [WaveVariable] {
    let (bits, numbers) = ("hardfit", "values")
    var words = [WaveVariable([bits], "clk", 1, .clock)]
    var readable: [WaveVariable] = []
    var count = 0
    for port in ports {
      words.append(
        WaveVariable([bits], port.name, port.width, .bits(count..<count + port.fields.count)))
      for field in port.fields {
        if let fractionBits = field.fractionBits {
          readable.append(
            WaveVariable(
              [numbers, port.name], field.name, 64,
              .number(
                count, isSigned: field.isSigned, width: field.wordLength, fractionBits: fractionBits
              )))
        }
        count += 1
      }
    }
    // The first register.
    let position = [
      WaveVariable([numbers], "state", 1, .state(count)),
      WaveVariable([numbers], "epoch", 32, .epoch), WaveVariable([numbers], "sample", 32, .sample),
    ]
    for register in registers {
      words.append(
        WaveVariable(
          [bits, register.scope], register.name, register.width, .bits(count..<count + 1),
          isRegister: true))
      if let fractionBits = register.fractionBits {
        readable.append(
          WaveVariable(
            [numbers, register.scope], register.name, 64,
            .number(
              count, isSigned: register.isSigned, width: register.width, fractionBits: fractionBits)
          ))
      }
      count += 1
    }
    return words + position + readable
  }
}

/// Where in a run a cycle is, from what the ports carry and, where no port tells, from the state.
struct RunPosition {
  /// The epoch under way, from 1, of all runs; 0 before the first `start` and after a reset.
  private(set) var epoch = 0
  /// The samples of it that were taken, that of this cycle included; where samples keep coming, those of the stream.
  private(set) var sample = 0
  private let isRunning: Bool
  private var isBusy = false
  private var before: (inputs: Inputs<Int128>, outputs: Outputs, isInResult: Bool)?

  init(_ design: Design) { isRunning = design.isRunning }

  /// - Parameter isInResult: whether an epoch ends here.
  mutating func advance(_ inputs: Inputs<Int128>, _ outputs: Outputs, isInResult: Bool) {
    if let (was, gave, wasInResult) = before {
      if was.reset {
        (epoch, sample, isBusy) = (0, 0, false)
      } else if was.start, !isBusy {
        (epoch, sample, isBusy) = (1, 0, true)
      } else if wasInResult, was.resultReady || !gave.resultValid {
        isBusy = isRunning || !outputs.done
        if isBusy { (epoch, sample) = (epoch + 1, isRunning ? sample : 0) }
      }
      if isRunning, was.sampleValid, gave.sampleReady, was.sampleLast { sample = 0 }
    }
    if inputs.sampleValid, outputs.sampleReady { sample += 1 }
    before = (inputs, outputs, isInResult)
  }
}
