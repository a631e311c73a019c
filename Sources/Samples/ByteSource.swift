import Foundation

/// Bytes in, from a file, an open descriptor or memory, read once from front to back.
public struct ByteSource: ~Copyable {
  /// What errors call the source.
  public let name: String
  /// The bytes that there will be, where that is known: a regular file or memory.
  public let byteCount: Int?
  /// The bytes handed out so far.
  public private(set) var position = 0

  private let descriptor: Int32
  private let isOwned: Bool
  private let memory: [UInt8]

  /// Opens a file.
  public init(path: String) throws(ReadingError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code = errno
      throw ReadingError(
        file: path,
        code == ENOENT || code == ENOTDIR ? .notFound : .unreadable(reason: Self.reason(code)))
    }
    let size: Int?
    do throws(ReadingError) {
      size = try Self.size(of: descriptor, name: path)
    } catch {
      close(descriptor)
      throw error
    }
    self.init(name: path, byteCount: size, descriptor: descriptor, isOwned: true)
  }

  /// Reads from an open descriptor, such as standard input, and leaves it open.
  public init(descriptor: Int32, name: String) throws(ReadingError) {
    self.init(
      name: name, byteCount: try Self.size(of: descriptor, name: name), descriptor: descriptor,
      isOwned: false)
  }

  /// Reads from memory.
  public init(bytes: [UInt8], name: String) {
    self.init(
      name: name, byteCount: bytes.count, descriptor: -1, isOwned: false, memory: bytes)
  }

  private init(
    name: String, byteCount: Int?, descriptor: Int32, isOwned: Bool, memory: [UInt8] = []
  ) {
    self.name = name
    self.byteCount = byteCount
    self.descriptor = descriptor
    self.isOwned = isOwned
    self.memory = memory
  }

  deinit { if isOwned { close(descriptor) } }

  /// Fills a buffer, wholly unless the source ends.
  ///
  /// - Returns: the bytes written; fewer than asked for only at the end.
  package mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(ReadingError) -> Int {
    guard let base = buffer.baseAddress else { return 0 }
    var filled = 0
    if descriptor < 0 {
      filled = min(buffer.count, memory.count - position)
      memory.withUnsafeBytes { bytes in
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[position...].prefix(filled)))
      }
    }
    while descriptor >= 0, filled < buffer.count {
      let got = read(descriptor, base + filled, buffer.count - filled)
      if got == 0 { break }
      if got < 0 {
        let code = errno
        if code == EINTR { continue }
        throw ReadingError(
          file: name,
          code == EISDIR
            ? .isDirectory
            : .interrupted(reason: Self.reason(code), afterBytes: position + filled))
      }
      filled += got
    }
    position += filled
    return filled
  }

  private static func size(of descriptor: Int32, name: String) throws(ReadingError) -> Int? {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw ReadingError(file: name, .unreadable(reason: reason(errno)))
    }
    let kind = status.st_mode & S_IFMT
    if kind == S_IFDIR { throw ReadingError(file: name, .isDirectory) }
    return kind == S_IFREG ? Int(status.st_size) : nil
  }

  private static func reason(_ code: Int32) -> String {
    let text = String(cString: strerror(code))
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}

extension ByteSource {
  /// Reads so many bytes; fewer only at the end.
  mutating func chunk(of size: Int) throws(ReadingError) -> [UInt8] {
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 1)
    defer { room.deallocate() }
    return Array(room[..<(try fill(room))])
  }

  /// Reads all that is left, for sources that are known to be small.
  public mutating func readAll() throws(ReadingError) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let chunk = try chunk(of: 1 << 16)
      bytes += chunk
      if chunk.count < 1 << 16 { return bytes }
    }
  }
}
