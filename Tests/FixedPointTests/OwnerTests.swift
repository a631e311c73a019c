import Foundation
import Testing

@testable import FixedPoint

/// The notations against their owners' own programs: AMD's and Siemens' headers as hls4ml ships them, fixed_pkg
/// in GHDL, APyTypes and fxpmath.
@Suite("Notations, by their owners' programs")
struct OwnerTests {
  private static let oracle = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Oracle")
  private static let python = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../.build/python").standardizedFileURL

  private struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// What a line of the shell prints, in a folder of its own.
  private static func output(of line: String, orElse fix: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "hardfit-owner-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = folder
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: "\(fix)\n\(text.suffix(2000))")
    }
    return text
  }

  // MARK: Headers

  private static let quantizations = Quantization.allCases
  private static let overflows = ["SAT", "SAT_ZERO", "SAT_SYM", "WRAP", "WRAP_SM"]
  private static let greatestWidth = 3

  /// The words of every type of up to three bits, as the owner's headers compute them.
  private static func words(
    _ notation: FormatNotation, headers: String, flags: String
  ) throws -> [(format: Format, words: [UInt128])] {
    var formats: [Format] = []
    var program = "#include \"\(oracle.path)/owner_cast.hpp\"\nint main() {\n"
    for width in 1...greatestWidth {
      for isSigned in [true, false] {
        for quantization in quantizations {
          for overflow in overflowModes(nBits: Array(0...width + 1), isSigned: isSigned) {
            let format = try Format(
              width: width, integerBits: width - 1, isSigned: isSigned, quantization: quantization,
              overflow: overflow)
            guard let type = try? notation.text(of: format) else { continue }
            program +=
              "row<\(type), \(width)>(\(isSigned ? 1 : 0), \(quantizations.firstIndex(of: quantization)!), \(overflows.firstIndex(of: overflow.name)!), \(overflow.saturatedBits));\n"
            formats.append(format)
          }
        }
      }
    }
    program += "}\n"
    let source = FileManager.default.temporaryDirectory
      .appending(path: "hardfit-owner-\(UUID().uuidString).cpp")
    try Data(program.utf8).write(to: source)
    defer { try? FileManager.default.removeItem(at: source) }
    let text = try output(
      of:
        "g++ -O0 -w -DNDEBUG -std=c++17 \(flags) -I \(python.path)/lib/python3*/site-packages/hls4ml/templates/\(headers) \(source.path) -o owner && ./owner",
      orElse:
        "the owner's headers are not there: Tests/run installs g++ and, into .build/python, hls4ml")
    let lines = text.split(separator: "\n")
    guard lines.count == formats.count else {
      throw Failure(description: "\(lines.count) answers to \(formats.count) questions")
    }
    return zip(formats, lines).map { format, line in
      (format, line.split(separator: " ").dropFirst(5).compactMap { UInt128($0) })
    }
  }

  @Test(
    "A type behaves as IEEE 1666 exactly where no difference is said",
    arguments: [
      (FormatNotation.amd, "vivado/ap_types", ""),
      (.siemens, "catapult/ac_types/include", "-DSIEMENS"),
    ])
  func headers(_ notation: FormatNotation, _ headers: String, _ flags: String) throws {
    var (same, different) = (0, 0)
    for (format, words) in try Self.words(notation, headers: headers, flags: flags) {
      let sources = (-(8 << format.width)...(8 << format.width)).map { Int128($0) }
      try #require(words.count == sources.count)
      let ours = sources.map { format.bits(ofRaw: format.cast($0, fractionBits: 3).raw) }
      let difference = notation.difference(from: format)
      #expect((ours == words) == (difference == nil), "\(format): \(difference ?? "nothing said")")
      if difference == nil { same += 1 } else { different += 1 }
    }
    #expect(same > 100 && different > 5, "\(same) \(different)")
  }

  @Test("The enumerations have the numbers that are read")
  func enumerations() throws {
    for (headers, include, list) in [
      ("vivado/ap_types", "ap_fixed.h", ModeList.amd),
      ("catapult/ac_types/include", "ac_fixed.h", .siemens),
    ] {
      let names =
        list.quantizations.map { "\(list.prefix)\($0)" } + list.overflows.map { list.prefix + $0 }
      let numbers = names.map { "(int)\($0)" }.joined(separator: ", ")
      let program = FileManager.default.temporaryDirectory
        .appending(path: "hardfit-owner-\(UUID().uuidString).cpp")
      try Data(
        "#include <cstdio>\n#include <\(include)>\nint main() { for (int n : {\(numbers)}) std::printf(\"%d \", n); }\n"
          .utf8
      ).write(to: program)
      defer { try? FileManager.default.removeItem(at: program) }
      let text = try Self.output(
        of:
          "g++ -w -std=c++17 -I \(Self.python.path)/lib/python3*/site-packages/hls4ml/templates/\(headers) \(program.path) -o enumeration && ./enumeration",
        orElse: "the owner's headers are not there: Tests/run installs hls4ml into .build/python")
      let expected = list.quantizations.indices.map { $0 } + list.overflows.indices.map { $0 }
      #expect(text.split(separator: " ").compactMap { Int($0) } == expected, "\(include)")
    }
  }

  // MARK: VHDL, Python

  @Test("sfixed and ufixed round and saturate as resize of fixed_pkg does by default")
  func fixedPackage() throws {
    let text = try Self.output(
      of:
        "ghdl -a --std=08 \(Self.oracle.path)/fixed_pkg_resize.vhd && ghdl -e --std=08 fixed_pkg_resize && ghdl -r --std=08 fixed_pkg_resize",
      orElse: "no GHDL: Tests/run installs it")
    let signed = try FormatNotation.parse("sfixed(2 downto -1)").format()
    let unsigned = try FormatNotation.parse("ufixed(2 downto -1)").format()
    var count = 0
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard let start = fields.firstIndex(where: { $0.hasSuffix("word") }) else { continue }
      let numbers = fields[start...].compactMap { Int128($0) }
      try #require(numbers.count == 3, "\(line)")
      let raw = numbers[0] < 256 ? numbers[0] : numbers[0] - 512
      #expect(Int128(signed.bits(ofRaw: signed.cast(raw, fractionBits: 3).raw)) == numbers[1])
      #expect(
        Int128(unsigned.bits(ofRaw: unsigned.cast(numbers[0], fractionBits: 3).raw)) == numbers[2])
      count += 1
    }
    #expect(count == 512)
  }

  @Test("APyTypes and fxpmath quantise and overflow by default as their notations say")
  func pythonTypes() throws {
    let text = try Self.output(
      of: "\(Self.python.path)/bin/python3 \(Self.oracle.path)/python_types.py",
      orElse: "Tests/run installs apytypes and fxpmath into .build/python")
    let formats = try [
      "APyFixed(0, int_bits=4, frac_bits=2)", "fx(0, int_bits=4, frac_bits=2)", "fxp-s6/2",
      "fxp-u6/2",
    ].map { try FormatNotation.parse($0).format() }
    var count = 0
    for line in text.split(separator: "\n") {
      let numbers = line.split(separator: " ").compactMap { Int128($0) }
      try #require(numbers.count == 5, "\(line)")
      let ours = formats.map { $0.bits(ofRaw: $0.cast(numbers[0], fractionBits: 4).raw) }
      #expect(ours.map { Int128($0) } == Array(numbers.dropFirst()), "\(numbers[0])/16")
      count += 1
    }
    #expect(count == 601)
  }
}
