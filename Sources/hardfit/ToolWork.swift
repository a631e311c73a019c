import Cosimulation
import Exploration
import Foundation
import Synchronization

/// Runs of foreign programs, several at once. After a failure no further one begins, and all that have begun end before
/// it is told, lest a program outlive this one.
enum ToolWork {
  /// - Parameters:
  ///   - threads: how many at once; as many as processors, if nil.
  ///   - folder: the folder that may be kept.
  ///   - work: makes a result, on any thread.
  ///   - progress: is told how many are done.
  /// - Returns: the results, in order.
  static func run<Value: Sendable>(
    count: Int, threads: Int?, in folder: WorkingFolder? = nil,
    _ work: @escaping @Sendable (Int) throws(ToolError) -> Value, progress: (Int) -> Void
  ) throws(Failure) -> [Value] {
    let hasFailed = Atomic(false)
    var results: [Result<Value, ToolError>] = []
    OrderedWork.run(
      count: count, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount
    ) { index -> Result<Value, ToolError>? in
      guard !hasFailed.load(ordering: .relaxed) else { return nil }
      let result = Result { () throws(ToolError) in try work(index) }
      if case .failure = result { hasFailed.store(true, ordering: .relaxed) }
      return result
    } take: { result in
      results += [result].compactMap { $0 }
      progress(results.count)
    }
    return try results.map { result throws(Failure) in
      try VerifyCommand.tool(in: folder) { () throws(ToolError) in try result.get() }
    }
  }
}
