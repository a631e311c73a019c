/// What `hardfit bench` can measure.
package enum Subject: String, CaseIterable, Hashable, Sendable {
  /// Reading and summing the bytes of the samples, and nothing else: what no engine can pass.
  case read
  /// The epoch engine on one design.
  case epoch
  /// The epoch engine on 64 designs in one pass of the data.
  case batch
  /// The epoch engine on other designs, with each of its paths and without it.
  case paths
  /// The machine that ticks.
  case cycle
  /// The same with every register looked at, or written.
  case watch
  case verilator, icarus, numpy, apytypes
  /// `hardfit simulate vectors/norris` as a process.
  case process
  /// Reading a table, and exporting vectors.
  case files
  /// Ten thousand designs on the same case.
  case sweep

  /// Whether it is a program of others.
  package var isPeer: Bool {
    switch self {
    case .verilator, .icarus, .numpy, .apytypes: true
    default: false
    }
  }
}

/// Why a measurement came to nothing.
package enum BenchmarkError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A program of others is not there; what to install.
  case missing(fix: String)
  /// What is needed to measure it is not there.
  case impossible(String)
  /// It was there and failed.
  case failed(String)

  package var description: String {
    switch self {
    case .missing(let fix): "not installed: \(fix)"
    case .impossible(let reason): "not measured: \(reason)"
    case .failed(let reason): reason
    }
  }
}
