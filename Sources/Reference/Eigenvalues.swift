/// Eigenvalues of a small symmetric matrix by Jacobi's rotations.
///
/// Each rotation makes one element off the diagonal zero; sweeps over all of them converge
/// quadratically (G. H. Golub, C. F. Van Loan, Matrix Computations, section 8.5).
///
/// - Returns: the eigenvalues ascending; all NaN where an element is not finite.
func eigenvaluesOfSymmetric(_ matrix: [[Double]]) -> [Double] {
  var a = matrix
  let order = a.count
  guard a.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
    return Array(repeating: .nan, count: order)
  }
  for _ in 0..<60 {  // a dozen sweeps suffice; the bound is for peace of mind
    var isDiagonal = true
    for p in 0..<order {
      for q in (p + 1)..<max(order, p + 1) {
        guard abs(a[p][q]) > 0x1p-60 * (abs(a[p][p]) * abs(a[q][q])).squareRoot() else { continue }
        isDiagonal = false
        // The smaller root of t² + 2τt − 1 = 0 is the tangent of the angle that annuls a[p][q].
        let tau = (a[q][q] - a[p][p]) / (2 * a[p][q])
        let tangent = (tau < 0 ? -1 : 1) / (abs(tau) + (1 + tau * tau).squareRoot())
        let cosine = 1 / (1 + tangent * tangent).squareRoot()
        let sine = tangent * cosine
        for k in 0..<order {
          (a[k][p], a[k][q]) = (
            cosine * a[k][p] - sine * a[k][q], sine * a[k][p] + cosine * a[k][q]
          )
        }
        for k in 0..<order {
          (a[p][k], a[q][k]) = (
            cosine * a[p][k] - sine * a[q][k], sine * a[p][k] + cosine * a[q][k]
          )
        }
        a[p][q] = 0
        a[q][p] = 0
      }
    }
    if isDiagonal { break }
  }
  return (0..<order).map { a[$0][$0] }.sorted()
}
