import Datapath

/// The self-checking bench, `rtl/bench/hardfit_bench.v`, which is put beside the vectors.
public enum BenchText {
  public static let name = "hardfit_bench.v"
  /// The bench for a design of `stream`.
  public static var bytes: [UInt8] { PackageResources.hardfit_bench_v }

  /// The bench for a design: of another architecture than `stream` it has another module, with the parameters of its nodes.
  public static func bytes(for design: Design) -> [UInt8] {
    guard design.architecture != .stream else { return bytes }
    let text = String(decoding: bytes, as: UTF8.self)
    let (head, rest) = text.split(around: "\n  hardfit #(\n")
    let (_, tail) = rest.split(around: "\n  ) dut (\n")
    let parameters = design.allVerilogParameters.map { "      .\($0.name)(\($0.name))" }
    return Array(
      (head + "\n  \(design.architecture.module) #(\n" + parameters.joined(separator: ",\n")
        + "\n  ) dut (\n" + tail)
        .replacing("drives hardfit with", with: "drives \(design.architecture.module) with")
        .replacing("as hardfit's parameters", with: "as \(design.architecture.module)'s parameters")
        .replacing("[12:0] overflow", with: "[\(design.overflowBits - 1):0] overflow")
        .replacing("OVERFLOW_AT+:13", with: "OVERFLOW_AT+:\(design.overflowBits)")
        .replacing("STALLED_AT - 13", with: "STALLED_AT - \(design.overflowBits)").utf8)
  }
}

extension String {
  /// What stands before a text and after it, once.
  fileprivate func split(around text: String) -> (before: String, after: String) {
    guard let range = firstRange(of: text) else { preconditionFailure("the bench has no \(text)") }
    return (String(self[..<range.lowerBound]), String(self[range.upperBound...]))
  }
}
