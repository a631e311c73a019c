import Columns
import FixedPoint

/// From the user's numbers to the words that the hardware sees: scale, cast, pack.
extension SampleColumns {
  /// Scales, casts and packs the samples.
  ///
  /// Under the scalings `none` and `pow2` a word is the cast of the decimal text itself, where the texts were kept;
  /// under the others it is the cast of the Double that ``AxisScale/scaled(_:)`` gives.
  public func quantized(
    scales: SampleScales, x xFormat: Format, y yFormat: Format
  ) throws(QuantizingError) -> QuantizedSamples {
    for (axis, format) in [("x", xFormat), ("y", yFormat)] where format.width > 64 {
      throw .width(axis: axis, format.width)
    }
    var xStatistics = CastStatistics()
    var yStatistics = CastStatistics()
    let samples: PackedSamples
    do throws(StorageError) {
      samples = try PackedSamples(count: count, xFormat: xFormat, yFormat: yFormat) {
        xLane, yLane in
        xStatistics = ColumnCaster(xFormat, scale: scales.x, scaling: scales.scaling)
          .cast(x, decimals: xDecimals, into: xLane)
        yStatistics = ColumnCaster(yFormat, scale: scales.y, scaling: scales.scaling)
          .cast(y, decimals: yDecimals, into: yLane)
      }
    } catch { throw .noRoom(error) }
    return QuantizedSamples(samples: samples, x: xStatistics, y: yStatistics)
  }
}

/// Packed samples, and what the casts came to.
public struct QuantizedSamples: Sendable {
  public let samples: PackedSamples
  public let x: CastStatistics
  public let y: CastStatistics
}

/// Why samples cannot be quantised.
public enum QuantizingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A format that no sample can have.
  case width(axis: String, Int)
  case noRoom(StorageError)

  public var description: String {
    switch self {
    case .width(let axis, let width):
      "node \(axis): a sample has at most 64 bits, not \(width); choose a narrower format"
    case .noRoom(let error): "\(error)"
    }
  }
}

/// The casts of one column.
struct ColumnCaster {
  private let format: Format
  private let scale: AxisScale
  /// The scale as a power of two, if it is no more than a shift and so needs no arithmetic in Double.
  private let shift: Int?

  init(_ format: Format, scale: AxisScale, scaling: Scaling) {
    self.format = format
    self.scale = scale
    shift = Self.castsDigits(scaling) ? scale.shift : nil
  }

  /// Whether a scaling is no more than a shift, so that the digits themselves are cast.
  static func castsDigits(_ scaling: Scaling) -> Bool { scaling == .none || scaling == .pow2 }

  func cast(
    _ values: LongColumn<Double>, decimals: Decimals?, into lane: Lane
  ) -> CastStatistics {
    values.withUnsafeBufferPointer { cast($0, decimals: decimals, into: lane) }
  }

  private func cast(
    _ values: UnsafeBufferPointer<Double>, decimals: Decimals?, into lane: Lane
  ) -> CastStatistics {
    var statistics = CastStatistics()
    let isWrap = format.overflow.wraps
    let caster = RealCaster(format, shift: shift ?? 0)
    var isOnBoundary = false
    guard let shift else {
      for row in values.indices {
        let cast = caster.cast(scale.scaled(values[row]), isOnBoundary: &isOnBoundary)
        lane.store(cast.raw, at: row)
        statistics.add(cast, row: row, wraps: isWrap)
      }
      return statistics
    }
    for row in values.indices {
      var cast = caster.cast(values[row], isOnBoundary: &isOnBoundary)
      if isOnBoundary, let decimals {
        cast = self.cast(decimals[row], nearest: values[row], shift: shift) ?? cast
      }
      lane.store(cast.raw, at: row)
      statistics.add(cast, row: row, wraps: isWrap)
    }
    return statistics
  }

  /// The exact cast of a text, or nil if the Double nearest to it is just that.
  private func cast(_ exact: Decimals.Exact, nearest: Double, shift: Int) -> Cast? {
    switch exact {
    case .same:
      return nil
    case .decimal(let significand, let exponent):
      if exponent < 0, exponent >= -22, significand <= 1 << 53,
        (-Double(significand)).addingProduct(abs(nearest), exactPowersOfTen[-exponent]) == 0
      {
        return nil
      }
      let sign = nearest.sign == .minus ? "-" : ""
      return cast("\(sign)\(significand)e\(exponent)".utf8, shift: shift)
    case .text(let text):
      return cast(text, shift: shift)
    }
  }

  private func cast(_ text: some Sequence<UInt8>, shift: Int) -> Cast? {
    Array(text).withUnsafeBytes { format.cast(parsing: $0, shift: shift) }
  }
}
