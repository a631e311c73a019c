import Columns

/// The triangular factor of a tall matrix whose rows stream past, in double-double.
///
/// Rows gather in a block; a full block is folded into R by Householder reflections that see only
/// the block and one row of the triangle at a time, since R is already zero below its diagonal
/// (G. H. Golub, C. F. Van Loan, Matrix Computations, section 6.5, "appending a row", by blocks).
/// R^T R is never formed, so the error grows with the condition number and not with its square.
/// Storage is columns² + block · columns, whatever the number of rows.
struct StreamingQR {
  typealias Number = DoubleDouble<Double>
  fileprivate typealias Lanes = DoubleDouble<SIMD4<Double>>

  let columns: Int
  /// R by rows, `columns` × `columns`; zero below the diagonal.
  private(set) var triangle: [Number]
  /// The rows that wait, column by column, four to an element.
  private var block: [Lanes]
  private var waiting = 0

  /// Lanes elements a column of the block: 4 · 32 = 128 rows amortise one square root a column.
  private static let depth = 32

  init(columns: Int) {
    self.columns = columns
    triangle = Array(repeating: .zero, count: columns * columns)
    block = Array(repeating: .zero, count: columns * Self.depth)
  }

  /// R's element, row ≤ column.
  subscript(row: Int, column: Int) -> Number { triangle[row * columns + column] }

  /// Takes the rows 1, t, t², …, t^(columns − 2), y.
  ///
  /// - Parameters:
  ///   - count: how many rows there are.
  ///   - row: gives t and y of a row, both of magnitude about 1 at most.
  @inline(__always)
  mutating func addPolynomialRows(count: Int, row: (Int) -> (t: Number, y: Double)) {
    var next = 0
    while next < count {
      let end = min(next + 4 * Self.depth, count)
      waiting = 0
      while next < end {
        var t = Lanes.zero
        var one = Lanes.zero
        var y = Lanes.zero
        for lane in 0..<min(4, end - next) {  // lanes without a row stay zero and add nothing
          let sample = row(next + lane)
          t.high[lane] = sample.t.high
          t.low[lane] = sample.t.low
          one.high[lane] = 1
          y.high[lane] = sample.y
        }
        append(t: t, one: one, y: y)
        next += 4
      }
      next = end
      fold()
    }
  }

  private mutating func append(t: Lanes, one: Lanes, y: Lanes) {
    var power = one
    for column in 0..<(columns - 1) {
      block[column * Self.depth + waiting] = power
      if column < columns - 2 { power = power * t }
    }
    block[(columns - 1) * Self.depth + waiting] = y
    waiting += 1
  }

  /// Reflects the waiting rows into the triangle.
  private mutating func fold() {
    let rows = waiting
    let columns = columns
    triangle.withUnsafeMutableBufferPointer { triangle in
      block.withUnsafeMutableBufferPointer { block in
        for pivot in 0..<columns {
          let below = UnsafeMutableBufferPointer(rebasing: block[(pivot * Self.depth)...])
          let squares = dot(below, below, rows)
          guard squares.high > 0 else { continue }
          let diagonal = triangle[pivot * columns + pivot]
          let norm = (diagonal * diagonal + squares).squareRoot
          // The sign that avoids cancellation in the reflector's first element.
          let image = diagonal.high > 0 ? -norm : norm
          let first = diagonal - image
          let scale = Number(2) / (first * first + squares)
          triangle[pivot * columns + pivot] = image
          for column in (pivot + 1)..<max(columns, pivot + 1) {
            let other = UnsafeMutableBufferPointer(rebasing: block[(column * Self.depth)...])
            let top = triangle[pivot * columns + column]
            let amount = (first * top + dot(below, other, rows)) * scale
            triangle[pivot * columns + column] = top - first * amount
            let lanes = Lanes(everywhere: amount)
            for row in 0..<rows { other[row] -= below[row] * lanes }
          }
        }
      }
    }
  }
}

private func dot(
  _ a: UnsafeMutableBufferPointer<StreamingQR.Lanes>,
  _ b: UnsafeMutableBufferPointer<StreamingQR.Lanes>, _ rows: Int
) -> StreamingQR.Number {
  var sum = StreamingQR.Lanes.zero
  for row in 0..<rows { sum += a[row] * b[row] }
  return sum.lanesSum
}
