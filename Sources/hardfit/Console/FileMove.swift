import Foundation

/// Files that are moved into a folder one after the other, so that the next run finishes what a killed one began.
///
/// The complete files lie in a hidden folder of the folder itself, with a list of what is to be done; from then on
/// they count. The file that readers look for first is the last of the list: it is gone before the others change and
/// comes back after them.
struct FileMove {
  /// What is moved, in this order.
  var files: [String]
  /// What an earlier export wrote and this one does not.
  var removed: [String]

  private static let list = "list"

  /// Where the files wait.
  static func place(in folder: String) -> String { folder + "/.hardfit-unfinished" }

  /// Adds the list to the folder of the files.
  func write(into folder: String) throws(Failure) {
    let output = try Output.opened("\(folder)/\(Self.list)")
    for name in files { try output.write("+\(name)\n") }
    for name in removed { try output.write("-\(name)\n") }
    try output.commit()
  }

  /// Does what is left to do, where anything is; a move that is not finished is finished the next time.
  ///
  /// - Parameter change: makes one change of the disk.
  static func finish(
    in folder: String, _ change: (() -> Int32) throws(Failure) -> Void
  ) throws(Failure) {
    let place = place(in: folder)
    guard SystemCall.status(of: place)?.isFolder == true else { return }
    guard SystemCall.isThere("\(place)/\(list)") else { return try change { rmdir(place) } }
    let move = try FileMove(reading: "\(place)/\(list)")
    if let last = move.files.last, SystemCall.isThere("\(place)/\(last)") {
      try change { SystemCall.removing("\(folder)/\(last)") }
      for name in move.removed { try change { SystemCall.removing("\(folder)/\(name)") } }
      for name in move.files where SystemCall.isThere("\(place)/\(name)") {
        try change { rename("\(place)/\(name)", "\(folder)/\(name)") }
      }
    }
    try change { unlink("\(place)/\(list)") }
    try change { rmdir(place) }
  }

  init(files: [String], removed: [String]) { (self.files, self.removed) = (files, removed) }

  /// Reads a list; a name that would lead out of the folder is left out.
  private init(reading path: String) throws(Failure) {
    self.init(files: [], removed: [])
    let file = try InputFile(path)
    var reader = LineReader(file.descriptor, name: path)
    while let line = try reader.next() {
      let name = String(line.dropFirst())
      guard !name.contains("/"), ![".", "..", ""].contains(name) else { continue }
      if line.hasPrefix("+") { files.append(name) } else { removed.append(name) }
    }
  }
}

extension SystemCall {
  /// Removes a file; it may be gone already.
  static func removing(_ path: String) -> Int32 {
    unlink(path) == 0 || errno == ENOENT ? 0 : -1
  }
}
