import Datapath
import FixedPoint

/// A port of the datapath as the RTL has it: its name, and the fields it is packed from.
public struct Port: Hashable, Sendable {
  public enum Direction: Sendable {
    case input, output
  }

  public let name: String
  public let direction: Direction
  /// The fields, the highest first.
  public let fields: [WordField]

  public var width: Int { fields.reduce(0) { $0 + $1.width } }

  init(_ name: String, _ direction: Direction, _ width: Int) {
    self.init(name, direction, [WordField(name, bits: width)])
  }

  init(_ name: String, _ direction: Direction, _ fields: [WordField]) {
    self.name = name
    self.direction = direction
    self.fields = fields
  }
}

/// A part of a port or of a column, with what its bits stand for.
public struct WordField: Hashable, Sendable {
  public let name: String
  /// The bits it takes, extension to whole bytes included.
  public let width: Int
  /// The bits of the word itself; those above repeat its sign, or are 0 where it has none.
  public let wordLength: Int
  public let isSigned: Bool
  /// Where the binary point of a number is; nil for flags and counts.
  public let fractionBits: Int?

  /// Flags, or a count.
  init(_ name: String, bits: Int) {
    self.name = name
    (width, wordLength, isSigned, fractionBits) = (bits, bits, false, nil)
  }

  /// A number; extended to whole bytes where the port asks for it.
  init(_ name: String, _ format: Format, inWholeBytes: Bool = false) {
    self.name = name
    width = inWholeBytes ? (format.width + 7) / 8 * 8 : format.width
    wordLength = format.width
    isSigned = format.isSigned
    fractionBits = format.fractionBits
  }

  /// A signed number with one bit more than a format: the difference of two.
  init(_ name: String, differenceIn format: Format) {
    self.name = name
    width = format.width + 1
    wordLength = width
    isSigned = true
    fractionBits = format.fractionBits
  }
}

extension Design {
  /// Every port but the clock, in the order of the microarchitecture page.
  public var ports: [Port] {
    func padded(_ name: String, _ node: Node) -> WordField {
      WordField(name, formats[node], inWholeBytes: true)
    }
    let thetas = (0...degree).reversed()
    return [
      Port("rst", .input, 1),
      Port("s_axis_tvalid", .input, 1),
      Port("s_axis_tready", .output, 1),
      Port("s_axis_tlast", .input, 1),
      Port("s_axis_tdata", .input, [padded("y", .y), padded("x", .x)]),
      Port("cfg_step", .input, [WordField("cfg_step", formats[.step])]),
      Port(
        "cfg_theta_init", .input, thetas.map { WordField("theta_\($0)", formats[.theta]) }),
      Port(
        "cfg_tolerance", .input, [WordField("cfg_tolerance", differenceIn: formats[.loss])]),
      Port("cfg_max_epochs", .input, 32),
      Port("start", .input, 1),
      Port("m_axis_tvalid", .output, 1),
      Port("m_axis_tready", .input, 1),
      Port(
        "m_axis_tdata", .output,
        [padded("loss", .loss)] + thetas.map { padded("theta_\($0)", .theta) }),
      Port("done", .output, 1),
      Port("converged", .output, 1),
      Port("stalled", .output, 1),
      Port("overflow", .output, overflowBits),
    ]
  }

  /// The values of all fields of all ``ports`` in a cycle, in that order.
  ///
  /// A value is a two's complement number of which the field holds the low bits.
  func portValues(
    _ inputs: Inputs<Int128>, _ outputs: Outputs, _ configuration: Configuration
  ) -> [Int128] {
    func bit(_ flag: Bool) -> Int128 { flag ? 1 : 0 }
    let thetas = (0...degree).reversed()
    return [
      bit(inputs.reset), bit(inputs.sampleValid), bit(outputs.sampleReady),
      bit(inputs.sampleLast), inputs.y, inputs.x, configuration.step,
    ]
      + thetas.map { configuration.initialTheta[$0] } + [
        configuration.tolerance, Int128(configuration.maximumEpochs), bit(inputs.start),
        bit(outputs.resultValid), bit(inputs.resultReady), outputs.loss,
      ]
      + thetas.map { outputs.theta[$0] } + [
        bit(outputs.done), bit(outputs.converged), bit(outputs.stalled),
        Int128(outputs.overflow),
      ]
  }
}
