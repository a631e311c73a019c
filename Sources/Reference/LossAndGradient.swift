/// Eq. 1 and the sums of Eq. 3 over all samples: the hot loop of the reference.

extension Observations {
  /// E = Σ eᵢ² and gₖ = Σ eᵢ xᵢᵏ at the parameters; the derivative ∂E/∂θₖ is −2 gₖ.
  ///
  /// Summed in the order that ``Descent`` tells. Infinities and NaN come out where the parameters
  /// are beyond reason; nothing traps.
  public func lossAndGradient(at theta: [Double]) -> (loss: Double, gradient: [Double]) {
    typealias Lanes = SIMD8<Double>
    return x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 2 * theta.count + 1) { sums in
          // [0, D] gradients, [D + 1, 2D + 1] parameters in every lane, then the loss.
          let parameters = theta.count
          for k in 0..<parameters {
            sums.initializeElement(at: k, to: .zero)
            sums.initializeElement(at: parameters + k, to: Lanes(repeating: theta[k]))
          }
          sums.initializeElement(at: 2 * parameters, to: .zero)
          var loss = Lanes.zero

          @inline(__always)
          func take(_ xs: Lanes, _ ys: Lanes, isSample: SIMDMask<Lanes.MaskStorage>? = nil) {
            var estimate = Lanes.zero
            var k = parameters
            while k > 0 {
              k -= 1
              estimate = estimate * xs + sums[parameters + k]
            }
            var product = ys - estimate
            if let isSample { product.replace(with: 0, where: .!isSample) }
            loss += product * product
            k = 0
            while k < parameters {
              sums[k] += product
              product *= xs
              k += 1
            }
          }

          let whole = x.count & ~7
          var row = 0
          while row < whole {
            take(x.lanes(at: row), y.lanes(at: row))
            row += 8
          }
          if row < x.count {
            var xs = Lanes.zero
            var ys = Lanes.zero
            var isSample = SIMDMask<Lanes.MaskStorage>(repeating: false)
            for lane in 0..<(x.count - row) {
              xs[lane] = x[row + lane]
              ys[lane] = y[row + lane]
              isSample[lane] = true
            }
            take(xs, ys, isSample: isSample)
          }
          return (loss.lanesSum, (0..<parameters).map { sums[$0].lanesSum })
        }
      }
    }
  }
}

extension UnsafeBufferPointer<Double> {
  /// Eight neighbours.
  @inline(__always)
  fileprivate func lanes(at index: Int) -> SIMD8<Double> {
    UnsafeRawPointer(baseAddress! + index).loadUnaligned(as: SIMD8<Double>.self)
  }
}

extension SIMD8<Double> {
  /// ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)).
  fileprivate var lanesSum: Double {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}
