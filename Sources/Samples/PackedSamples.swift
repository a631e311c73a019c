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
  private let memory: UnsafeMutableRawPointer
  private let grouped = Mutex<SampleGroups?>(nil)

  /// Packs `count` samples.
  ///
  /// - Parameters:
  ///   - xFormat: the format of x, at most 64 bits wide.
  ///   - yFormat: the format of y, at most 64 bits wide.
  ///   - sample: gives the raw words of the sample at a position, called once for each in order.
  public convenience init(
    count: Int, xFormat: Format, yFormat: Format,
    sample: (Int) throws -> (x: Int128, y: Int128)
  ) rethrows {
    try self.init(count: count, xFormat: xFormat, yFormat: yFormat) { x, y in
      for index in 0..<count {
        let raw = try sample(index)
        x.store(raw.x, at: index)
        y.store(raw.y, at: index)
      }
    }
  }

  /// Packs `count` samples, column by column.
  ///
  /// - Parameter fill: stores every word of both lanes.
  init(
    count: Int, xFormat: Format, yFormat: Format, fill: (Lane, Lane) throws -> Void
  ) rethrows {
    let xWidth = Lane.Width(bits: xFormat.width)
    let yWidth = Lane.Width(bits: yFormat.width)
    // The lane of y begins on a cache line of its own.
    let yOffset = (count * xWidth.rawValue + 63) & ~63
    // A lane reads eight bytes whatever its width.
    memory = .allocate(byteCount: yOffset + count * yWidth.rawValue + 8, alignment: 64)
    self.count = count
    self.xFormat = xFormat
    self.yFormat = yFormat
    x = Lane(width: xWidth, isSigned: xFormat.isSigned, base: memory)
    y = Lane(width: yWidth, isSigned: yFormat.isSigned, base: memory + yOffset)
    do { try fill(x, y) } catch {
      memory.deallocate()
      throw error
    }
    xRange = x.range(count: count)
    yRange = y.range(count: count)
  }

  deinit { memory.deallocate() }

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
