import Foundation

/// A folder of files that appear together or not at all.
///
/// The files are written into a hidden folder. When all are complete, a folder that is new takes its name, and one
/// that holds nothing but an earlier export's files is exchanged for it, in one step. A folder that also holds other
/// files stays where it is, and so does one that cannot be exchanged: there ``FileMove`` brings the new files in.
/// Files that no earlier export wrote are never touched. Dropped without ``commit()``, by an error or a signal, nothing
/// is left behind; killed, the next run cleans up.
final class OutputTree {
  /// As the user named it.
  let name: String
  /// Where it will be, symbolic links followed, without a slash at the end.
  private let path: String
  private enum Replacement { case newFolder, exchange, files }
  private let replacement: Replacement
  /// The files that a commit removes from a folder that is kept.
  private let oldFiles: Set<String>
  private let temporaryPath: String
  /// Holds the lock that tells the folder of a running process from one of a process that was killed.
  private let lock: Int32
  private let slot: Int
  /// What may be replaced, in words.
  private let earlier: String
  private var files: [(name: String, output: Output, slot: Int)] = []
  private var isOpen = true
  /// How many changes of the disk a commit makes before it gives up as if killed; for tests.
  var changesLeft = Int.max
  /// Whether the system can exchange two folders; for tests.
  var canExchange = true

  /// Begins a folder.
  ///
  /// - Parameters:
  ///   - earlier: what may be replaced, in words.
  ///   - ours: gives the names of the files that may be replaced in a folder that is there and not empty;
  ///     nil if it is somebody else's.
  init(
    _ name: String, earlier: String = "an earlier export",
    replacing ours: (String) throws(Failure) -> Set<String>?
  ) throws(Failure) {
    self.earlier = earlier
    var path = name
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    path = try SystemCall.resolvingLinks(path)
    self.name = name
    self.path = path
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    TemporaryFiles.sweep(folder.isEmpty ? "." : folder)
    if let status = SystemCall.status(of: path) {
      guard status.isFolder else {
        throw Failure(.cannotCreate, "is not a folder", about: name, fix: "give another name")
      }
      guard access(path, W_OK | X_OK) == 0 else { throw .creating(name) }
      TemporaryFiles.sweep(path)
      try FileMove.finish(in: path) { change throws(Failure) in
        if change() != 0 { throw .creating(name) }
      }
      let contents = Set(try SystemCall.names(in: path).filter { !TemporaryFiles.isOurs($0) })
      guard let files = contents.isEmpty ? [] : try ours(path) else {
        throw Failure(
          .cannotCreate, "is a folder with other files in it", about: name,
          fix: "give the name of a new folder, or of \(earlier)")
      }
      oldFiles = files
      // A folder in which somebody works, or that something is mounted on, stays where it is.
      let isFixed =
        "\(SystemCall.resolving("."))/".hasPrefix(path + "/")
        || access(folder.isEmpty ? "." : folder, W_OK | X_OK) != 0
        || SystemCall.status(of: path + "/..")?.st_dev != status.st_dev
      replacement =
        isFixed || !contents.isSubset(of: files)
        ? .files : contents.isEmpty ? .newFolder : .exchange
    } else {
      (replacement, oldFiles) = (.newFolder, [])
    }
    let parent = replacement == .files ? path + "/" : folder
    temporaryPath = "\(parent).hardfit-\(getpid())-\(OutputFile.nextNumber).partial"
    slot = try TemporaryFiles.adding(temporaryPath, for: name)
    guard mkdir(temporaryPath, 0o777) == 0 else {
      TemporaryFiles.forget(slot)
      throw .creating(name, in: parent)
    }
    lock = openFile(temporaryPath, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    flock(lock, LOCK_EX | LOCK_NB)
    // A folder that is replaced keeps its permissions.
    if let status = SystemCall.status(of: path) { chmod(temporaryPath, status.st_mode & 0o7777) }
  }

  deinit {
    discard()
    close(lock)
  }

  /// Begins a file of the folder.
  ///
  /// - Throws: ``Failure`` also where a file of that name is there that is not to be replaced.
  func open(_ file: String) throws(Failure) -> Output {
    if replacement == .files, !oldFiles.contains(file),
      SystemCall.status(of: "\(path)/\(file)") != nil
    {
      throw Failure(
        .cannotCreate, "is there already, and is not a file of \(earlier)",
        about: "\(name)/\(file)", fix: "move it away, or give another folder")
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
      switch replacement {
      case .newFolder: try change { rename(temporaryPath, path) }
      case .exchange: try exchange()
      case .files: try moveFiles()
      }
    }
    isOpen = false
    for file in files { TemporaryFiles.forget(file.slot) }
    TemporaryFiles.forget(slot)
  }

  private func exchange() throws(Failure) {
    guard canExchange, changesLeft > 0, SystemCall.exchange(temporaryPath, path) else {
      return try moveFiles()
    }
    changesLeft -= 1
    for old in oldFiles where SystemCall.isThere("\(temporaryPath)/\(old)") {
      try change { unlink("\(temporaryPath)/\(old)") }
    }
    try change { rmdir(temporaryPath) }
  }

  private func moveFiles() throws(Failure) {
    let move = FileMove(
      files: files.map(\.name), removed: oldFiles.subtracting(files.map(\.name)).sorted())
    try move.write(into: temporaryPath)
    try change { rename(temporaryPath, FileMove.place(in: path)) }
    try FileMove.finish(in: path, change)
  }

  /// Makes a change of the disk.
  private func change(_ call: () -> Int32) throws(Failure) {
    if changesLeft == 0 { isOpen = false }
    guard changesLeft > 0, call() == 0 else { throw .creating(name) }
    changesLeft -= 1
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
    (try? resolvingLinks(path)) ?? path
  }

  /// The path with all symbolic links followed, also to where there is nothing yet.
  static func resolvingLinks(_ path: String) throws(Failure) -> String {
    var path = path
    // As many links as Linux follows (path_resolution(7)).
    for _ in 0..<40 {
      if let resolved = realpath(path, nil) {
        defer { free(resolved) }
        return String(cString: resolved)
      }
      var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
      let count = readlink(path, &target, target.count)
      guard count > 0 else { return path }
      let next = String(decoding: target.prefix(count), as: UTF8.self)
      let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
      path = next.hasPrefix("/") ? next : folder + next
    }
    errno = ELOOP
    throw .creating(path)
  }

  /// Whether a path names something, be it a link that leads nowhere.
  static func isThere(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Gives two paths each other's folder, in one step; false where the file system cannot.
  static func exchange(_ first: String, _ second: String) -> Bool {
    #if os(Linux)
      // renameat2(2) with RENAME_EXCHANGE, which Swift's module of the library leaves out.
      typealias Rename =
        @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
      guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "renameat2") else { return false }
      return unsafeBitCast(symbol, to: Rename.self)(AT_FDCWD, first, AT_FDCWD, second, 2) == 0
    #else
      return renamex_np(first, second, UInt32(RENAME_SWAP)) == 0
    #endif
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
