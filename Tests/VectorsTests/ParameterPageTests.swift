import Datapath
import FixedPoint
import Foundation
import Testing

@testable import Vectors

/// The page of the microarchitecture has every port, and the codes of the modes.
@Suite struct ParameterPageTests {
  private static let page = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../rtl/README.md")

  @Test func `every port has a line with its direction, and every mode its code`() throws {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    let design = try Design(
      degree: 1,
      formats: NodeMap { try! Format(width: 8, integerBits: 4, isSigned: $0 != .step) })
    #expect(design.ports.count == 17)
    for port in design.ports {
      let direction = port.direction == .input ? "in" : "out"
      let line = try Regex("\n\\| `\(port.name)`( = \\{[^|]*\\})? \\| \(direction) \\|")
      #expect(text.contains(line), "\(port.name)")
    }
    let modes =
      Quantization.allCases.map { ($0.verilogCode, $0.rawValue) }
      + [Overflow.sat, .satZero, .satSym, .wrap(saturatedBits: 0), .wrapSM(saturatedBits: 0)].map {
        ($0.verilogCode, $0.name)
      }
    #expect(modes.count == 12)
    for (code, name) in modes { #expect(text.contains(" \(code) `\(name)`"), "\(name)") }
  }
}
