import Columns
import FixedPoint
import Synchronization

/// The samples as the hardware sees them: raw words of x and y, packed, read-only.
///
/// Two lanes, one a column, rather than interleaved pairs: each is read with unit stride, so that an
/// engine may take several samples in one vector. For 16-bit formats a sample costs four bytes.
public final class PackedSamples: @unchecked Sendable {
  // Unchecked because of the raw memory; it is written in `init` alone.

  public let count: Int
  public let xFormat: Format
  public let yFormat: Format
  public let x: Lane
  public let y: Lane
  /// The least and the greatest word of x.
  ///
  /// Words of 64 bits without a sign are taken as signed ones here.
  public let xRange: ClosedRange<Int64>
  /// The least and the greatest word of y.
  public let yRange: ClosedRange<Int64>
  private let memory: LongMemory
  private let grouped = Mutex<SampleGroups?>(nil)

  /// Packs `count` samples that are made one by one, on the heap.
  ///
  /// - Parameters:
  ///   - xFormat: the format of x, at most 64 bits wide.
  ///   - yFormat: the format of y, at most 64 bits wide.
  ///   - sample: gives the raw words of the sample at a position, called once for each in order.
  public convenience init<Cause: Error>(
    count: Int, xFormat: Format, yFormat: Format,
    sample: (Int) throws(Cause) -> (x: Int128, y: Int128)
  ) throws(Cause) {
    let memory = LongMemory(onHeap: Self.size(count, xFormat, yFormat))
    try self.init(count: count, xFormat: xFormat, yFormat: yFormat, in: memory) {
      (x, y) throws(Cause) in
      for index in 0..<count {
        let raw = try sample(index)
        x.store(raw.x, at: index)
        y.store(raw.y, at: index)
      }
    }
  }

  /// Packs `count` samples, column by column, in a file if they are many.
  ///
  /// - Parameter fill: stores every word of both lanes.
  convenience init(
    count: Int, xFormat: Format, yFormat: Format, fill: (Lane, Lane) -> Void
  ) throws(StorageError) {
    let memory = try LongMemory(byteCount: Self.size(count, xFormat, yFormat))
    self.init(count: count, xFormat: xFormat, yFormat: yFormat, in: memory, fill: fill)
  }

  private init<Cause: Error>(
    count: Int, xFormat: Format, yFormat: Format, in memory: LongMemory,
    fill: (Lane, Lane) throws(Cause) -> Void
  ) throws(Cause) {
    self.count = count
    self.xFormat = xFormat
    self.yFormat = yFormat
    self.memory = memory
    x = Lane(width: Lane.Width(bits: xFormat.width), isSigned: xFormat.isSigned, base: memory.base)
    y = Lane(
      width: Lane.Width(bits: yFormat.width), isSigned: yFormat.isSigned,
      base: memory.base + Self.offset(count, xFormat))
    try fill(x, y)
    xRange = x.range(count: count)
    yRange = y.range(count: count)
  }

  /// Where the lane of y begins: on a cache line of its own.
  private static func offset(_ count: Int, _ xFormat: Format) -> Int {
    (count * Lane.Width(bits: xFormat.width).rawValue + 63) & ~63
  }

  /// The bytes of both lanes. A lane reads eight bytes whatever its width, an engine as many words in a vector.
  private static func size(_ count: Int, _ xFormat: Format, _ yFormat: Format) -> Int {
    offset(count, xFormat) + count * Lane.Width(bits: yFormat.width).rawValue + 64
  }

  /// Whether the samples lie in a file.
  package var isMapped: Bool { memory.isMapped }

  /// Whether the samples have been taken together by their x.
  public var isGrouped: Bool { grouped.withLock { $0 != nil } }

  /// The samples taken together by their x, found once.
  ///
  /// - Precondition: the formats are no wider than ``SampleGroups/greatestWidths``.
  public var groups: SampleGroups {
    grouped.withLock { known in
      if let known { return known }
      let groups = SampleGroups(self)
      known = groups
      return groups
    }
  }

  /// The bytes that the packed samples take in memory.
  public var byteCount: Int { count * (x.width.rawValue + y.width.rawValue) }
}
