import Foundation

/// A folder for the files of a run: a temporary one that goes with this value, or one that the user keeps.
package final class WorkingFolder: Sendable {
  /// Absolute, since tools may run elsewhere.
  package let path: String
  /// Of a temporary one the lock, which ends with this process however that ends.
  private let lock: Int32?
  private let slot: Int?
  private let start = Date(timeIntervalSinceNow: -0.01)

  /// A new temporary folder, removed with this value and by ``Unfinished/clear()``.
  ///
  /// - Throws: ``ToolError/cannotWrite(path:reason:)``.
  package init() throws(ToolError) {
    let parent = Self.parent
    _ = Self.sweepOnce
    var template = Array("\(parent)/\(Self.prefix)\(getpid())-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw .cannotWrite(path: parent, reason: String(cString: strerror(errno)).lowercased())
    }
    path = String(cString: made)
    let lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    flock(lock, LOCK_EX | LOCK_NB)
    self.lock = lock
    slot = Unfinished.addFolder(path)
  }

  /// A folder that stays, made where it is missing.
  package init(keeping path: String) throws(ToolError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(path: path, reason: Self.reason(error))
    }
    self.path = URL(filePath: path).standardizedFileURL.path
    lock = nil
    slot = nil
  }

  /// The way to a file for a tool that runs in this folder: PyPI's Yosys has a `/tmp` of its own, and finds a file in the
  /// machine's by way of the folders above it alone.
  func pathFromHere(to file: String) -> String {
    let up = path.split(separator: "/").map { _ in ".." }
    return up.joined(separator: "/") + URL(filePath: file).standardizedFileURL.path
  }

  deinit {
    guard let lock else { return }
    try? FileManager.default.removeItem(atPath: path)
    Unfinished.forgetFolder(slot)
    close(lock)
  }

  /// Removes from a folder that is kept what was written into it since it was opened; when a disk is full, nobody can tell
  /// which of it is whole.
  package func discardWritten() {
    guard lock == nil else { return }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    where !name.hasPrefix(".") {
      let changed = try? FileManager.default.attributesOfItem(atPath: path(name))[.modificationDate]
      if let changed = changed as? Date, changed >= start {
        try? FileManager.default.removeItem(atPath: path(name))
      }
    }
  }

  /// For tools: what they write for themselves goes into the folder too, and with it.
  var environment: [String: String] { ["TMPDIR": path] }

  /// The path of a file in the folder.
  package func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file.
  ///
  /// - Throws: ``ToolError/cannotWrite(path:reason:)``, for a full disk too.
  package func write(_ text: String, to name: String) throws(ToolError) {
    try write(Array(text.utf8), to: name)
  }

  package func write(_ bytes: [UInt8], to name: String) throws(ToolError) {
    var sink = try FileSink(path: path(name))
    do { try sink.write(bytes) } catch {
      throw error as? ToolError ?? .cannotWrite(path: path(name), reason: "\(error)")
    }
  }

  /// Runs a tool that writes into a folder. Some do not look whether that succeeds, and the error that comes of it is then
  /// told as what it is.
  static func seeingFullDisk<Result>(
    of folder: String, _ body: () throws(ToolError) -> Result
  ) throws(ToolError) -> Result {
    do throws(ToolError) { return try body() } catch {
      if case .failed = error { try checkRoom(in: folder) }
      throw error
    }
  }

  /// - Throws: ``ToolError/cannotWrite(path:reason:)`` where hardly a block of the disk is free.
  static func checkRoom(in folder: String) throws(ToolError) {
    var room = statvfs()
    guard statvfs(folder, &room) == 0, UInt64(room.f_bavail) * UInt64(room.f_frsize) < 1 << 14
    else { return }
    throw .cannotWrite(path: folder, reason: String(cString: strerror(ENOSPC)).lowercased())
  }

  static func reason(_ error: any Error) -> String {
    let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
    guard cause.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
    return String(cString: strerror(Int32(cause.code))).lowercased()
  }
}
