import Foundation

/// Memory for what is as long as the samples: on the heap while it is small, above that in a file of no name.
///
/// A file's pages are the system's to write back and read again, so that a hundred million samples need
/// no more memory than is free. The file is unlinked as soon as it is open, and gone with the process
/// whatever ends it. Its blocks are taken before they are mapped: a full disk is an error here, never a bus
/// error later.
///
/// The file lies in the first of `TMPDIR`, `/var/tmp` and `/tmp` where one can be made: `/tmp` is
/// memory itself on many systems. Where none can be made, the heap it is.
public final class LongMemory: @unchecked Sendable {
  // Unchecked because of the raw memory; it is written by whoever makes it, before it is shared.

  /// Where the bytes begin, on a cache line. It moves when the memory grows.
  public private(set) var base: UnsafeMutableRawPointer
  public private(set) var byteCount: Int
  private var file: UnnamedFile?

  /// Memory of so many bytes, in a file if they are more than ``threshold``.
  public init(byteCount: Int) throws(StorageError) {
    (base, file) = try Self.place(byteCount)
    self.byteCount = byteCount
  }

  /// Memory on the heap, whatever its size; like an array's, it traps if there is none.
  public init(onHeap byteCount: Int) {
    guard let base = try? Self.heap(byteCount) else {
      fatalError("no memory for \(byteCount) bytes")
    }
    self.base = base
    self.byteCount = byteCount
  }

  deinit { if file == nil { free(base) } else { munmap(base, byteCount) } }

  /// Whether the bytes lie in a file.
  public var isMapped: Bool { file != nil }

  /// The bytes above which memory is mapped: 64 MiB, or what the environment variable `HARDFIT_MAP_ABOVE` says, which
  /// changes no result and lets tests map small cases.
  @TaskLocal package static var threshold =
    getenv("HARDFIT_MAP_ABOVE").flatMap { Int(String(cString: $0)) } ?? 1 << 26

  /// Makes room for more bytes; those that there are stay.
  package func grow(to larger: Int) throws(StorageError) {
    guard larger > byteCount else { return }
    if let file {
      try file.extend(from: byteCount, to: larger)
      let moved = try file.map(larger)
      munmap(base, byteCount)
      base = moved
    } else {
      let (moved, file) = try Self.place(larger)
      moved.copyMemory(from: base, byteCount: byteCount)
      free(base)
      (base, self.file) = (moved, file)
    }
    byteCount = larger
  }

  /// Gives a file's blocks behind the first bytes back.
  package func trim(to used: Int) { if used < byteCount { file?.trim(to: used) } }

  private static func place(
    _ byteCount: Int
  ) throws(StorageError) -> (UnsafeMutableRawPointer, UnnamedFile?) {
    guard byteCount > threshold, let file = UnnamedFile() else {
      return (try heap(byteCount), nil)
    }
    try file.extend(from: 0, to: byteCount)
    return (try file.map(byteCount), file)
  }

  private static func heap(_ byteCount: Int) throws(StorageError) -> UnsafeMutableRawPointer {
    var pointer: UnsafeMutableRawPointer?
    let code = posix_memalign(&pointer, 64, max(byteCount, 1))
    guard code == 0, let pointer else {
      throw StorageError(byteCount: byteCount, folder: nil, reason: systemReason(code))
    }
    return pointer
  }
}

/// A temporary file that no folder lists.
private final class UnnamedFile {
  private let descriptor: Int32
  private let folder: String

  /// Makes one, or nil where no folder takes it.
  init?() {
    let named = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    for folder in [named, "/var/tmp", "/tmp"] where !folder.isEmpty {
      var path = Array("\(folder)/hardfit-XXXXXX".utf8CString)
      let descriptor = mkstemp(&path)
      guard descriptor >= 0 else { continue }
      unlink(path)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      self.descriptor = descriptor
      self.folder = folder
      return
    }
    return nil
  }

  deinit { close(descriptor) }

  func map(_ byteCount: Int) throws(StorageError) -> UnsafeMutableRawPointer {
    let address = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    guard let address, address != MAP_FAILED else {
      throw StorageError(byteCount: byteCount, folder: folder, reason: systemReason(errno))
    }
    return address
  }

  /// Takes the blocks for the bytes from one size to another.
  func extend(from size: Int, to larger: Int) throws(StorageError) {
    var code: Int32 = 0
    #if os(Linux)
      repeat {
        code = posix_fallocate(descriptor, off_t(size), off_t(larger - size))
      } while code == EINTR
      if code == EOPNOTSUPP || code == EINVAL { code = fill(from: size, to: larger) }
    #else
      code = fill(from: size, to: larger)
    #endif
    guard code == 0 else {
      trim(to: size)
      throw StorageError(byteCount: larger, folder: folder, reason: systemReason(code))
    }
  }

  func trim(to size: Int) { _ = ftruncate(descriptor, off_t(size)) }

  /// Takes blocks by writing zeros, where the system has no other way.
  private func fill(from size: Int, to larger: Int) -> Int32 {
    let zeros = [UInt8](repeating: 0, count: 1 << 20)
    var next = size
    while next < larger {
      let written = pwrite(descriptor, zeros, min(zeros.count, larger - next), off_t(next))
      if written < 0, errno != EINTR { return errno }
      next += max(written, 0)
    }
    return 0
  }
}

private func systemReason(_ code: Int32) -> String {
  let text = String(cString: strerror(code))
  return text.prefix(1).lowercased() + text.dropFirst()
}
