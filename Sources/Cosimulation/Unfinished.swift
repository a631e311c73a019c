import Foundation
import Samples
import Synchronization

/// The foreign programs that run and the working folders in use, where a signal handler finds them.
package enum Unfinished {
  private static let capacity = 256

  private typealias Slots<Value: AtomicRepresentable> = UnsafeMutablePointer<Atomic<Value>>
  /// The words of `rm -rf -- FOLDER` as an argument list. None is ever freed, so that a handler
  /// never reads freed memory.
  private typealias Removal = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

  /// Process groups, or 0.
  nonisolated(unsafe) private static let groups: Slots<pid_t> = {
    let slots = Slots<pid_t>.allocate(capacity: capacity)
    for index in 0..<capacity { (slots + index).initialize(to: Atomic(0)) }
    return slots
  }()

  nonisolated(unsafe) private static let removals: Slots<Removal?> = {
    let slots = Slots<Removal?>.allocate(capacity: capacity)
    for index in 0..<capacity { (slots + index).initialize(to: Atomic(nil)) }
    return slots
  }()

  /// Makes the tables, which a handler must not be the first to touch. Call it before signals are handled.
  package static func prepare() {
    _ = groups
    _ = removals
  }

  /// Kills what runs and removes the folders. Safe in a signal handler: it allocates nothing and locks
  /// nothing.
  package static func clear() {
    for index in 0..<capacity {
      let group = groups[index].load(ordering: .sequentiallyConsistent)
      if group > 0 {
        kill(-group, SIGKILL)
        var status: Int32 = 0
        waitpid(group, &status, 0)
      }
    }
    for index in 0..<capacity {
      guard let words = removals[index].load(ordering: .sequentiallyConsistent) else { continue }
      var process: pid_t = 0
      if posix_spawn(&process, "/bin/rm", nil, nil, words, environ) == 0 {
        var status: Int32 = 0
        waitpid(process, &status, 0)
      }
    }
  }

  /// Remembers a process group; nil if there are too many.
  static func addGroup(_ group: pid_t) -> Int? {
    for index in 0..<capacity
    where groups[index].compareExchange(
      expected: 0, desired: group, ordering: .sequentiallyConsistent
    ).exchanged {
      return index
    }
    return nil
  }

  static func forgetGroup(_ index: Int?) {
    if let index { groups[index].store(0, ordering: .sequentiallyConsistent) }
  }

  /// Remembers a folder; nil if there are too many.
  static func addFolder(_ path: String) -> Int? {
    let words = ["rm", "-rf", "--", path]
    let list = Removal.allocate(capacity: words.count + 1)
    for (index, word) in words.enumerated() { (list + index).initialize(to: strdup(word)) }
    (list + words.count).initialize(to: nil)
    for index in 0..<capacity
    where removals[index].compareExchange(
      expected: nil, desired: list, ordering: .sequentiallyConsistent
    ).exchanged {
      return index
    }
    return nil
  }

  static func forgetFolder(_ index: Int?) {
    if let index { removals[index].store(nil, ordering: .sequentiallyConsistent) }
  }
}
