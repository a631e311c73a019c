import Testing

@testable import Samples

/// Files that cannot be read as they are, and the option with which they can.
struct RefusedFileTests {
  struct Refused: Sendable, CustomTestStringConvertible {
    let text: String
    let line: Int?
    /// What stands in the message: the option that works.
    let option: String
    /// That option, taken.
    let works: @Sendable (inout CSVOptions) -> Void
    var testDescription: String { text }
  }

  static let refused: [Refused] = [
    Refused(text: "x,y\n0,1\n#N/A,3\n2,5\n", line: 3, option: "--missing skip") {
      $0.missing = .skip
    },
    Refused(text: "x,y\n0,1\n#1,3\n2,5\n", line: 3, option: "--missing skip") {
      $0.missing = .skip
    },
    Refused(text: "x,y\n#0,1\n1,3\n2,5\n", line: 2, option: "--missing skip") {
      $0.missing = .skip
    },
    Refused(text: "x;y\n0;1\n% 1;3\n2;5\n", line: 3, option: "--missing skip") {
      $0.missing = .skip
    },
    Refused(text: "x,y\n0,1\n1,NaN\n2,5\n", line: 3, option: "--missing skip") {
      $0.missing = .skip
    },
    Refused(text: "x,y\n0,1\n1,\n2,5\n", line: 3, option: "--missing skip") { $0.missing = .skip },
    Refused(text: "x,y\nNA,1\n1,2\n2,5\n", line: 2, option: "--missing skip") {
      $0.missing = .skip
    },
    Refused(text: "x,y\n0,1\n1,OL\n2,5\n", line: 3, option: "--na OL") {
      $0.missingValues = ["OL"]
    },
    Refused(text: "x,y\n0,1\n1,inf\n2,5\n", line: 3, option: "--na inf") {
      $0.missingValues = ["inf"]
    },
    Refused(text: "x,y\n0,1\nmean,3\n2,5\n", line: 3, option: "--na mean") {
      $0.missingValues = ["mean"]
    },
    Refused(text: "1\n2\n3\n", line: 1, option: "--x row") { $0.x = .rows(.plain) },
    Refused(text: ",volt\n0,1\n1,2\n", line: 1, option: "--x row") { $0.x = .rows(.plain) },
    Refused(text: "t,a,b\n1,2,3\n2,3,4\n", line: 1, option: "--x 1 --y 2") {
      $0.x = .number(1)
      $0.y = .number(2)
    },
    Refused(text: "1 2 3\n2 3 4\n", line: 1, option: "--x 1 --y 2") {
      $0.x = .number(1)
      $0.y = .number(2)
    },
    Refused(text: "a;b\n1,234;2\n2,345;3\n", line: 2, option: "--decimal comma") {
      $0.decimalMark = .comma
    },
    Refused(text: "a;b\n1,234;2\n2,345;3\n", line: 2, option: "--thousands comma") {
      $0.thousands = .comma
    },
    Refused(
      text: "a;b\n0;2\n1;3\n1.234,5;3\n", line: 4, option: "--decimal comma --thousands point"
    ) {
      $0.thousands = .point
      $0.decimalMark = .comma
    },
    Refused(text: "a;b\n0;2\n1;3\n1 234;3\n", line: 4, option: "--thousands space") {
      $0.thousands = .space
    },
    Refused(text: "n,w\n0,010\n1,01e\n2,014\n", line: 3, option: "--radix hex") {
      $0.radix.y = .hex
    },
    Refused(text: "x,y\n0,1\n1,2\nx,y\n0,3\n1,4\n", line: 4, option: "--rows 2...3") {
      $0.rows = 2...3
    },
    Refused(text: "x,y\n0,1\n1,2\nx,y\n0,3\n1,4\n", line: 4, option: "--rows 5...") {
      $0.rows = 5...Int.max
    },
    Refused(text: "Interval,0.5\n0,1\n1,2\n", line: 1, option: "--skip 1") { $0.skippedLines = 1 },
    Refused(text: "Interval,0.5\n0,1\n1,2\n", line: 1, option: "--header yes") {
      $0.hasHeader = true
    },
    Refused(text: "a,b,c\n1,2\n3,4\n", line: 1, option: "--skip 1") { $0.skippedLines = 1 },
    Refused(text: "d,v\n03/04/2026,1\n04/04/2026,2\n", line: 2, option: "--dates dmy") {
      $0.dates = .dmy
    },
    Refused(text: "t,v\n23:59:00,1\n00:00:30,2\n", line: 3, option: "--x row:0:STEP") {
      $0.x = ColumnChoice("row:0:90")
    },
  ]

