import Columns

/// Why samples could not be read: where, what, and the mend, in one line.
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
    case utf16
    case nulByte
    case lineTooLong(limit: Int)
    case noHeader(wanted: String)
    case halfAHeader(text: String)
    case headerTooShort(names: Int, fields: Int)
    case delimitersDiffer(header: CSVDelimiter, rows: CSVDelimiter)
    case unknownColumn(String, nearest: String?, all: [String])
    case ambiguousColumn(String, columns: [Int])
    case columnOutOfRange(String, count: Int)
    case oneColumnTwice(Int, name: String?)
    case tooFewFields(found: Int, needed: Int)
    case shortRow(found: Int, expected: Int)
    case tooManyFields(found: Int, expected: Int)
    case emptyField
    case notANumber(text: String)
    case notFinite(text: String)
    case tooLarge(text: String)
    case decimalComma(text: String)
    case unterminatedQuote(text: String)
    case commaTwice
    /// There is no room for what was read.
    case noRoom(StorageError)
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
      "reading broke off after \(bytes) bytes (\(reason)); try again"
    case .empty:
      "there are no rows; give at least one with x and y"
    case .headerOnly:
      "there is a header but no row below it; give at least one with x and y"
    case .utf16:
      "this is UTF-16; convert it, for example with iconv -f UTF-16 -t UTF-8"
    case .nulByte:
      "a NUL byte: this is no text, or it is UTF-16; give UTF-8 or ASCII text"
    case .lineTooLong(let limit):
      "a line longer than \(limit) bytes; is this a text file?"
    case .noHeader(let wanted):
      "no header, so no column is called '\(wanted)'; choose columns by number"
    case .halfAHeader(let text):
      "the first row is neither header nor sample, for '\(text)' is no number and its neighbour is; mend it, or say whether there is a header (--header yes|no)"
    case .headerTooShort(let names, let fields):
      "the header names \(names) column\(names == 1 ? "" : "s"), the rows have \(fields); name them all"
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
      "\(found) field\(found == 1 ? "" : "s") where \(needed) are needed; complete the row, or set the delimiter (--delimiter)"
    case .shortRow(let found, let expected):
      "\(found) field\(found == 1 ? "" : "s") where the first row has \(expected); complete the row, with empty fields if need be, or remove it"
    case .tooManyFields(let found, let expected):
      "\(found) fields where the first row has \(expected); mend the row, or quote the field that has a delimiter in it"
    case .emptyField:
      "an empty field; fill it in or remove the row"
    case .notANumber(let text):
      "'\(text)' is no decimal number; mend it or remove the row"
    case .notFinite(let text):
      "'\(text)' is no finite number and has no place in a fit; remove the row"
    case .tooLarge(let text):
      "'\(text)' is beyond the range of a Double (1.8e308); use a smaller unit"
    case .decimalComma(let text):
      "'\(text)' has a comma; if it is the decimal mark, say so (--decimal comma)"
    case .unterminatedQuote(let text):
      "the quote that opens '\(text)' is not closed on its line; close it"
    case .commaTwice:
      "the comma cannot be both delimiter and decimal mark; change one of them"
    case .noRoom(let error):
      "\(error)"
    }
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
