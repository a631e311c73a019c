#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder of files that appear together or not at all.
///
/// The files are written into a hidden folder beside, and the folder is renamed when all are complete. Where a
/// folder of that name is kept, they are moved into it one after the other, the last one opened last: a
/// reader that looks for that one first finds either the old files, or the new ones, or none.
/// Dropped without ``commit()``, by an error or a signal, nothing is left behind.
final class OutputTree {
  /// As the user named it.
  let name: String
  /// Where it will be, symbolic links followed, without a slash at the end.
  private let path: String
  private let isKept: Bool
  /// The files that a commit removes from a folder that is kept.
  private var oldFiles: Set<String>
  private let temporaryPath: String
  private let slot: Int
  private var files: [(name: String, output: Output, slot: Int)] = []
  private var isOpen = true

  /// Begins a folder.
  ///
  /// - Parameter ours: gives the names of the files that may be replaced in a folder that is there and not empty;
  ///   nil if it is somebody else's.
  init(_ name: String, replacing ours: (String) throws(Failure) -> Set<String>?) throws(Failure) {
    var path = name
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    path = SystemCall.resolving(path)
    self.name = name
    self.path = path
    if let status = SystemCall.status(of: path) {
      guard status.isFolder else {
        throw Failure(.cannotCreate, "is no folder", about: name, mend: "give another name")
      }
      guard access(path, W_OK | X_OK) == 0 else { throw .creating(name) }
      let contents = try SystemCall.names(in: path)
      isKept = !contents.isEmpty
      guard let files = contents.isEmpty ? [] : try ours(path) else {
        throw Failure(
          .cannotCreate, "is a folder with other files in it", about: name,
          mend: "give the name of a new folder, or of an earlier export")
      }
      oldFiles = files
    } else {
      (isKept, oldFiles) = (false, [])
    }
    let parent =
      isKept ? path + "/" : path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    temporaryPath = "\(parent).hardfit-\(getpid())-\(OutputFile.nextNumber).partial"
    slot = try TemporaryFiles.adding(temporaryPath, for: name)
    guard mkdir(temporaryPath, 0o777) == 0 else {
      TemporaryFiles.forget(slot)
      throw .creating(name, in: parent)
    }
  }

  deinit { discard() }

  /// Begins a file of the folder.
  ///
  /// - Throws: ``Failure`` also where a file of that name is there that is not to be replaced.
  func open(_ file: String) throws(Failure) -> Output {
    if isKept, !oldFiles.contains(file), SystemCall.status(of: "\(path)/\(file)") != nil {
      throw Failure(
        .cannotCreate, "is there already, and no earlier export wrote it",
        about: "\(name)/\(file)", mend: "move it away, or give another folder")
    }
    let temporary = "\(temporaryPath)/\(file)"
    let slot = try TemporaryFiles.adding(temporary, for: "\(name)/\(file)")
    let descriptor = SystemCall.retrying {
      Self.create(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC)
    }
    guard descriptor >= 0 else {
      TemporaryFiles.forget(slot)
      throw .creating("\(name)/\(file)")
    }
    let output = Output(descriptor: descriptor, name: "\(name)/\(file)")
    files.append((file, output, slot))
    return output
  }

  /// Gives the folder its name, or its files their places.
  func commit() throws(Failure) {
    for file in files {
      try file.output.flush()
      try file.output.synchronize()
    }
    try Signals.deferring { () throws(Failure) in
      if isKept { try moveFiles() } else { try moveFolder() }
    }
    isOpen = false
    for file in files { TemporaryFiles.forget(file.slot) }
    TemporaryFiles.forget(slot)
  }

  private func moveFolder() throws(Failure) {
    guard rename(temporaryPath, path) == 0 else { throw .creating(name) }
  }

  private func moveFiles() throws(Failure) {
    if let last = files.last { unlink("\(path)/\(last.name)") }
    for file in files {
      guard rename("\(temporaryPath)/\(file.name)", "\(path)/\(file.name)") == 0 else {
        throw .creating("\(name)/\(file.name)")
      }
    }
    for file in oldFiles.subtracting(files.map(\.name)) { unlink("\(path)/\(file)") }
    rmdir(temporaryPath)
  }

  /// Removes what was written so far.
  func discard() {
    guard isOpen else { return }
    isOpen = false
    for file in files {
      unlink("\(temporaryPath)/\(file.name)")
      TemporaryFiles.forget(file.slot)
    }
    rmdir(temporaryPath)
    TemporaryFiles.forget(slot)
  }

  /// The system's call, which the method of the same name hides.
  private static func create(_ path: String, _ flags: Int32) -> Int32 { openFile(path, flags) }
}

private func openFile(_ path: String, _ flags: Int32) -> Int32 { open(path, flags, 0o666) }

extension Output {
  /// Brings what was flushed onto the disk.
  func synchronize() throws(Failure) {
    // Some file systems have no fsync; that is not a failure of this write.
    if SystemCall.retrying({ fsync(descriptor) }) < 0, ![EINVAL, ENOTSUP, EROFS].contains(errno) {
      throw .writing(name)
    }
  }
}

extension SystemCall {
  /// The path with all symbolic links followed; as it is where there is nothing yet.
  static func resolving(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The names in a folder, without `.` and `..`, in the order of their bytes.
  static func names(in folder: String) throws(Failure) -> [String] {
    guard let stream = opendir(folder) else {
      throw Failure(.noInput, "cannot read: \(reason)", about: folder)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
