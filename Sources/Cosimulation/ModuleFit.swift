import Datapath
import Foundation
import Vectors

/// How a module that stands in for `hardfit` fits a bench's instance of it: what a simulator's compiler says of that
/// instance.
struct ModuleFit {
  /// Ports of the instance that the module has not.
  private(set) var missingPorts: [String] = []
  /// Ports whose width is another than that of what the bench connects.
  private(set) var widths: [(port: String, bits: Int, needed: Int)] = []
  /// Parameters of the instance that the module has not. Verilator refuses them, in Icarus they set nothing.
  private(set) var missingParameters: Set<String> = []

  /// - Parameters:
  ///   - messages: of the compiler.
  ///   - folder: of the bench; what is said of other files is the module's own affair.
  init(_ messages: [Substring], _ folder: WorkingFolder) {
    for line in messages where line.contains(folder.path) {
      // Icarus: "error: port ``done'' is not a port of dut." Verilator: "Pin not found: 'done'"; of a signal of the name
      // "Pin is not an in/out/inout/param/interface: 'done'" or "attempts to connect to 'done', but it is a variable"
      let port =
        /(?:error: port ``|%Error.*(?:: Pin (?:not found|is not an)[^']*|attempts to connect to )')(\w+)'/
      if let match = line.firstMatch(of: port) {
        let port = String(match.output.1)
        if !missingPorts.contains(port) { missingPorts.append(port) }
      }
      // Icarus: "Port 14 (done) of hardfit expects 2 bits, got 1." Verilator: "Output port connection 'done' expects 2
      // bits on the pin connection, but pin connection's SEL generates 1 bits."
      let width =
        /(?:Port \d+ \(|port connection ')(\w+)(?:\) of \S+|') expects (\d+) bits.*?(?:, got|\bgenerates) (\d+)/
      if let match = line.firstMatch(of: width), let bits = Int(match.output.2),
        let needed = Int(match.output.3)
      {
        let port = String(match.output.1)
        if !widths.contains(where: { $0.port == port }) { widths.append((port, bits, needed)) }
      }
      // Icarus: "parameter V not found in bench.dut." Verilator: "Parameter pin not found: 'V'"; of a localparam
      // "attempts to override 'V' as a parameter"
      let parameter =
        /warning: parameter (\w+) not found|%Error.*(?:Parameter (?:pin )?not found|non-parameter|attempts to override)[^']*'(\w+)'/
      if let match = line.firstMatch(of: parameter),
        let name = match.output.1 ?? match.output.2
      {
        missingParameters.insert(String(name))
      }
    }
  }

  /// Why the module cannot be compared; nil if its ports are those of the designs.
  ///
  /// - Parameter designs: those of the instances.
  func problem(_ module: String, _ designs: [Design]) -> ToolError? {
    func fields(_ name: String, _ bits: Int) -> String {
      let ports = designs.lazy.compactMap { $0.ports.first { $0.name == name && $0.width == bits } }
      guard let port = ports.first, port.fields.count > 1 else { return "" }
      return " {\(port.fields.map { "\($0.name) \($0.width)" }.joined(separator: ", "))}"
    }
    var problems = missingPorts.isEmpty ? [] : ["no port \(missingPorts.joined(separator: ", "))"]
    problems += widths.map { port, bits, needed in
      "port \(port) has \(bits) \(bits == 1 ? "bit" : "bits") instead of \(needed)\(fields(port, needed))"
    }
    guard !problems.isEmpty else { return nil }
    problems.append("hardfit export writes hardfit_stub.v, a module with the right ports")
    return .unfit(module: module, reason: problems.joined(separator: "; "))
  }
}

/// What a verification came to, and how the module took its parameters.
package struct Verified<Outcome: Sendable>: Sendable {
  package let outcome: Outcome
  /// The parameters of `hardfit` that the module has not.
  package let missingParameters: Set<String>
}

extension WorkingFolder {
  /// Takes parameters out of the instances in this folder's files, so that a module of somebody's own may have any of
  /// `hardfit`'s parameters or none.
  ///
  /// - Returns: whether there was one to take out.
  func leaveOut(_ names: Set<String>) throws(ToolError) -> Bool {
    guard !names.isEmpty else { return false }
    var isChanged = false
    for file in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    where file.hasSuffix(".v") || file.hasSuffix(".vh") {
      guard let text = try? String(contentsOfFile: path(file), encoding: .utf8) else { continue }
      let others = text.replacing(/,?\s*\.(\w+)\([^()]*\)/) { match in
        names.contains(String(match.output.1)) ? "" : String(match.output.0)
      }.replacing(/(#\(|^)\s*,/) { String($0.output.1) }
      guard others != text else { continue }
      try write(others, to: file)
      isChanged = true
    }
    return isChanged
  }
}
