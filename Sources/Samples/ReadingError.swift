import Columns

/// Why samples could not be read: where, what, and the fix, in one line.
public struct ReadingError: Error, Hashable, Sendable {
  /// The file as the user named it.
  public let file: String
  /// The line, counted from 1, if the trouble is in one.
  public let line: Int?
  /// The column (field), counted from 1, if the trouble is in one.
  public let column: Int?
  public let problem: Problem

  public init(file: String, line: Int? = nil, column: Int? = nil, _ problem: Problem) {
    self.file = file
    self.line = line
    self.column = column
    self.problem = problem
  }

  /// What was wrong. A `text` is what the file has there, shortened.
  public enum Problem: Hashable, Sendable {
    case notFound
    case isDirectory
    /// The system's reason for not opening the file.
    case unreadable(reason: String)
    /// The system's reason for not reading on, and how far it came.
    case interrupted(reason: String, afterBytes: Int)
    case empty
    case headerOnly
    case utf32
    /// UTF-16 that ends within a character.
    case halfACharacter
    case badGzip
    /// What would unpack it is not there.
    case noGzip
    case nulByte
    case lineTooLong(limit: Int)
    case noHeader(wanted: String)
    case halfAHeader(text: String, firstRow: Int)
    case headerMisfit(names: Int, fields: Int, firstRow: Int)
    case noRows(text: String)
    case noRowsHere(line: Int)
    /// Every row has a missing value.
    case nothingLeft(rows: Int)
    case notACount(String)
    case betweenRows(text: String, first: Int, last: Int, next: Int)
    case oneColumn(index: Int?)
    case whichColumns([NamedColumn], lacksX: Bool)
    case delimitersDiffer(header: CSVDelimiter, rows: CSVDelimiter)
    case unknownColumn(String, nearest: String?, all: [String])
    case ambiguousColumn(String, columns: [Int])
    case columnOutOfRange(String, count: Int)
    case oneColumnTwice(Int, name: String?)
    case tooFewFields(found: Int, needed: Int)
    case shortRow(found: Int, expected: Int)
    case tooManyFields(found: Int, expected: Int)
    case emptyField
    /// A value that is spelled as missing.
    case missing(text: String)
    /// A row that looks like a comment.
    case commentedRow(text: String)
    case notANumber(text: String)
    case notInBase(text: String, Radix)
    case notAWord(text: String, width: Int)
    case tooManyDigits(text: String)
    case notFinite(text: String)
    case tooLarge(text: String)
    /// Marks that could be decimal marks or could separate thousands.
    case digitGroups(text: String, decimal: DecimalMark?, thousands: ThousandsMark?)
    /// Both marks, the other way round.
    case otherMarks(text: String, decimal: DecimalMark, thousands: ThousandsMark)
    case ambiguousDate(text: String)
    case mixedTimes(text: String)
    case clockGoesBack(text: String)
    case unterminatedQuote(text: String)
    case commaTwice
    /// There is no room for what was read.
    case noRoom(StorageError)
  }

  /// A column among those that a refusal offers.
  public struct NamedColumn: Hashable, Sendable {
    /// Counted from 1.
    public let number: Int
    public let name: String?
  }

  /// The kind of failure, as the exit codes of `sysexits.h` tell them apart.
  public enum Category: Int, Sendable {
    /// The content is wrong: `EX_DATAERR`.
    case data = 65
    /// There is nothing to read: `EX_NOINPUT`.
    case noInput = 66
    /// Reading broke off: `EX_IOERR`.
    case inputOutput = 74
    /// Two options contradict each other: `EX_USAGE`.
    case usage = 64
  }

  public var category: Category {
    switch problem {
    case .notFound, .isDirectory, .unreadable: .noInput
    case .interrupted, .noRoom: .inputOutput
    case .commaTwice, .oneColumnTwice: .usage
    default: .data
    }
  }
}

extension ReadingError: CustomStringConvertible {
  public var description: String {
    var place = file
    if let line { place += ":\(line)" }
    if let column { place += ", column \(column)" }
    return "\(place): \(problem)"
  }
}

