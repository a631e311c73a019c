/// Where bytes go: a file, a pipe, a buffer in a test.
public protocol ByteSink {
  mutating func write(_ bytes: [UInt8]) throws
}
