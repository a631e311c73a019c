import Samples

/// What a run ends in: its words of theta, epoch by epoch, and the first that returns.
///
/// On repeated samples an epoch maps theta to theta. Whatever else it begins with is the same each time: the weights are
/// a cast of theta, the accumulators are cleared, the sticky flags feed nothing back, and E_prev decides only
/// whether the run stops. So once a theta returns, all that follows does.
///
/// Every theta is kept and looked up by its hash, so that the first return is detected in the epoch in which it happens. Brent's
/// method needs no memory, but up to three times the epochs, and an epoch costs more than a look into a table. Of more than
/// `capacity` epochs every second one is kept, then every fourth, and so on: a return is then seen a few epochs late and
/// what lies between is computed again, so the result is the same and memory is bounded.
public struct Settling: Sendable {
  /// Parameters that return for ever.
  public struct Cycle: Hashable, Sendable {
    /// After so many epochs theta is the same again, and not before; 1 where it stands still.
    public let period: Int
    /// The first epoch, counted from 1, whose theta returns.
    public let firstEpoch: Int
  }

  /// How many epochs it has seen.
  public private(set) var epochs = 0
  /// Nil as long as no theta has returned.
  public private(set) var cycle: Cycle?

  private let simulation: Simulation
  private let parameters: Int
  private let capacity: Int
  /// The first theta that returns, by its epoch; 0 is the initial one.
  private var start = 0
  /// From one epoch that is kept to the next, a power of two.
  private var stride = 1
  private var kept: [Int64] = []
  /// Places in `kept`, counted from 1, by the hash of what stands there; 0 is empty.
  private var table: [UInt32] = Array(repeating: 0, count: 64)
  private var last: InlineArray<4, Int128> = .init(repeating: 0)

  /// Begins with a run's initial parameters.
  public init(_ simulation: Simulation) {
    self.init(simulation, capacity: 1 << 18)
  }

  /// - Parameter capacity: how many thetas are kept at most, 2 or more.
  init(_ simulation: Simulation, capacity: Int) {
    self.simulation = simulation
    self.capacity = capacity
    parameters = simulation.design.degree + 1
    for (k, word) in simulation.configuration.initialTheta.enumerated() { last[k] = word }
    keep()
  }

  /// Takes the parameters that the next epoch left.
  public mutating func add(_ theta: InlineArray<4, Int128>) {
    guard cycle == nil else { return }
    epochs += 1
    let isSame = (0..<parameters).allSatisfy { theta[$0] == last[$0] }
    last = theta
    if isSame {
      // A run stops there, so that no later epoch would tell.
      start = epochs - 1
      cycle = Cycle(period: 1, firstEpoch: max(1, start))
    } else if let place = place() {
      close(at: place * stride)
    } else if epochs & (stride - 1) == 0 {
      keep()
    }
  }

  // MARK: What is kept

  private var count: Int { kept.count / parameters }

  private func hash(_ word: (Int) -> Int64) -> Int {
    var hash: UInt64 = 0
    for k in 0..<parameters {
      // Fibonacci hashing (D. E. Knuth, The Art of Computer Programming 3, section 6.4), a word after the other.
      hash = (hash ^ UInt64(bitPattern: word(k))) &* 0x9e37_79b9_7f4a_7c15
      hash ^= hash >> 32
    }
    return Int(truncatingIfNeeded: hash) & (table.count - 1)
  }

  /// Where the last theta was kept before, from 0.
  private func place() -> Int? {
    var slot = hash { Int64(truncatingIfNeeded: last[$0]) }
    while table[slot] != 0 {
      let place = Int(table[slot]) - 1
      let isSame = (0..<parameters).allSatisfy {
        kept[place * parameters + $0] == Int64(truncatingIfNeeded: last[$0])
      }
      if isSame { return place }
      slot = (slot + 1) & (table.count - 1)
    }
    return nil
  }

  private mutating func keep() {
    for k in 0..<parameters { kept.append(Int64(truncatingIfNeeded: last[k])) }
    if count > capacity {
      stride *= 2
      let all = kept
      kept.removeAll(keepingCapacity: true)
      for place in Swift.stride(from: 0, to: all.count, by: 2 * parameters) {
        kept += all[place..<place + parameters]
      }
      fillTable()
    } else if 2 * count > table.count {
      table = Array(repeating: 0, count: 2 * table.count)
      fillTable()
    } else {
      enter(count - 1)
    }
  }

  private mutating func fillTable() {
    for slot in table.indices { table[slot] = 0 }
    for place in 0..<count { enter(place) }
  }

  private mutating func enter(_ place: Int) {
    var slot = hash { kept[place * parameters + $0] }
    while table[slot] != 0 { slot = (slot + 1) & (table.count - 1) }
    table[slot] = UInt32(place + 1)
  }

