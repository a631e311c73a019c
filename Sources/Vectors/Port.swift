import Datapath
import FixedPoint

/// A port of the datapath as the RTL has it: its name, and the fields it is packed from.
public struct Port: Hashable, Sendable {
  public enum Direction: Sendable {
    case input, output
  }

  /// A part of a port, with its width after extension to whole bytes where the port asks for it.
  public struct Field: Hashable, Sendable {
    public let name: String
    public let width: Int
  }

  public let name: String
  public let direction: Direction
  /// The fields, the highest first.
  public let fields: [Field]

  public var width: Int { fields.reduce(0) { $0 + $1.width } }

  init(_ name: String, _ direction: Direction, _ width: Int) {
    self.init(name, direction, [Field(name: name, width: width)])
  }

  init(_ name: String, _ direction: Direction, _ fields: [Field]) {
    self.name = name
    self.direction = direction
    self.fields = fields
  }
}

extension Design {
  /// Every port but the clock, in the order of the microarchitecture page.
  public var ports: [Port] {
    func padded(_ name: String, _ node: Node) -> Port.Field {
      Port.Field(name: name, width: (formats[node].width + 7) / 8 * 8)
    }
    let thetas = (0...degree).reversed()
    return [
      Port("rst", .input, 1),
      Port("s_axis_tvalid", .input, 1),
      Port("s_axis_tready", .output, 1),
      Port("s_axis_tlast", .input, 1),
      Port("s_axis_tdata", .input, [padded("y", .y), padded("x", .x)]),
      Port("cfg_step", .input, formats[.step].width),
      Port(
        "cfg_theta_init", .input,
        thetas.map { Port.Field(name: "theta_\($0)", width: formats[.theta].width) }),
      Port("cfg_tolerance", .input, formats[.loss].width + 1),
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
      Port("overflow", .output, Node.allCases.count),
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
