import Synchronization

/// Values that are expensive to make and shared by threads, up to a total size; the oldest go first.
final class BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct State {
    var values: [Key: (value: Value, size: Int)] = [:]
    var order: [Key] = []
    var size = 0
  }

  private let state = Mutex(State())
  private let capacity: Int

  /// - Parameter capacity: in the unit in which sizes are given.
  init(capacity: Int) { self.capacity = capacity }

  /// The value of a key, made if it is not there. Two threads may make the same value at the same
  /// time; the first that is done gives it to both.
  func value<Cause: Error>(
    _ key: Key, size: Int, _ make: () throws(Cause) -> Value
  ) throws(Cause) -> Value {
    if let found = state.withLock({ $0.values[key]?.value }) { return found }
    let made = try make()
    return state.withLock { state in
      if let found = state.values[key]?.value { return found }
      while state.size + size > capacity, !state.order.isEmpty {
        let oldest = state.order.removeFirst()
        state.size -= state.values.removeValue(forKey: oldest)?.size ?? 0
      }
      state.values[key] = (made, size)
      state.order.append(key)
      state.size += size
      return made
    }
  }
}