  /// Notes that the last theta is the one of an epoch that was kept.
  ///
  /// No theta kept before that one is in the cycle, or it would have returned first. So the cycle begins there or between
  /// the two, and its period is exact.
  private mutating func close(at epoch: Int) {
    let period = epochs - epoch
    start = epoch
    if stride > 1, epoch > 0 {
      let before = epoch - stride
      let (first, second) = (
        words(from: before, count: stride), words(from: before + period, count: stride)
      )
      start = before + zip(first, second).prefix { $0 != $1 }.count
    }
    cycle = Cycle(period: period, firstEpoch: max(1, start))
  }

  // MARK: What comes

  /// Visits theta after an epoch and after every later one, until all that will ever come have been met, or as
  /// far as is known.
  ///
  /// - Parameter epoch: one that has been seen.
  public func forEach(
    from epoch: Int, _ body: (_ epoch: Int, _ theta: InlineArray<4, Int128>) -> Void
  ) {
    let end = cycle.map { max(epoch, start) + $0.period } ?? epochs + 1
    visit(from: folded(epoch), count: end - epoch) { body(epoch + $0, $1) }
  }

  /// The sticky bits of all nodes that overflow in the cycle; nil where there is none.
  public var overflowInCycle: UInt16? {
    cycle.map { cycle in
      var first = last
      visit(from: start, count: 1) { first = $1 }
      return simulation.continued(from: first, epochs: cycle.period).run().overflow
    }
  }

  /// The epoch, among those that were seen before the first return, with the same theta.
  private func folded(_ epoch: Int) -> Int {
    guard let cycle, epoch >= start + cycle.period else { return epoch }
    return start + (epoch - start) % cycle.period
  }

  /// Visits thetas in order, from one that has been seen; those that are not kept are computed again.
  private func visit(
    from epoch: Int, count: Int, _ body: (Int, InlineArray<4, Int128>) -> Void
  ) {
    func theta(_ place: Int) -> InlineArray<4, Int128> {
      var theta = last
      let isUnsigned = !simulation.design.formats[.theta].isSigned
      for k in 0..<parameters {
        let word = kept[place * parameters + k]
        theta[k] = isUnsigned ? Int128(UInt64(bitPattern: word)) : Int128(word)
      }
      return theta
    }
    if stride == 1 {
      for offset in 0..<count {
        let epoch = folded(epoch + offset)
        body(offset, epoch < self.count ? theta(epoch) : last)
      }
      return
    }
    let place = min(epoch / stride, self.count - 1)
    let first = theta(place)
    var offset = place * stride - epoch
    if offset >= 0 { body(offset, first) }
    guard offset + 1 < count else { return }
    let rest = count - 1 - offset
    _ = simulation.continued(from: first, epochs: rest).run { beat in
      offset += 1
      if offset >= 0 { body(offset, beat.theta) }
      return offset + 1 < count
    }
  }

  private func words(from epoch: Int, count: Int) -> [[Int128]] {
    var words: [[Int128]] = []
    visit(from: epoch, count: count) { _, theta in
      words.append((0..<parameters).map { theta[$0] })
    }
    return words
  }

  // MARK: Going on

  /// Runs on from where runs ended until it is known what they end in: with the same step, without the tolerance.
  ///
  /// - Parameters:
  ///   - all: of runs on the same samples.
  ///   - isWanted: whether one may go on, by its position.
  ///   - budget: at most so many epochs each.
  public static func goOn(
    _ all: inout [Settling], atMost budget: Int, where isWanted: (Int) -> Bool = { _ in true }
  ) {
    let open = all.indices.filter { all[$0].cycle == nil && isWanted($0) }
    guard budget > 0, !open.isEmpty else { return }
    let ends = open.map { all[$0].epochs + budget }
    // Where not every theta is kept a return is seen late; a few epochs more tell whether there was one in time.
    let simulations = open.map { index in
      all[index].simulation.continued(
        from: (0..<all[index].parameters).map { k in all[index].last[k] },
        epochs: 2 * budget + all[index].epochs)
    }
    _ = SimulationBatch(simulations).run { position, beat in
      let index = open[position]
      all[index].add(beat.theta)
      return all[index].cycle == nil
        && all[index].epochs < ends[position] + all[index].stride - 1
    }
    for (index, end) in zip(open, ends)
    where all[index].start + (all[index].cycle?.period ?? 0) > end {
      all[index].cycle = nil
    }
  }
}

extension Simulation {
  /// The same from other parameters on, with nothing that stops it but a stall, and nothing counted.
  fileprivate func continued(from theta: [Int128], epochs: Int) -> Simulation {
    var simulation = Simulation(
      design: design.running(as: RunMode()),
      configuration: Configuration(
        step: configuration.step, initialTheta: theta, tolerance: design.neverConverges,
        maximumEpochs: UInt32(clamping: epochs)), samples: samples)
    simulation.statistics = .none
    return simulation
  }

  fileprivate func continued(from theta: InlineArray<4, Int128>, epochs: Int) -> Simulation {
    continued(from: (0...design.degree).map { theta[$0] }, epochs: epochs)
  }
}
