import Foundation

/// Unpacks a gzip file as it is read, by the system's `gzip`, which checks every member's CRC-32 and length: a file that breaks
/// off or is damaged is an error, never a shorter text.
final class Gunzip {
  private let source: SharedSource
  /// Packed bytes that are still to be given.
  private var packed: ArraySlice<UInt8>
  private var isAtEnd = false
  /// Both streams of the process.
  private let socket: Int32
  private var process: pid_t?

  /// - Parameter beginning: the bytes of the source that were read already.
  init(_ source: SharedSource, beginning: [UInt8]) throws(ReadingError) {
    self.source = source
    packed = beginning[...]
    var ends: [Int32] = [-1, -1]
    let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue
    guard socketpair(AF_UNIX, Int32(kind), 0, &ends) == 0 else {
      throw ReadingError(
        file: source.bytes.name, .unreadable(reason: String(cString: strerror(errno))))
    }
    socket = ends[0]
    defer { close(ends[1]) }
    let started = spawn(
      ["/bin/sh", "-c", "exec gzip -dc"], ProcessInfo.processInfo.environment,
      streams: [ends[1], ends[1], nil])
    guard case .success(let process) = started else {
      throw ReadingError(file: source.bytes.name, .noGzip)
    }
    self.process = process
  }

  deinit {
    close(socket)
    if let process { waitpid(process, nil, 0) }
  }

  static func isGzip(_ bytes: some Sequence<UInt8>) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// Fills a buffer, wholly unless the text ends.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(ReadingError) -> Int {
    var filled = 0
    while filled < buffer.count, process != nil {
      if packed.isEmpty, !isAtEnd {
        packed = try source.bytes.chunk(of: 1 << 16)[...]
        if packed.isEmpty { giveNothingMore() }
      }
      var events = pollfd(
        fd: socket, events: Int16(POLLIN) | (isAtEnd ? 0 : Int16(POLLOUT)), revents: 0)
      poll(&events, 1, -1)
      if !isAtEnd { give() }
      let count = recv(
        socket, buffer.baseAddress! + filled, buffer.count - filled, Int32(MSG_DONTWAIT))
      if count > 0 {
        filled += count
      } else if count == 0 || ![EAGAIN, EINTR].contains(errno) {
        try finish()
      }
    }
    return filled
  }

  /// Gives the process as much as it takes now.
  private func give() {
    let count = packed.withUnsafeBytes {
      send(socket, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
    }
    if count > 0 {
      packed.removeFirst(count)
    } else if ![EAGAIN, EINTR].contains(errno) {
      // It has ended, and says why.
      giveNothingMore()
    }
  }

  private func giveNothingMore() {
    packed = []
    isAtEnd = true
    shutdown(socket, Int32(SHUT_WR))
  }

  private func finish() throws(ReadingError) {
    var status: Int32 = 0
    while waitpid(process!, &status, 0) < 0, errno == EINTR {}
    process = nil
    guard status != 0 else { return }
    // What the shell ends with where there is no such program.
    throw ReadingError(file: source.bytes.name, status == 127 << 8 ? .noGzip : .badGzip)
  }
}
