import Datapath
import FixedPoint
import Foundation
import Testing

@testable import Vectors

/// The bench sets every parameter of the RTL from `design.vh`; its list is that of the nodes.
@Suite struct BenchParametersTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../rtl/bench")
  private static let bench = folder.appending(path: "hardfit_bench.v")
  private static let writesAnew =
    ProcessInfo.processInfo.environment["HARDFIT_UPDATE_README"] != nil

  /// Names of parameters as connections, in lines of 120 characters at most.
  private func connect(_ names: some Sequence<String>) -> [String] {
    var lines: [String] = []
    for name in names {
      let piece = ".\(name)(\(name))"
      if let last = lines.last, 6 + last.count + 2 + piece.count + 1 <= 120 {
        lines[lines.count - 1] = last + ", " + piece
      } else {
        lines.append(piece)
      }
    }
    return lines
  }

  @Test func `the bench connects every node's parameters`() throws {
    let formats = NodeMap { node in
      try! Format(
        width: 8, integerBits: 4, isSigned: node != .step)
    }
    let design = try Design(degree: 3, formats: formats)
    let lines = Node.allCases.flatMap { node in
      let names = design.verilogParameters(of: node).map(\.name)
      return connect(names.prefix(3)) + connect(names.dropFirst(3))
    }
    let list = (["      .DEGREE(DEGREE)"] + lines.map { "      \($0)" }).joined(separator: ",\n")
    let text = try String(contentsOf: Self.bench, encoding: .utf8)
    let ends = ("  hardfit #(\n", "\n  ) dut (")
    let first = try #require(text.range(of: ends.0))
    let last = try #require(text.range(of: ends.1))
    let listed = first.upperBound..<last.lowerBound
    if Self.writesAnew {
      try text.replacingCharacters(in: listed, with: list)
        .write(to: Self.bench, atomically: true, encoding: .utf8)
    } else {
      #expect(text[listed] == list, "HARDFIT_UPDATE_README=1 writes it anew")
    }
  }

  @Test(arguments: ["hardfit_bench.v", "hardfit_lean_bench.v"])
  func `a bench has a bit of overflow for each node`(name: String) throws {
    let bench = Self.folder.appending(path: name)
    let count = Node.allCases.count
    let text = try String(contentsOf: bench, encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.contains { $0.contains(/wire \[\d+:0\] overflow;/) })
    let right = lines.map { line in
      line.replacing(/wire \[\d+:0\] overflow;/) { _ in "wire [\(count - 1):0] overflow;" }
    }.joined(separator: "\n")
    if Self.writesAnew {
      try right.write(to: bench, atomically: true, encoding: .utf8)
    } else {
      #expect(right == text, "HARDFIT_UPDATE_README=1 writes it anew")
    }
  }
}
