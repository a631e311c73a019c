import Foundation

/// The timing as nextpnr's `--report` tells it: the clock, and the slowest paths step by step.
struct TimingReport: Decodable {
  let fmax: [String: Frequency]
  let paths: [Path]

  struct Frequency: Decodable {
    /// MHz.
    let achieved: Double
  }

  struct Path: Decodable {
    /// "posedge clk", or "<async>" for a pin.
    let from, to: String
    let steps: [Step]

    enum CodingKeys: String, CodingKey {
      case from, to
      case steps = "path"
    }
  }

  /// A way through a cell, or along a net to the next one.
  struct Step: Decodable {
    /// Nanoseconds.
    let delay: Double
    /// `clk-to-q`, `logic`, `routing` or `setup`.
    let type: String
    let from, to: Place
    let net: String?
  }

  struct Place: Decodable {
    let cell: String
  }

  enum CodingKeys: String, CodingKey {
    case fmax
    case paths = "critical_paths"
  }

  /// Reads a report; nil where it is none.
  init?(path: String) {
    guard let data = FileManager.default.contents(atPath: path),
      let report = try? JSONDecoder().decode(TimingReport.self, from: data)
    else { return nil }
    self = report
  }

  /// The clock in Hz and the path that sets it.
  var slowest: (clock: Double, path: Path)? {
    let path = paths.filter {
      !$0.steps.isEmpty && $0.from.hasPrefix("posedge") && $0.from == $0.to
    }
    .max { $0.delay < $1.delay }
    guard let path, let frequency = fmax.values.map(\.achieved).min(), frequency > 0 else {
      return nil
    }
    return (frequency * 1e6, path)
  }
}

extension TimingReport.Path {
  /// Nanoseconds.
  var delay: Double { steps.reduce(0) { $0 + $1.delay } }
}
