import Testing

@testable import Samples

/// Every bad input gives one line with its place and the fix.
struct ReadingErrorTests {
  struct Bad: Sendable, CustomTestStringConvertible {
    let text: String
    let line: Int?
    let column: Int?
    let problem: ReadingError.Problem
    var options = CSVOptions()
    /// Whether options contradict each other.
    var isUsage: Bool {
      switch problem {
      case .commaTwice, .oneColumnTwice: true
      default: false
      }
    }
    var testDescription: String { "\(problem)" }
  }

  static let cases: [Bad] = [
    Bad(text: "", line: nil, column: nil, problem: .empty),
    Bad(text: "\n\n# nothing\n", line: nil, column: nil, problem: .empty),
    Bad(text: "\u{FEFF}", line: nil, column: nil, problem: .empty),
    Bad(text: "x,y\n", line: nil, column: nil, problem: .headerOnly),
    Bad(text: "x,y\n1,2\n3\n", line: 3, column: nil, problem: .tooFewFields(found: 1, needed: 2)),
    Bad(text: "1,2\n2,3,5\n", line: 2, column: nil, problem: .tooManyFields(found: 3, expected: 2)),
    Bad(
      text: "1,2\n3,4\n\"5\",6,,7\n", line: 3, column: nil,
      problem: .tooManyFields(found: 4, expected: 2)),
    Bad(
      text: "y;x;t\n1;2;3\n" + String(repeating: "1;2;\n1;2;;\n", count: 40) + "1;2;3;4\n",
      line: 83,
      column: nil, problem: .tooManyFields(found: 4, expected: 3)),
    Bad(
      text: "1 2\n3 4 \n5  6\t7\n", line: 3, column: nil,
      problem: .tooManyFields(found: 3, expected: 2)),
    Bad(
      text: "x,y\n1,2\n3,4\n7,8,9\n", line: 4, column: nil,
      problem: .tooManyFields(found: 3, expected: 2)),
    Bad(
      text: "x,y\n1,2,3\n3,4\n7,8,9\n", line: 1, column: nil,
      problem: .headerMisfit(names: 2, fields: 3, firstRow: 2)),
    Bad(
      text: "x,y,z\n1,2,3\n3,4\n7,8,9\n", line: 3, column: nil,
      problem: .shortRow(found: 2, expected: 3)),
    Bad(
      text: "x,y,z\r\n1,2,3\r\n3,4\r\n7,8,9\r\n", line: 3, column: nil,
      problem: .shortRow(found: 2, expected: 3)),
    Bad(
      text: "1,2,3,4,\n" + String(repeating: "3,4,,,\n3,4,,\n", count: 20) + "3,4,5", line: 42,
      column: nil, problem: .shortRow(found: 3, expected: 4),
      options: CSVOptions(x: .number(1), y: .number(2))),
    Bad(
      text: "1 2 3\n3 4\t5 \n3  4 \t\n", line: 3, column: nil,
      problem: .shortRow(found: 2, expected: 3),
      options: CSVOptions(x: .number(1), y: .number(2))),
    Bad(text: "1\n2\n", line: 1, column: nil, problem: .oneColumn(index: nil)),
    Bad(text: "1,2\n\n3,\n", line: 3, column: 2, problem: .emptyField),
    Bad(text: "1,2\n,4\n", line: 2, column: 1, problem: .emptyField),
    Bad(text: "1,2\n3,4a\n", line: 2, column: 2, problem: .notANumber(text: "4a")),
    Bad(text: "1,2\n3,\"4\"5\n", line: 2, column: 2, problem: .notANumber(text: "\"4\"5")),
    Bad(text: "1,2\r\n3,4\r5\n", line: 2, column: 2, problem: .notANumber(text: "4·5")),
    Bad(text: "x,y\n1,NaN\n", line: 2, column: 2, problem: .missing(text: "NaN")),
    Bad(text: "nan,1\n", line: 1, column: 1, problem: .missing(text: "nan")),
    Bad(text: "x,y\n-Inf,1\n", line: 2, column: 1, problem: .notFinite(text: "-Inf")),
    Bad(text: "x,y\n1,1e400\n", line: 2, column: 2, problem: .tooLarge(text: "1e400")),
    Bad(text: "x,y\n1,\"2\n", line: 2, column: 2, problem: .unterminatedQuote(text: "2")),
    Bad(text: "\"x,y\n1,2\n", line: 1, column: 1, problem: .unterminatedQuote(text: "x,y")),
    Bad(text: "x,y\n1,2\n3,\0\n", line: 3, column: nil, problem: .nulByte),
    Bad(
      text: "\"x\" \"y\"\n\"1\" 4 5\n\"7\" 6 7\n", line: 1, column: nil,
      problem: .headerMisfit(names: 2, fields: 3, firstRow: 2)),
    Bad(
      text: "speed,dist\n1;2\n3;4\n", line: 1, column: nil,
      problem: .delimitersDiffer(header: .comma, rows: .semicolon)),
    Bad(
      text: "x;y\n1\t2\n", line: 1, column: nil,
      problem: .delimitersDiffer(header: .semicolon, rows: .tab)),
    Bad(text: "1.O,2\n3,4\n", line: 1, column: 1, problem: .halfAHeader(text: "1.O", firstRow: 2)),
    Bad(
      text: "speed,dist\n1,2\n", line: 1, column: nil,
      problem: .unknownColumn("sped", nearest: "speed", all: ["speed", "dist"]),
      options: CSVOptions(x: .name("sped"))),
    Bad(
      text: "x,y,x\n1,2,3\n", line: 1, column: nil,
      problem: .ambiguousColumn("x", columns: [1, 3])),
    Bad(
      text: "t,v,v\n1,2,3\n", line: 1, column: nil,
      problem: .ambiguousColumn("v", columns: [2, 3]), options: CSVOptions(y: .name("v"))),
    Bad(
      text: "1,2\n", line: 1, column: nil, problem: .noHeader(wanted: "speed"),
      options: CSVOptions(y: .name("speed"))),
    Bad(
      text: "x,y\n1,2\n", line: 1, column: nil, problem: .columnOutOfRange("3", count: 2),
      options: CSVOptions(y: .number(3))),
    Bad(
      text: "x,y\n1,2\n", line: 1, column: nil,
      problem: .columnOutOfRange("99999999999999999999", count: 2),
      options: CSVOptions(x: ColumnChoice("99999999999999999999"))),
    Bad(
      text: "x,y\n1,2\n", line: 1, column: nil, problem: .columnOutOfRange("0", count: 2),
      options: CSVOptions(x: .number(0))),
    Bad(
      text: "t,a\n1,2\n", line: 1, column: nil, problem: .oneColumnTwice(2, name: "a"),
      options: CSVOptions(x: .name("a"), y: .number(2))),
    Bad(
      text: "x,y\n1,2\n", line: 1, column: nil, problem: .oneColumnTwice(1, name: "x"),
      options: CSVOptions(y: .name("x"))),
    Bad(
      text: "1,2\n", line: 1, column: nil, problem: .oneColumnTwice(1, name: nil),
      options: CSVOptions(x: .number(1), y: .number(1))),
    Bad(
      text: "1,2\n", line: nil, column: nil, problem: .commaTwice,
      options: CSVOptions(delimiter: .comma, decimalMark: .comma)),
    Bad(
      text: String(repeating: "7", count: CSVReader.bufferSize + 1), line: 1, column: nil,
      problem: .lineTooLong(limit: CSVReader.bufferSize)),
  ]

