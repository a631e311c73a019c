import Foundation
import Synchronization

/// An output that is whole or absent: a temporary file in the same folder, renamed when it is
/// complete.
///
/// Until ``commit()`` a file of the same name stays as it was. Dropped without it, by an error or a
/// signal, the output leaves nothing behind.
///
///     let output = try console.open(arguments[csv])  // a file, "-" or a device
///     try output.write("epoch,loss\n")
///     try output.commit()
final class OutputFile: Output {
  /// Where the file will be, symbolic links followed.
  private let path: String
  private let temporaryPath: String
  private let slot: Int
  private enum State { case written, complete, renamed, gone }
  private var state = State.written

  private static let counter = Atomic<Int>(0)
  /// The folders in which nothing is left of processes that were killed.
  private static let swept = Mutex<Set<String>>([])
  /// A number for a temporary name, another each time.
  static var nextNumber: Int { counter.add(1, ordering: .relaxed).newValue }

  /// Begins a file. Use ``Console/open(_:)``, which knows `-` and devices.
  init(_ name: String) throws(Failure) {
    let old = SystemCall.status(of: name)
    let path = try SystemCall.resolvingLinks(name)
    if old != nil, access(path, W_OK) != 0 { throw .creating(name) }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    if Self.swept.withLock({ $0.insert(folder).inserted }) {
      TemporaryFiles.sweep(folder.isEmpty ? "." : folder)
    }
    // Not derived from the file's name, which may be as long as a name can be.
    let temporaryPath = "\(folder).hardfit-\(getpid())-\(Self.nextNumber).partial"
    let slot = try TemporaryFiles.adding(temporaryPath, for: name)
    let descriptor = SystemCall.retrying {
      open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    }
    guard descriptor >= 0 else {
      TemporaryFiles.forget(slot)
      throw .creating(name, in: folder)
    }
    flock(descriptor, LOCK_EX | LOCK_NB)  // See TemporaryFiles.sweep.
    self.path = path
    self.temporaryPath = temporaryPath
    self.slot = slot
    // A file that is replaced keeps its permissions.
    if let old { fchmod(descriptor, old.st_mode & 0o7777) }
    super.init(descriptor: descriptor, name: name)
  }

  deinit { discard() }

  /// Brings everything onto the disk but leaves it under its temporary name.
  ///
  /// To make several files appear together, complete all of them before the first is committed.
  func complete() throws(Failure) {
    guard state == .written else { return }
    try flush()
    try synchronize()
    state = .complete
  }

  /// Gives the file its name.
  override func commit() throws(Failure) {
    try complete()
    guard state == .complete else { return }
    guard rename(temporaryPath, path) == 0 else { throw .creating(name) }
    state = .renamed
    TemporaryFiles.forget(slot)
  }

  /// Removes what was written so far.
  func discard() {
    guard state == .written || state == .complete else { return }
    unlink(temporaryPath)
    state = .gone
    TemporaryFiles.forget(slot)
  }
}

extension Output {
  /// Opens an output that a user named, other than standard output: a file, or directly a device
  /// or pipe.
  static func opened(_ path: String) throws(Failure) -> Output {
    if let inherited = inheritedDescriptor(path) {
      let copy = fcntl(inherited, F_DUPFD_CLOEXEC, 3)
      guard copy >= 0 else { throw .creating(path) }
      return Output(descriptor: copy, name: path)
    }
    guard let status = SystemCall.status(of: path), !status.isRegularFile else {
      return try OutputFile(path)
    }
    guard !status.isFolder else {
      throw Failure(.cannotCreate, "is a folder", about: path, fix: "give the name of a file")
    }
    let descriptor = SystemCall.retrying { open(path, O_WRONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .creating(path) }
    return Output(descriptor: descriptor, name: path)
  }

  /// The descriptor behind `/dev/stdout`, `/dev/fd/3` and the like. It is written on where it
  /// stands: as a path it would lead to a file that must not be replaced while it is open.
  private static func inheritedDescriptor(_ path: String) -> Int32? {
    switch path {
    case "/dev/stdout": return 1
    case "/dev/stderr": return 2
    default: break
    }
    for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) {
      return Int32(path.dropFirst(folder.count))
    }
    return nil
  }
}
