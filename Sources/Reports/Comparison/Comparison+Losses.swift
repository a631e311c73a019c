import Cases
import Reference

/// The courses of a comparison as a table: an epoch a row, the loss and the error of each way.
extension Comparison {
  /// Writes the heading and the rows. A field is empty where a way had ended before, or was not run, or the
  /// number is beyond the range of `Double`.
  ///
  /// Runs longer than ``Course/detail`` epochs have a row for every second, third, … epoch.
  public func writeLosses<Failure: Error>(
    _ writeRow: ([String]) throws(Failure) -> Void
  ) throws(Failure) {
    try writeRow(
      ["epoch"] + results.flatMap { ["\($0.way.rawValue)_loss", "\($0.way.rawValue)_error"] })
    var next = Array(repeating: 0, count: results.count)
    let courses = results.map { $0.run?.course.points ?? [] }
    while let epoch = courses.indices.compactMap({ index in
      next[index] < courses[index].count ? courses[index][next[index]].epoch : nil
    }).min() {
      var row = ["\(epoch)"]
      for index in courses.indices {
        guard next[index] < courses[index].count, courses[index][next[index]].epoch == epoch else {
          row += ["", ""]
          continue
        }
        let point = courses[index][next[index]]
        row += [NumberText.cell(point.loss), NumberText.cell(point.error)]
        next[index] += 1
      }
      try writeRow(row)
    }
  }
}
