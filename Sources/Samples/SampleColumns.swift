import Columns

/// The samples as they were given: x and y in the user's own units, one `Double` a row each.
public struct SampleColumns: Sendable {
  public let x: LongColumn<Double>
  public let y: LongColumn<Double>
  /// What the user calls the columns.
  public let xName: String
  public let yName: String
  /// What was read of the file; nil for samples that came from no file.
  public let reading: CSVReading?
  public var layout: CSVLayout? { reading?.layout }
  /// The texts behind the Doubles, where they were kept.
  let xDecimals: Decimals?
  let yDecimals: Decimals?

  /// Columns of Doubles that are exact as they are.
  ///
  /// - Precondition: both have the same count, and every number is finite.
  public init(
    x: some Collection<Double>, y: some Collection<Double>, xName: String = "x",
    yName: String = "y"
  ) {
    self.init(
      x: LongColumn(x), y: LongColumn(y), xName: xName, yName: yName, reading: nil, xDecimals: nil,
      yDecimals: nil)
  }

  init(
    x: LongColumn<Double>, y: LongColumn<Double>, xName: String, yName: String,
    reading: CSVReading?,
    xDecimals: Decimals?, yDecimals: Decimals?
  ) {
    precondition(x.count == y.count, "x and y come in pairs")
    self.x = x
    self.y = y
    self.xName = xName
    self.yName = yName
    self.reading = reading
    self.xDecimals = xDecimals
    self.yDecimals = yDecimals
  }

  /// The number of samples.
  public var count: Int { x.count }

  /// The number of distinct x, counted no further than `limit`.
  ///
  /// A polynomial of degree D is determined by D + 1 distinct x or more:
  /// `distinctX(upTo: degree + 1) > degree`.
  public func distinctX(upTo limit: Int) -> Int {
    var seen: [Double] = []
    for value in x where !seen.contains(value) {
      if seen.count == limit { break }
      seen.append(value)
    }
    return seen.count
  }
}
