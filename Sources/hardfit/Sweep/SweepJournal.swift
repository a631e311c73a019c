import Exploration
import Foundation

/// The rows of a sweep as they come, on the disk beside the output, so that a run that was stopped by anything goes on
/// where it was.
///
/// A line is a checksum of all lines so far and the text. First come those of the ``SweepFrame``, then the rows in
/// order, only ever appended. At opening everything behind the last whole design is cut off.
final class SweepJournal {
  let path: String
  /// The whole designs that are in it.
  private(set) var designs = 0

  private let descriptor: Int32
  private let output: Output
  private let rowsPerDesign: Int
  private var checksum = Checksum()
  /// Where the rows begin, in bytes.
  private var rowsOffset = 0
  private let isNamed: Bool
  private let clock = ContinuousClock()
  private var lastSync: ContinuousClock.Instant
  private var lastFlush: ContinuousClock.Instant

  static let syncInterval = Duration.seconds(2)
  static let flushInterval = Duration.milliseconds(100)

  /// The journal of an output, by its path.
  static func path(beside output: String) -> String { output + ".journal" }

  /// Opens the journal of an output, or begins it; without an output a nameless one.
  init(beside outputPath: String?, of frame: SweepFrame) throws(Failure) {
    rowsPerDesign = frame.columns.rowsPerDesign
    lastSync = clock.now
    lastFlush = lastSync
    isNamed = outputPath != nil
    if let outputPath {
      path = Self.path(beside: outputPath)
      let path = path
      descriptor = SystemCall.retrying {
        open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND | O_NOFOLLOW, 0o666)
      }
    } else {
      let folder = SystemCall.environment("TMPDIR") ?? "/tmp"
      var template = Array("\(folder)/hardfit-sweep-XXXXXX".utf8CString)
      descriptor = mkstemp(&template)
      path = "a temporary file in \(folder)"
      if descriptor >= 0 { unlink(template) }
    }
    guard descriptor >= 0 else {
      if isNamed, errno == ELOOP {
        throw Failure(
          .cannotCreate, "is a link, and a journal cannot be one", about: path,
          fix: "remove it, or give another --output")
      }
      throw .creating(path)
    }
    output = Output(descriptor: descriptor, name: path)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      throw Failure(
        .cannotCreate, "another run is writing this sweep", about: path,
        fix: "wait for it, or give another --output")
    }
    try recover(frame)
  }

  // The lock goes at once, even if a process that was just forked still has the descriptor.
  deinit { flock(descriptor, LOCK_UN) }

  /// Reads what is there and cuts off what is not whole.
  private func recover(_ frame: SweepFrame) throws(Failure) {
    var head = ""
    for line in frame.lines { head += signed(line) }
    rowsOffset = head.utf8.count
    var reader = LineReader(descriptor, name: path)
    var found = ""
    for _ in frame.lines {
      guard let line = try reader.next() else { break }
      found += line + "\n"
    }
    guard found == head else {
      // A head that was cut short is no sweep yet; anything else is someone's.
      guard head.hasPrefix(found + reader.tail) else {
        throw Failure(
          .data, "is the journal of another sweep", about: path,
          fix: "finish that one, remove the file, or give another --output")
      }
      try truncate(to: 0)
      try output.write(head)
      try sync()
      return
    }
    let limit = frame.shard.size(of: frame.count)
    var (offset, rows) = (rowsOffset, 0)
    var (wholeOffset, wholeChecksum) = (offset, checksum)
    while designs < limit, let line = try reader.next() {
      guard let row = Self.row(of: line), signed(row).dropLast() == line else { break }
      offset += line.utf8.count + 1
      rows += 1
      if rows.isMultiple(of: rowsPerDesign) {
        designs += 1
        (wholeOffset, wholeChecksum) = (offset, checksum)
      }
    }
    checksum = wholeChecksum
    try truncate(to: wholeOffset)
  }

  private func truncate(to size: Int) throws(Failure) {
    guard ftruncate(descriptor, off_t(size)) == 0 else { throw .writing(path) }
  }

  /// A line with its checksum, which is carried on.
  private func signed(_ text: String) -> String {
    checksum.add(text)
    return checksum.text.suffix(16) + " " + text + "\n"
  }

  private static func row(of line: String) -> String? {
    let place = line.utf8.index(line.utf8.startIndex, offsetBy: 17, limitedBy: line.utf8.endIndex)
    return place.map { String(line[$0...]) }
  }

  /// Appends the rows of a design, or of several.
  func append(_ rows: [String]) throws(Failure) {
    for row in rows { try output.write(signed(row)) }
    designs += rows.count / rowsPerDesign
    let now = clock.now
    if now - lastFlush >= Self.flushInterval {
      try output.flush()
      lastFlush = now
    }
    if isNamed, now - lastSync >= Self.syncInterval { try sync() }
  }

  /// Brings everything onto the disk.
  func sync() throws(Failure) {
    try output.flush()
    guard isNamed else { return }
    // Some file systems have no fsync; that is not a failure of this write.
    if SystemCall.retrying({ fsync(descriptor) }) < 0, ![EINVAL, ENOTSUP, EROFS].contains(errno) {
      throw .writing(path)
    }
    lastSync = clock.now
  }

  /// Visits the rows from the first.
  func forEachRow(_ body: (String) throws(Failure) -> Void) throws(Failure) {
    try output.flush()
    var reader = LineReader(descriptor, name: path, from: rowsOffset)
    while let line = try reader.next() {
      guard let row = Self.row(of: line) else { continue }
      try body(row)
    }
  }

  /// Removes the file once the results are at their name.
  func remove() {
    if isNamed { unlink(path) }
  }
}
