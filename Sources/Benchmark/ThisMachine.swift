import Foundation

/// What the figures are of.
package struct ThisMachine: Sendable {
  /// The processor as it calls itself.
  package let processor: String
  package let threads: Int
  /// Whether this program was built without optimisation, so that its figures say nothing.
  package let isDebugBuild: Bool

  static var current: ThisMachine {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let model = lines.split(separator: "\n").first { $0.hasPrefix("model name") }
      .flatMap { $0.split(separator: ":").last }
      .map { $0.trimmingCharacters(in: .whitespaces) }
    return ThisMachine(
      processor: model ?? "processor of unknown name",
      threads: ProcessInfo.processInfo.activeProcessorCount, isDebugBuild: Benchmark.isDebugBuild)
  }
}

extension Benchmark {
  /// Whether this program was built without optimisation.
  package static var isDebugBuild: Bool {
    #if DEBUG
      true
    #else
      false
    #endif
  }
}
