import Reference
import Synchronization

/// The descent in Double of one step, asked for at any epoch by any number of designs.
///
/// It is computed once, as far as the longest run needs it, and remembered at a bounded number of epochs;
/// between them it is computed again.
final class ReferenceCurve: Sendable {
  private struct State {
    var descent: Descent
    /// Parameters and loss after 0, `stride`, 2 · `stride`, … epochs.
    var thetas: [[Double]]
    var losses: [Double?] = [nil]
    var stride = 1
    var loss: Double?
    /// The loss or a parameter has left the range of `Double`, or an epoch changed nothing: all after it are the same.
    var hasEnded = false

    mutating func step() {
      let before = descent.theta
      let loss = descent.epoch()
      self.loss = loss
      hasEnded =
        !(loss.isFinite && descent.theta.allSatisfy(\.isFinite)) || descent.theta == before
    }
  }

  private let state: Mutex<State>
  private static let greatestCount = 1 << 15

  init(_ samples: Observations, step: Double, theta: [Double]) {
    state = Mutex(
      State(descent: Descent(samples, step: step, theta: theta), thetas: [theta]))
  }

  /// The parameters after so many epochs, or after fewer where the descent diverged, and the loss that entered the
  /// last of them.
  func end(after epochs: Int) -> (theta: [Double], loss: Double?) {
    state.withLock { state in
      while state.descent.epochs < epochs, !state.hasEnded {
        state.step()
        guard state.descent.epochs.isMultiple(of: state.stride) else { continue }
        state.thetas.append(state.descent.theta)
        state.losses.append(state.loss)
        if state.thetas.count > Self.greatestCount { Self.thin(&state) }
      }
      guard epochs < state.descent.epochs else { return (state.descent.theta, state.loss) }
      let known = epochs / state.stride
      guard epochs % state.stride > 0 else { return (state.thetas[known], state.losses[known]) }
      var between = State(
        descent: Descent(
          state.descent.samples, step: state.descent.step, theta: state.thetas[known]),
        thetas: [])
      for _ in 0..<epochs % state.stride { between.step() }
      return (between.descent.theta, between.loss)
    }
  }

  private static func thin(_ state: inout State) {
    state.stride *= 2
    state.thetas = stride(from: 0, to: state.thetas.count, by: 2).map { state.thetas[$0] }
    state.losses = stride(from: 0, to: state.losses.count, by: 2).map { state.losses[$0] }
  }
}
