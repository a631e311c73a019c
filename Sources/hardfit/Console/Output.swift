import Foundation

/// A buffered way out of the process whose every failure is a ``Failure``.
///
/// Bytes are gathered and written in blocks of 64 KiB; a line costs no allocation. What was written
/// counts only after ``commit()``. Files are ``OutputFile``s, which are whole or absent; this class
/// itself is for what cannot be taken back: standard output, devices and pipes.
class Output {
  /// How messages name it.
  final let name: String
  final let descriptor: Int32
  /// Whether a reader sees the bytes as soon as they are written.
  final let isTerminal: Bool
  private final let buffer: UnsafeMutablePointer<UInt8>
  private final var used = 0
  private final var failure: Failure?

  static let bufferSize = 64 * 1024

  init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
    isTerminal = isatty(descriptor) == 1
    buffer = .allocate(capacity: Self.bufferSize)
  }

  deinit {
    buffer.deallocate()
    if descriptor > 2 { close(descriptor) }
  }

  static func standardOutput() -> Output { Output(descriptor: 1, name: "standard output") }

  final func write(_ text: String) throws(Failure) {
    var text = text
    var failure: Failure?
    text.withUTF8 { bytes in
      do throws(Failure) { try write(UnsafeRawBufferPointer(bytes)) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  final func write(_ bytes: [UInt8]) throws(Failure) {
    var failure: Failure?
    bytes.withUnsafeBytes { bytes in
      do throws(Failure) { try write(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  final func write(_ byte: UInt8) throws(Failure) {
    if used == Self.bufferSize { try flush() }
    buffer[used] = byte
    used += 1
  }

  final func write(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
    guard let base = bytes.baseAddress else { return }
    if used + bytes.count > Self.bufferSize { try flush() }
    if bytes.count > Self.bufferSize {
      try writeThrough(base, bytes.count)
    } else {
      UnsafeMutableRawPointer(buffer + used).copyMemory(from: base, byteCount: bytes.count)
      used += bytes.count
    }
  }

  /// Lets `body` put up to `count` bytes straight into the buffer; it returns how many.
  @inline(__always)
  final func write(
    atMost count: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int
  ) throws(Failure) {
    precondition(count <= Self.bufferSize)
    if used + count > Self.bufferSize { try flush() }
    used += body(buffer + used)
  }

  /// Writes out what is in the buffer.
  final func flush() throws(Failure) {
    let count = used
    used = 0
    try writeThrough(buffer, count)
  }

  /// Makes what was written count. Nothing may be written afterwards.
  func commit() throws(Failure) { try flush() }

  private final func writeThrough(_ start: UnsafeRawPointer, _ count: Int) throws(Failure) {
    // After a failure nothing more goes out: bytes behind a gap would mislead.
    if let failure { throw failure }
    var start = start
    var left = count
    while left > 0 {
      let written = systemWrite(descriptor, start, left)
      if written >= 0 {
        start += written
        left -= written
      } else if errno == EAGAIN {
        // A terminal or pipe that someone else has set to non-blocking.
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&wait, 1, -1)
      } else if errno != EINTR {
        let error = errno == EPIPE ? .closedPipe : Failure.writing(name)
        failure = error
        throw error
      }
    }
  }
}

extension Failure {
  /// The write that failed last, by `errno`.
  static func writing(_ name: String) -> Failure {
    let fix =
      switch errno {
      case ENOSPC, EDQUOT: "make room and run it again"
      case EFBIG: "the limit on a file's size is reached (ulimit -f)"
      default: nil as String?
      }
    return Failure(.inputOutput, "cannot write: \(SystemCall.reason)", about: name, fix: fix)
  }

  static func creating(_ path: String, fix: String? = nil) -> Failure {
    Failure(.cannotCreate, "cannot create: \(SystemCall.reason)", about: path, fix: fix)
  }

  /// The call that failed last was to make something in a folder, given as a path with a slash at its end, or
  /// empty for the working folder.
  static func creating(_ path: String, in folder: String) -> Failure {
    let cause = errno
    let name = folder.isEmpty ? "." : folder
    let isMissing = SystemCall.status(of: name) == nil
    errno = cause
    guard cause == ENOENT else { return creating(path) }
    // In some folders of the system nothing is made but by the system, which says the same of it.
    return creating(
      path,
      fix: isMissing
        ? "the folder \(name) does not exist" : "nothing can be created in \(name)")
  }
}
