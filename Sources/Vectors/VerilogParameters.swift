import Datapath
import FixedPoint

extension Design {
  /// The text of `design.vh`: the parameters of the RTL as localparams of the same names.
  public var verilogParameters: String {
    var lines = [
      "// design.vh: the parameters of \(architecture.module), to be included in the module that instantiates it.",
      "localparam integer DEGREE = \(degree);",
    ]
    lines += mode.verilogParameters.map { "localparam integer \($0.name) = \($0.value);" }
    for node in nodes {
      lines.append("")
      lines.append("// \(node.name): \(comment(node))")
      lines += verilogParameters(of: node).map { "localparam integer \($0.name) = \($0.value);" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The text of `hardfit_instance.vh`: the design as an instance, its parameters set.
  var verilogInstance: String {
    let formats = nodes.map { node in
      verilogParameters(of: node).map { ".\($0.name)(\($0.value))" }.joined(separator: ", ")
    }
    let general = ([("DEGREE", degree)] + mode.verilogParameters).map { ".\($0)(\($1))" }
    let declarations = ports.map { port in
      "//   \(port.direction == .input ? "reg " : "wire") \(port.verilogName);\(port.verilogFields)"
    }
    let connections = (["clk"] + ports.map(\.name)).map { ".\($0)(\($0))" }
    return """
      // \(Self.instanceName): the design as an instance, to be included in a module that declares
      //   reg  clk;
      \(declarations.joined(separator: "\n"))
      // or wires instead of registers. For a module of another name write that instead of \(architecture.module).
      \(architecture.module) #(
          \(general.joined(separator: ", ")),
          \(formats.joined(separator: ",\n    "))
      ) dut (
          \(connections.joined(separator: ",\n    "))
      );

      """
  }

  static let instanceName = "hardfit_instance.vh"
  static let stubName = "hardfit_stub.v"

  /// The text of `hardfit_stub.v`: an empty module with the ports of the design.
  var verilogStub: String {
    let lines = ports.enumerated().map { number, port in
      "    \(port.direction == .input ? "input " : "output") wire \(port.verilogName)\(number == ports.count - 1 ? "" : ",")\(port.verilogFields)"
    }
    return """
      // \(Self.stubName): an empty module with the ports of this design, to begin a module of your own with. Copy it into
      // a folder of its own, and name module and file. Its body may have
      //   `include "design.vh"
      // for the formats as localparams.
      `default_nettype none

      module my_module (
          input  wire clk,
      \(lines.joined(separator: "\n"))
      );

      endmodule

      """
  }

  /// All parameters of the RTL, in its order.
  public var allVerilogParameters: [(name: String, value: Int)] {
    [(name: "DEGREE", value: degree)] + mode.verilogParameters
      + nodes.flatMap { verilogParameters(of: $0) }
  }

  /// The text of `overrides.vh`: each parameter set to the localparam of its name.
  public var verilogOverrides: String {
    allVerilogParameters.map { ".\($0.name)(\($0.name))" }.joined(separator: ", ") + "\n"
  }

  /// The parameters of the RTL that a node's format is, in the order of the RTL.
  public func verilogParameters(of node: Node) -> [(name: String, value: Int)] {
    let format = formats[node]
    let prefix = node.name.uppercased()
    var parameters = [
      (name: "\(prefix)_WIDTH", value: format.width),
      (name: "\(prefix)_FRACTION", value: format.fractionBits),
      (name: "\(prefix)_SIGNED", value: format.isSigned ? 1 : 0),
    ]
    if node.isCastInHardware(degree: Self.degrees.upperBound) {
      parameters += [
        (name: "\(prefix)_QUANTIZATION", value: format.quantization.verilogCode),
        (name: "\(prefix)_OVERFLOW", value: format.overflow.verilogCode),
        (name: "\(prefix)_N_BITS", value: format.overflow.saturatedBits),
      ]
    }
    return parameters
  }

  private func comment(_ node: Node) -> String {
    let format = formats[node]
    return node.isCastInHardware(degree: Self.degrees.upperBound)
      ? "\(format)" : "\(format.shortDescription), cast by the host"
  }
}

extension Port {
  /// `[31:0] cfg_max_epochs`
  fileprivate var verilogName: String { (width == 1 ? "" : "[\(width - 1):0] ") + name }

  /// A comment with the fields, where there are several.
  fileprivate var verilogFields: String {
    let names = fields.map(\.name)
    return names == [name] ? "" : "  // {\(names.joined(separator: ", "))}"
  }
}

extension Quantization {
  /// The value of a `_QUANTIZATION` parameter of the RTL.
  var verilogCode: Int {
    switch self {
    case .trn: 0
    case .trnZero: 1
    case .rnd: 2
    case .rndMinInf: 3
    case .rndZero: 4
    case .rndInf: 5
    case .rndConv: 6
    }
  }
}

extension Overflow {
  /// The value of an `_OVERFLOW` parameter of the RTL.
  var verilogCode: Int {
    switch self {
    case .sat: 0
    case .satZero: 1
    case .satSym: 2
    case .wrap: 3
    case .wrapSM: 4
    }
  }
}