  @Test(
    "groups that are not of three digits are no number, though the mark is said",
    arguments: [
      "1,00,000", "12,34,567", "1234,567", "1,,000", ",123", "1,23", "1,2345", "1,000,",
      "1,000.5,000", "1,000e3,000", "-,123",
    ])
  func wrongGroups(text: String) {
    var options = CSVOptions()
    options.thousands = .comma
    #expect(readingError("x;y\n1,000;2\n\(text);3\n3,000;4\n", options)?.line == 3)
  }

  @Test("what is not understood is refused once, with an option that works", arguments: refused)
  func refusal(of refused: Refused) throws {
    let error = try #require(readingError(refused.text))
    #expect(error.line == refused.line, "\(error)")
    #expect(error.description.contains(refused.option), "\(error)")
    #expect(!error.description.contains("\n"))
    var options = CSVOptions()
    refused.works(&options)
    #expect(readingError(refused.text, options) == nil)
  }

  @Test(
    "a decimal comma is no delimiter, whatever row is spoilt and however many remarks there are",
    arguments: [" ", ";", "|", "\t"])
  func decimalCommas(delimiter: String) {
    let rows = ["v x", "1,5 2,5", "# a remark", "1,6 2,6", "1,7 2,7", "# a remark", "1,8 2,8"]
    let table = rows.map { $0.hasPrefix("#") ? $0 : $0.replacing(" ", with: delimiter) }
    #expect(readingError(table.joined(separator: "\n") + "\n") == nil)
    for row in [4, 5, 7] {
      for digit in [0, 2, 4, 6] {
        var spoilt = table.map(Array.init)
        spoilt[row - 1][digit] = "O"
        let error = readingError(spoilt.map { String($0) }.joined(separator: "\n") + "\n")
        #expect(error?.line == row, "'\(String(spoilt[row - 1]))': \(error as Any)")
      }
    }
  }

  @Test("the option that skips works through its text, as the command line gives it")
  func texts() throws {
    var options = CSVOptions()
    for (key, text) in [
      (CSVOptions.Key.delimiter, "semicolon"), (.header, "yes"), (.decimal, "comma"), (.skip, "1"),
      (.rows, "3..."), (.missing, "skip"), (.na, "-999, 9.9E37,OL"), (.thousands, "point"),
      (.radix, "y=hex"), (.signed, "y=12"), (.dates, "dmy"),
    ] {
      try options.set(key, to: text)
    }
    #expect(options.delimiter == .semicolon && options.hasHeader == true)
    #expect(options.rows == 3...Int.max && options.missingValues == ["-999", "9.9E37", "OL"])
    #expect(options.radix == PerAxis(y: .hex) && options.signedWidth == PerAxis(y: 12))
    for (key, text) in [
      (CSVOptions.Key.delimiter, "7"), (.delimiter, "ab"), (.header, "maybe"), (.skip, "-1"),
      (.rows, "7...3"), (.rows, "0...3"), (.missing, "drop"), (.radix, "z=hex"), (.signed, "65"),
      (.signed, "0"), (.dates, "ydm"),
    ] {
      #expect(throws: OptionError.self, "\(key) \(text)") { try options.set(key, to: text) }
    }
  }
}
