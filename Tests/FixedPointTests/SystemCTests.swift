import FixedPoint
import Foundation
import Testing

/// The casts against Accellera's own `sc_fix` and `sc_ufix`, built from `Oracle/systemc_cast.cpp`.
@Suite("SystemC")
struct SystemCTests {
  @Test("Random casts of all modes and widths to 127 agree with sc_fix to the bit")
  func randomCasts() throws {
    var random = SeededGenerator(seed: 0x5eed_5c01)
    var questions: [Question] = []
    for _ in 0..<250_000 {
      let format = try random.format()
      let (integer, fractionBits) = random.source(for: format)
      questions.append(
        Question(format: format, integer: integer, fractionBits: fractionBits))
    }
    try compare(questions, named: "seed \(random.seed)")
  }

  @Test("All formats of up to three bits agree with sc_fix on every source")
  func smallFormats() throws {
    var questions: [Question] = []
    for width in 1...3 {
      for isSigned in [true, false] {
        for overflow in overflowModes(nBits: Array(0...width + 1), isSigned: isSigned) {
          for quantization in Quantization.allCases {
            let format = try Format(
              width: width, integerBits: width - 1, isSigned: isSigned,
              quantization: quantization, overflow: overflow)
            for source in (-8 << width)...(8 << width) {
              questions.append(
                Question(format: format, integer: Int128(source), fractionBits: 3))
            }
          }
        }
      }
    }
    try compare(questions, named: "small formats")
  }

  struct Question {
    let format: Format
    let integer: Int128
    let fractionBits: Int
  }

  private func compare(_ questions: [Question], named name: String) throws {
    let answers = try Oracle.shared.get().answers(to: questions)
    var differences = 0
    for (question, answer) in zip(questions, answers) {
      let format = question.format
      let cast = format.cast(question.integer, fractionBits: question.fractionBits)
      if format.bits(ofRaw: cast.raw) != answer.bits || cast.isOverflow != answer.isOverflow
        || cast.isInexact != answer.isInexact
      {
        differences += 1
        if differences <= 10 {
          Issue.record(
            """
            \(name): \(question.integer) · 2^\(-question.fractionBits) into \(format): \(cast), \
            SystemC \(format.word(fromBits: Int128(truncatingIfNeeded: answer.bits))) \(answer)
            """)
        }
      }
    }
    #expect(differences == 0, "\(name): of \(questions.count)")
  }
}

/// The compiled program; built once a run, into a directory of its own.
private struct Oracle {
  let program: URL

  struct Answer {
    let bits: UInt128
    let isInexact: Bool
    let isOverflow: Bool
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  static let shared = Result<Oracle, any Error> {
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "hardfit-systemc-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let program = directory.appending(path: "systemc_cast")
    let source = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Oracle/systemc_cast.cpp")
    atexit { Oracle.removeDirectory() }
    try run(
      URL(filePath: "/usr/bin/env"),
      ["g++", "-O1", "-std=c++17", source.path, "-lsystemc", "-o", program.path],
      orElse: "no SystemC to compare with; apt-get install g++ libsystemc-dev")
    return Oracle(program: program)
  }

  private static func removeDirectory() {
    guard let oracle = try? shared.get() else { return }
    try? FileManager.default.removeItem(at: oracle.program.deletingLastPathComponent())
  }

  func answers(to questions: [SystemCTests.Question]) throws -> [Answer] {
    let directory = program.deletingLastPathComponent()
    let id = UUID().uuidString
    let input = directory.appending(path: "questions-\(id)")
    let output = directory.appending(path: "answers-\(id)")
    var bytes = Data()
    for question in questions { bytes.append(contentsOf: record(question)) }
    try bytes.write(to: input)
    try Self.run(program, [input.path, output.path], orElse: "the SystemC program failed")
    let words = try Data(contentsOf: output)
    guard words.count == 24 * questions.count else {
      throw Failure(description: "SystemC answered \(words.count / 24) of \(questions.count)")
    }
    return words.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 24).map { at in
        Answer(
          bits: UInt128(bytes.load(fromByteOffset: at, as: UInt64.self)) << 64
            | UInt128(bytes.load(fromByteOffset: at + 8, as: UInt64.self)),
          isInexact: bytes.load(fromByteOffset: at + 16, as: Int32.self) != 0,
          isOverflow: bytes.load(fromByteOffset: at + 20, as: Int32.self) != 0)
      }
    }
  }

  /// A question as the program's struct has it.
  private func record(_ question: SystemCTests.Question) -> [UInt8] {
    let format = question.format
    let overflow =
      switch format.overflow {
      case .sat: 0
      case .satZero: 1
      case .satSym: 2
      case .wrap: 3
      case .wrapSM: 4
      }
    let halves = [
      Int64(truncatingIfNeeded: question.integer >> 64),
      Int64(truncatingIfNeeded: question.integer),
    ]
    let fields = [
      question.fractionBits, format.width, format.integerBits, format.isSigned ? 1 : 0,
      Quantization.allCases.firstIndex(of: format.quantization) ?? 0, overflow,
      format.overflow.saturatedBits, 0,
    ].map(Int32.init)
    return halves.withUnsafeBytes { Array($0) } + fields.withUnsafeBytes { Array($0) }
  }

  private static func run(_ program: URL, _ arguments: [String], orElse fix: String) throws {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["SYSTEMC_DISABLE_COPYRIGHT_MESSAGE": "1"]) { $1 }
    let messages = Pipe()
    process.standardOutput = messages
    process.standardError = messages
    try process.run()
    let text = String(decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw Failure(description: "\(fix)\n\(text)")
    }
  }
}
