/// Where bytes go: a file, a pipe, a buffer in a test.
public protocol ByteSink {
  mutating func write(_ bytes: [UInt8]) throws
}

/// Passes bytes on, and knows how many there were and their hash.
public struct HashingSink<Base: ByteSink>: ByteSink {
  public private(set) var base: Base
  public private(set) var byteCount = 0
  private var hash = SHA256()

  public init(_ base: Base) { self.base = base }

  public mutating func write(_ bytes: [UInt8]) throws {
    try base.write(bytes)
    byteCount += bytes.count
    hash.update(bytes)
  }

  /// The SHA-256 of all bytes so far.
  public var digest: String { hash.digest }
}
