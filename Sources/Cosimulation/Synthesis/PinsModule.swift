import Datapath
import Vectors

/// The module around a design that is placed: its ports on shift registers, so that three pins suffice and no pin sets
/// the clock.
///
/// Each input port has a register, and all of them are one shift register from the pin `in`. Each output port has one
/// too: these are shifted on to the pin `out`, each bit with the output's added to it (exclusive or), so that every bit
/// of an output matters.
struct PinsModule {
  static let name = "hardfit_pins"
  /// The instance of the design.
  static let instance = "dut"

  private let inputs, outputs: [Port]

  init(_ design: Design) {
    inputs = design.ports.filter { $0.direction == .input }
    outputs = design.ports.filter { $0.direction == .output }
  }

  /// The name of an output's register.
  private static func taken(_ port: Port) -> String { "\(port.name)_taken" }

  /// Each register of a port, by its name.
  var portNames: [String: String] {
    Dictionary(
      uniqueKeysWithValues: inputs.map { ($0.name, $0.name) }
        + outputs.map { (Self.taken($0), $0.name) })
  }

  /// - Parameter module: the design's module, whose parameters are set.
  func verilog(around module: String) -> String {
    func declare(_ kind: String, _ port: Port, _ name: String) -> String {
      "  \(kind) [\(port.width - 1):0] \(name);\n"
    }
    func list(_ names: [String]) -> String { names.joined(separator: ", ") }
    let shifted = list(inputs.map(\.name))
    let taken = list(outputs.map(Self.taken))
    return """
      module \(Self.name) (input wire clk, input wire in, output wire out);
      \(inputs.map { declare("reg", $0, $0.name) }.joined())\
      \(outputs.map { declare("wire", $0, $0.name) + declare("reg", $0, Self.taken($0)) }.joined())\
        always @(posedge clk) {\(shifted)} <= {\(shifted), in};
        always @(posedge clk) {\(taken)} <= {\(taken), 1'b0} ^ {\(list(outputs.map(\.name)))};
        assign out = \(Self.taken(outputs[0]))[\(outputs[0].width - 1)];
        \(module) \(Self.instance) (.clk(clk), \(list((inputs + outputs).map { ".\($0.name)(\($0.name))" })));
      endmodule

      """
  }
}
