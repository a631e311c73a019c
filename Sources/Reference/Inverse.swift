/// The inverse of a small matrix by Gauss and Jordan, with the greatest of a column for its pivot (G. H. Golub, C. F. Van
/// Loan, Matrix Computations, section 3.4).
///
/// - Returns: the rows; nil where the matrix is singular within the precision of `Double`.
package func inverse(of matrix: [[Double]]) -> [[Double]]? {
  let order = matrix.count
  var rows = matrix.enumerated().map { row, elements in
    elements + (0..<order).map { $0 == row ? 1 : 0 }
  }
  let size = matrix.joined().reduce(0) { max($0, abs($1)) }
  for column in 0..<order {
    let pivot = (column..<order).max { abs(rows[$0][column]) < abs(rows[$1][column]) }!
    guard abs(rows[pivot][column]) > 0x1p-50 * size else { return nil }
    rows.swapAt(column, pivot)
    let divisor = rows[column][column]
    rows[column] = rows[column].map { $0 / divisor }
    for row in 0..<order where row != column {
      let factor = rows[row][column]
      rows[row] = zip(rows[row], rows[column]).map { $0 - factor * $1 }
    }
  }
  let inverse = rows.map { Array($0[order...]) }
  return inverse.joined().allSatisfy(\.isFinite) ? inverse : nil
}