extension ReadingError.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notFound:
      "no such file; check the path"
    case .isDirectory:
      "this is a directory; name a file"
    case .unreadable(let reason):
      "cannot be opened (\(reason)); check its permissions"
    case .interrupted(let reason, let bytes):
      "reading stopped after \(bytes) bytes (\(reason)); try again"
    case .empty:
      "there are no rows; give at least one with x and y"
    case .headerOnly:
      "there is a header but no row below it; give at least one with x and y"
    case .utf32:
      "this is UTF-32; convert it, for example with iconv -f UTF-32 -t UTF-8"
    case .halfACharacter:
      "the UTF-16 text ends within a character; get the file again"
    case .badGzip:
      "the gzip data are damaged; get the file again, and check it with gzip -t"
    case .noGzip:
      "this is packed by gzip, which is not installed; install it, or give the file unpacked"
    case .nulByte:
      "a NUL byte: this is no text; give UTF-8, UTF-16 or ASCII text"
    case .lineTooLong(let limit):
      "a line longer than \(limit) bytes; is this a text file?"
    case .noHeader(let wanted):
      "no header, so no column is called '\(wanted)'; choose columns by number"
    case .halfAHeader(let text, let firstRow):
      "this row is neither header nor sample, for '\(text)' is not a number and its neighbour is; fix it, or say what it is (--header yes, or --skip \(firstRow - 1) to leave it out)"
    case .headerMisfit(let names, let fields, let firstRow):
      "this row has \(Self.fields(names)), the rows of numbers from line \(firstRow) on have \(fields); name all columns, or leave it out (--skip \(firstRow - 1))"
    case .noRows(let text):
      "no row of numbers was found, for '\(text)' is not a number; say where the samples are (--rows FIRST...LAST) or how they are written (--delimiter, --decimal, --radix)"
    case .noRowsHere(let line):
      "no row of numbers was found from line \(line) on; check --skip and --rows"
    case .nothingLeft(let rows):
      "every row was left out, \(rows) for a missing value; check --missing and --na"
    case .notACount(let name):
      "x as \(name) has too many digits; give a start and a step with fewer"
    case .betweenRows(let text, let first, let last, let next):
      "'\(text)' is not a number, and further rows of numbers begin at line \(next); fix it, or say which are the samples (--rows \(first)...\(last), or --rows \(next)...)"
    case .oneColumn(let index):
      "only one column has samples; set the delimiter (--delimiter), or count x by rows (--x row, or --x row:START:STEP)"
        + (index.map { ", or take the rows' own numbers (--x \($0))" } ?? "")
    case .whichColumns(let columns, let lacksX):
      Self.choice(columns, lacksX: lacksX)
    case .delimitersDiffer(let header, let rows):
      "the header has \(header.plural) between its fields, the rows have \(rows.plural); use one delimiter"
    case .unknownColumn(let name, let nearest, let all):
      "no column '\(shortened(name.utf8))'; "
        + (nearest.map { "did you mean '\(shortened($0.utf8))'?" } ?? "there are \(Self.list(all))")
    case .ambiguousColumn(let name, let columns):
      "columns \(columns.map(String.init).joined(separator: " and ")) are called '\(shortened(name.utf8))'; choose one by number"
    case .columnOutOfRange(let number, let count):
      "no column \(shortened(number.utf8)); there \(count == 1 ? "is" : "are") \(count), counted from 1"
    case .oneColumnTwice(let number, let name):
      "x and y are both column \(number)\(name.map { ", '\(shortened($0.utf8))'" } ?? ""); choose two columns (--x, --y)"
    case .tooFewFields(let found, let needed):
      "\(found) field\(found == 1 ? "" : "s") where \(needed) are needed; complete the row, or set the delimiter (--delimiter) or where the samples are (--rows)"
    case .shortRow(let found, let expected):
      "\(found) field\(found == 1 ? "" : "s") where the first row has \(expected); complete the row, with empty fields if need be, or remove it"
    case .tooManyFields(let found, let expected):
      "\(found) fields where the first row has \(expected); fix the row, or quote the field that has a delimiter in it"
    case .emptyField:
      "an empty field; fill it in, or skip such rows (--missing skip)"
    case .missing(let text):
      "'\(text)' is a missing value; fill it in, or skip such rows (--missing skip)"
    case .commentedRow(let text):
      "'\(text)' begins a comment that has the shape of a row; remove one of the two, or skip such rows (--missing skip)"
    case .notANumber(let text):
      "'\(text)' is not a number; fix it, or skip such rows (\(Self.skipping(text)))"
        + (Self.looksHexadecimal(text) ? "; if words are hexadecimal, say so (--radix hex)" : "")
    case .notInBase(let text, let radix):
      "'\(text)' is not a \(radix.adjective) word; fix it, or say which column has such words (--radix x=\(radix.rawValue) or --radix y=\(radix.rawValue))"
    case .notAWord(let text, let width):
      "'\(text)' is not a word of \(width) bits; give the width of the words (--signed)"
    case .tooManyDigits(let text):
      "'\(text)' has more digits than a Double holds; write it in decimal"
    case .notFinite(let text):
      "'\(text)' is not a finite number and cannot be fitted; skip such rows (\(Self.skipping(text)))"
    case .tooLarge(let text):
      "'\(text)' is beyond the range of a Double (1.8e308); use a smaller unit"
    case .digitGroups(let text, let decimal, let thousands):
      "'\(text)' is not a number as it stands; say what its marks are ("
        + [
          decimal.map { "--decimal \($0.rawValue)" },
          thousands.map { "--thousands \($0.rawValue)" },
        ].compactMap { $0 }.joined(separator: " or ") + ")"
    case .otherMarks(let text, let decimal, let thousands):
      "'\(text)' is not a number as it stands; say what its marks are (--decimal \(decimal.rawValue) --thousands \(thousands.rawValue))"
    case .ambiguousDate(let text):
      "'\(text)' has a day and a month that could be in either order; say which (--dates dmy or --dates mdy)"
    case .mixedTimes(let text):
      "'\(text)' is not written as the column's first value is, a time with date and zone or without; write all in the same form"
    case .clockGoesBack(let text):
      "the clock goes back to '\(text)', and no date says by how much; add dates, or count x by rows (--x row:0:STEP)"
    case .unterminatedQuote(let text):
      "the quote that opens '\(text)' is not closed on its line; close it"
    case .commaTwice:
      "the comma cannot be both delimiter and decimal mark; change one of them"
    case .noRoom(let error):
      "\(error)"
    }
  }

  private static func fields(_ count: Int) -> String { "\(count) field\(count == 1 ? "" : "s")" }

  /// The option that skips the rows with a text.
  private static func skipping(_ text: String) -> String {
    let isSafe = text.allSatisfy { $0.isLetter || $0.isNumber || "._+-/".contains($0) }
    return isSafe ? "--na \(text)" : text.contains("'") ? "--na" : "--na '\(text)'"
  }

  private static func looksHexadecimal(_ text: String) -> Bool {
    text.allSatisfy(\.isHexDigit) && text.contains(where: \.isNumber)
  }

  /// Which columns there are to choose from.
  private static func choice(
    _ columns: [ReadingError.NamedColumn], lacksX: Bool
  ) -> String {
    if columns.count < 2 { return "no two columns have numbers; name two (--x, --y)" }
    let shown = columns.prefix(12).map { column in
      "\(column.number)" + (column.name.map { " '\(shortened($0.utf8))'" } ?? "")
    }
    let example =
      "--x \(columns[0].number) --y \(columns[1].number)"
    return
      "\(columns.count) columns have numbers, \(shown.joined(separator: ", "))\(columns.count > 12 ? ", …" : ""), and \(lacksX ? "none is named x" : "none of them is named y"); choose two by number or name (\(example))"
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(12).map { "'\(shortened($0.utf8))'" }.joined(separator: ", ")
    return names.count > 12 ? shown + ", …" : shown
  }
}

/// A text as an error shows it: at most 32 characters, each of them printable.
func shortened(_ bytes: some Sequence<UInt8>) -> String {
  let shown = Array(bytes.prefix(128))
  let text = String(decoding: shown, as: UTF8.self).map { character in
    character.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 } ? character : "·"
  }
  return text.count > 32 ? String(text.prefix(31)) + "…" : String(text)
}
