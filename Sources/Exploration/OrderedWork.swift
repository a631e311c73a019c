import Foundation

/// Pieces of work on several threads, their results taken in order by the caller.
///
/// The threads run ahead of the caller by a bounded number of pieces, so that memory is bounded too. Which thread does which
/// piece, and when, changes nothing of what the caller sees.
public enum OrderedWork {
  /// Does pieces 0 ..< `count`.
  ///
  /// - Parameters:
  ///   - work: makes a piece's result, on any thread.
  ///   - take: called on the caller's thread, in order. When it throws, no further piece is begun and the
  ///     error is passed on at once; pieces in progress end by themselves.
  public static func run<Result: Sendable, Cause: Error>(
    count: Int, threads: Int, work: @escaping @Sendable (Int) -> Result,
    take: (Result) throws(Cause) -> Void
  ) throws(Cause) {
    guard threads > 1, count > 1 else {
      for piece in 0..<count { try take(work(piece)) }
      return
    }
    let queue = Queue<Result>(count: count, ahead: 4 * threads)
    for _ in 0..<min(threads, count) {
      let thread = Thread {
        while let piece = queue.begin() { queue.finish(piece, work(piece)) }
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    defer { queue.cancel() }
    for _ in 0..<count { try take(queue.next()) }
  }

  /// Which pieces are to be done, and the results that nobody has taken yet.
  private final class Queue<Result: Sendable>: @unchecked Sendable {
    // Unchecked because of the variables; the condition guards them all.
    private let condition = NSCondition()
    private let count: Int
    private let ahead: Int
    private var begun = 0
    private var taken = 0
    private var results: [Int: Result] = [:]

    init(count: Int, ahead: Int) {
      self.count = count
      self.ahead = ahead
    }

    /// A piece to do; waits while too many are waiting to be taken, nil when none is left.
    func begin() -> Int? {
      condition.lock()
      defer { condition.unlock() }
      while begun < count, begun >= taken + ahead { condition.wait() }
      guard begun < count else { return nil }
      begun += 1
      return begun - 1
    }

    func finish(_ piece: Int, _ result: Result) {
      condition.lock()
      results[piece] = result
      condition.broadcast()
      condition.unlock()
    }

    /// The next result in order; waits for it.
    func next() -> Result {
      condition.lock()
      defer { condition.unlock() }
      while true {
        if let result = results.removeValue(forKey: taken) {
          taken += 1
          condition.broadcast()
          return result
        }
        condition.wait()
      }
    }

    func cancel() {
      condition.lock()
      begun = count
      condition.broadcast()
      condition.unlock()
    }
  }
}
