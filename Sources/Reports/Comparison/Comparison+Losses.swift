import Cases
import Reference

/// The curves of a comparison as a table: an epoch a row, the loss and the error of each algorithm.
extension Comparison {
  /// Writes the heading and the rows. A field is empty where an algorithm had ended before, or was not run, or the
  /// number is beyond the range of `Double`.
  ///
  /// Runs longer than ``DescentCurve/detail`` epochs have a row for every second, third, … epoch.
  public func writeLosses<Failure: Error>(
    _ writeRow: ([String]) throws(Failure) -> Void
  ) throws(Failure) {
    try writeRow(
      ["epoch"]
        + results.flatMap { ["\($0.algorithm.rawValue)_loss", "\($0.algorithm.rawValue)_error"] })
    var next = Array(repeating: 0, count: results.count)
    let curves = results.map { $0.run?.curve.points ?? [] }
    while let epoch = curves.indices.compactMap({ index in
      next[index] < curves[index].count ? curves[index][next[index]].epoch : nil
    }).min() {
      var row = ["\(epoch)"]
      for index in curves.indices {
        guard next[index] < curves[index].count, curves[index][next[index]].epoch == epoch else {
          row += ["", ""]
          continue
        }
        let point = curves[index][next[index]]
        row += [NumberText.cell(point.loss), NumberText.cell(point.error)]
        next[index] += 1
      }
      try writeRow(row)
    }
  }
}
