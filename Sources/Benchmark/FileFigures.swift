import Cases
import Cosimulation
import Foundation
import Samples

/// How fast a table is read and vectors are exported, in megabytes a second.
package struct FileFigures: Sendable {
  package let title: String
  /// The bytes read or written.
  package let bytes: Int
  /// 10⁶ bytes a second.
  package let rate: Figures

  /// Reads a table of so many rows within this process, and exports its vectors by the program, from start to finish.
  static func measure(
    _ program: String, count: Int, times: Int, progress: (Int) -> Void
  ) throws(BenchmarkError) -> [FileFigures] {
    let folder = try measuring { () throws(ToolError) in
      let folder = try WorkingFolder()
      var words = SampleWords(seed: 1)
      var text = "x,y\n"
      for _ in 0..<count {
        let word = words.next()
        text += "\(Double(word.x) * SampleWords.place),\(Double(word.y) * SampleWords.place)\n"
      }
      try folder.write(text, to: "samples.csv")
      return folder
    }
    let path = folder.path("samples.csv")
    let size = try Self.size(path)
    var reading: [Double] = []
    for run in 1...times {
      let clock = ContinuousClock()
      let start = clock.now
      do {
        let columns = try CaseInput(path: path).readSamples(
          options: CSVOptions(keepsDecimals: false))
        guard columns.count == count else {
          throw BenchmarkError.failed("\(columns.count) of \(count) rows were read")
        }
      } catch { throw .failed("\(error)") }
      reading.append(Double(size) / ((clock.now - start) / .microseconds(1)))
      progress(run)
    }
    let output = folder.path("vectors")
    let command = ["export", path, "--output", output, "--epochs", "1", "--capacity", "\(count)"]
    let export = try ProcessFigures([program] + command, times: times) { progress(times + $0) }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []
    var written = 0
    for name in names { written += try Self.size("\(output)/\(name)") }
    guard written > size else { throw .failed("\(written) bytes were exported") }
    return [
      FileFigures(title: "a table read", bytes: size, rate: Figures(reading)),
      FileFigures(
        title: "vectors exported", bytes: written,
        rate: Figures(export.time.values.map { Double(written) / ($0 * 1000) })),
    ]
  }

  private static func size(_ path: String) throws(BenchmarkError) -> Int {
    do {
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
      guard let size else { throw BenchmarkError.failed("\(path) has no size") }
      return size
    } catch { throw .failed("\(error)") }
  }
}
