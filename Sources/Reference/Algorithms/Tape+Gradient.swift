/// Backwards: the chain rule from the last record to the first.
extension Tape {
  /// The derivatives of a scalar for some variables.
  ///
  /// Each record is forgotten once it has been read, and each derivative once it has been passed on.
  mutating func gradient(
    of loss: Traced<Number>, for variables: [Traced<Number>], _ unit: inout Unit
  ) -> [Number] {
    let parameters = unit.parameters
    var back = Adjoints<Number>(of: records.count)
    if let link = loss.link { back.derivatives[link.record] = .scalar(Number(1)) }
    while let record = records.popLast() {
      let index = records.count
      if case .variable = record { continue }
      guard let derivative = back.derivatives[index] else { continue }
      back.derivatives[index] = nil
      func passOn(_ link: Link, _ part: Tensor<Number>) {
        unit.storage.observe([parameters, self, record, back, derivative, part])
        back.add(part, to: link, &unit.arithmetic)
      }
      func onlyTotal(_ link: Link, _ part: Tensor<Number>) -> Tensor<Number> {
        link.count == 1 ? total(part, &unit.arithmetic) : part
      }
      switch record {
      case .variable: break
      case .add(let left, let right):
        if let left { passOn(left, onlyTotal(left, derivative)) }
        if let right { passOn(right, onlyTotal(right, derivative)) }
      case .subtract(let left, let right):
        if let left { passOn(left, onlyTotal(left, derivative)) }
        if let right {
          let negative = scaled(derivative, Number(-1), &unit.arithmetic)
          passOn(right, onlyTotal(right, negative))
        }
      case .multiply(let left, let right, let other, let kept):
        if let left, let right { passOn(left, product(derivative, right, left, &unit)) }
        if let other, let kept { passOn(other, product(derivative, kept, other, &unit)) }
      case .square(let link, let argument):
        passOn(link, twice(derivative, argument, &unit.arithmetic))
      case .total(let link):
        passOn(link, .column(Array(repeating: derivative[0], count: link.count)))
      }
    }
    return variables.map { variable in
      guard let link = variable.link, case .scalar(let number)? = back.derivatives[link.record]
      else { return Number(0) }
      return number
    }
  }

  /// derivative · factor, summed where the operand is a scalar.
  private func product(
    _ derivative: Tensor<Number>, _ factor: Tensor<Number>, _ link: Link, _ unit: inout Unit
  ) -> Tensor<Number> {
    guard case .column(let derivatives) = derivative else {
      return .scalar(unit.arithmetic.multiply(derivative[0], factor[0]))
    }
    if link.count == 1 {
      return .scalar(
        unit.arithmetic.sum(derivatives.indices) { row, arithmetic in
          arithmetic.multiply(derivatives[row], factor[row])
        })
    }
    return .column(
      derivatives.indices.map { unit.arithmetic.multiply(derivatives[$0], factor[$0]) })
  }

  /// 2 · argument · derivative.
  private func twice(
    _ derivative: Tensor<Number>, _ argument: Tensor<Number>,
    _ arithmetic: inout Arithmetic<Number>
  ) -> Tensor<Number> {
    let two = Number(2)
    guard case .column(let derivatives) = derivative else {
      return .scalar(arithmetic.multiply(arithmetic.multiply(two, argument[0]), derivative[0]))
    }
    return .column(
      derivatives.indices.map {
        arithmetic.multiply(arithmetic.multiply(two, argument[$0]), derivatives[$0])
      })
  }

  private func scaled(
    _ tensor: Tensor<Number>, _ factor: Number, _ arithmetic: inout Arithmetic<Number>
  ) -> Tensor<Number> {
    switch tensor {
    case .scalar(let number): .scalar(arithmetic.multiply(number, factor))
    case .column(let numbers): .column(numbers.map { arithmetic.multiply($0, factor) })
    }
  }

  private func total(
    _ tensor: Tensor<Number>, _ arithmetic: inout Arithmetic<Number>
  ) -> Tensor<Number> {
    guard case .column = tensor else { return tensor }
    return .scalar(arithmetic.sum(0..<tensor.count) { row, _ in tensor[row] })
  }
}

/// The derivatives as they pass back, at the records that they are for.
private struct Adjoints<Number: Ring> {
  var derivatives: [Tensor<Number>?]

  init(of count: Int) { derivatives = Array(repeating: nil, count: count) }

  mutating func add(
    _ part: Tensor<Number>, to link: Tape<Number>.Link, _ arithmetic: inout Arithmetic<Number>
  ) {
    guard let earlier = derivatives[link.record] else {
      derivatives[link.record] = part
      return
    }
    if case .scalar(let one) = earlier, case .scalar(let other) = part {
      derivatives[link.record] = .scalar(arithmetic.add(one, other))
      return
    }
    derivatives[link.record] = .column(
      (0..<link.count).map { arithmetic.add(earlier[$0], part[$0]) })
  }
}
