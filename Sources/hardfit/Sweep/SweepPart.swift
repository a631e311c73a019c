import Exploration

/// A part of a sweep in a file: what sweep it is of, the rows as CSV, and a checksum at the end.
///
/// Lines that begin with `#` are the head, the ``SweepFrame``, and the end.
final class SweepPart {
  let path: String
  let frame: SweepFrame
  private let file: InputFile
  private var reader: LineReader

  private static let endWord = "# end "

  /// Writes a part.
  static func write(
    _ frame: SweepFrame, to output: Output,
    rows: ((String) throws(Failure) -> Void) throws(Failure) -> Void
  ) throws(Failure) {
    for line in frame.lines { try output.write("# \(line)\n") }
    try output.write(RowText.head(frame.columns) + "\n")
    var checksum = Checksum()
    try rows { row throws(Failure) in
      checksum.add(row)
      try output.write(row + "\n")
    }
    try output.write(endWord + checksum.text + "\n")
    try output.commit()
  }

  /// Opens a part and checks that it is whole.
  init(_ path: String) throws(Failure) {
    self.path = path
    file = try InputFile(path)
    let damaged = Failure(
      .data, "is not a part of a sweep, or not a whole one", about: path,
      fix: "give the files that hardfit sweep --shard has written")
    (frame, reader) = try Self.begin(file, orElse: damaged)
    var checksum = Checksum()
    for _ in 0..<frame.rowCount {
      guard let row = try reader.next() else { throw damaged }
      checksum.add(row)
    }
    guard try reader.next() == Self.endWord + checksum.text, try reader.next() == nil,
      reader.tail.isEmpty
    else { throw damaged }
    try rewind()
  }

  /// Reads the head.
  private static func begin(
    _ file: InputFile, orElse damaged: Failure
  ) throws(Failure) -> (SweepFrame, LineReader) {
    var reader = LineReader(file.descriptor, name: file.name)
    var lines: [String] = []
    while let line = try reader.next() {
      guard line.hasPrefix("# ") else {
        guard let frame = SweepFrame(lines: lines), line == RowText.head(frame.columns) else {
          throw damaged
        }
        return (frame, reader)
      }
      lines.append(String(line.dropFirst(2)))
    }
    throw damaged
  }

  /// Goes back to the first row.
  func rewind() throws(Failure) {
    let changed = Failure(.inputOutput, "has changed while it was read", about: path)
    reader = try Self.begin(file, orElse: changed).1
  }

  /// The rows of the next design.
  func nextDesign() throws(Failure) -> [String] {
    var rows: [String] = []
    for _ in 0..<frame.columns.rowsPerDesign {
      guard let row = try reader.next() else {
        throw Failure(.inputOutput, "has changed while it was read", about: path)
      }
      rows.append(row)
    }
    return rows
  }
}