  @Test("bad input is refused with its place", arguments: cases)
  func refused(bad: Bad) throws {
    let error = try #require(readingError(bad.text, bad.options))
    #expect(
      error == ReadingError(file: "in.csv", line: bad.line, column: bad.column, bad.problem))
    #expect(error.category == (bad.isUsage ? .usage : .data))
    #expect(!error.description.contains("\n"))
    #expect(error.description.contains("; "), "there is a fix")
  }

  @Test("the line reads as file:line, column: what; fix")
  func line() {
    #expect(
      readingError("x,y\n0,1\n1,2 3\n")?.description
        == "in.csv:3, column 2: '2 3' is not a number; fix it, or skip such rows (--na '2 3')")
    let long = readingError("x,y\n1,\(String(repeating: "z", count: 1000))\n")
    #expect(long?.problem == .notANumber(text: String(repeating: "z", count: 31) + "…"))
  }

  @Test("bytes that are not UTF-8 give an error, not a trap")
  func notUTF8() {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2000 {
      let count = Int.random(in: 0...40, using: &random)
      let bytes = (0..<count).map { _ in
        Bool.random(using: &random)
          ? Array(",;\t \"\r\n#.-+e01e,\n".utf8).randomElement(using: &random) ?? 0
          : UInt8.random(in: 1...255, using: &random)
      }
      _ = readingError(bytes)
      _ = readingError(bytes, CSVOptions(delimiter: .space, x: .number(2), decimalMark: .comma))
    }
  }

  @Test("a path that is no readable file is told apart from a file that breaks off")
  func paths() {
    func problem(_ path: String) -> ReadingError? {
      do throws(ReadingError) {
        _ = try ByteSource(path: path)
        return nil
      } catch {
        return error
      }
    }
    #expect(problem("no/such/file.csv")?.problem == .notFound)
    #expect(problem("no/such/file.csv")?.category == .noInput)
    #expect(problem("/")?.problem == .isDirectory)
    #expect(problem("/")?.category == .noInput)
    do throws(ReadingError) {
      _ = try SampleColumns.read(ByteSource(path: "/proc/self/mem"))
      Issue.record("memory is no CSV")
    } catch {
      #expect(error.category == .inputOutput || error.category == .noInput)
    }
  }
}
