/// A gradient tape: reverse-mode automatic differentiation of columns and scalars.
///
/// While the loss is computed, every operation is recorded with what its derivative will need; then the records are
/// read backwards and the chain rule is applied to each (S. Linnainmaa, BIT 16 (1976), 146–160; A. Griewank, A. Walther,
/// Evaluating Derivatives (2008), chapter 3). That is where x and y are when a library differentiates a loss:
/// the record of a multiplication keeps the other factor, hence x, and that of a square keeps its argument, the
/// errors, into which y has gone. Between the two passes that is two numbers a sample.

/// A value that operations take and give: one number, or one for each sample.
public enum Tensor<Number: Ring>: Sendable {
  case scalar(Number)
  case column([Number])

  var count: Int {
    switch self {
    case .scalar: 1
    case .column(let numbers): numbers.count
    }
  }

  @inline(__always)
  subscript(row: Int) -> Number {
    switch self {
    case .scalar(let number): number
    case .column(let numbers): numbers[row]
    }
  }
}

/// A value of a computation that is being recorded.
public struct Traced<Number: Ring>: Sendable {
  public let value: Tensor<Number>
  /// The record that it comes from; nil for what depends on no variable, such as the samples.
  let link: Tape<Number>.Link?
}

public struct Tape<Number: Ring>: Sendable {
  /// An operand that a derivative is passed on to.
  struct Link: Sendable {
    /// The record that it comes from.
    let record: Int
    /// Its elements: 1 for a scalar.
    let count: Int
  }

  /// An operation with what its derivative needs, and no more.
  enum Record: Sendable {
    case variable
    case add(Link?, Link?)
    case subtract(Link?, Link?)
    /// A factor is kept where the derivative for the other one is asked for.
    case multiply(Link?, right: Tensor<Number>?, Link?, left: Tensor<Number>?)
    case square(Link, argument: Tensor<Number>)
    case total(Link)
  }

  var records: [Record] = []

  public init() {}

  // MARK: Recording

  /// A number that derivatives are wanted for.
  public mutating func watch(_ number: Number) -> Traced<Number> {
    records.append(.variable)
    return Traced(value: .scalar(number), link: Link(record: records.count - 1, count: 1))
  }

  /// A column that is given, such as the samples.
  public func constant(_ column: [Number]) -> Traced<Number> {
    Traced(value: .column(column), link: nil)
  }

  public func constant(_ number: Number) -> Traced<Number> {
    Traced(value: .scalar(number), link: nil)
  }

  mutating func add(
    _ left: Traced<Number>, _ right: Traced<Number>, _ unit: inout Unit
  ) -> Traced<Number> {
    record(
      .add(left.link, right.link), [left, right],
      map(left, right) { unit.arithmetic.add($0, $1) }, &unit)
  }

  mutating func subtract(
    _ left: Traced<Number>, _ right: Traced<Number>, _ unit: inout Unit
  ) -> Traced<Number> {
    record(
      .subtract(left.link, right.link), [left, right],
      map(left, right) { unit.arithmetic.subtract($0, $1) }, &unit)
  }

  mutating func multiply(
    _ left: Traced<Number>, _ right: Traced<Number>, _ unit: inout Unit
  ) -> Traced<Number> {
    record(
      .multiply(
        left.link, right: left.link == nil ? nil : right.value,
        right.link, left: right.link == nil ? nil : left.value), [left, right],
      map(left, right) { unit.arithmetic.multiply($0, $1) }, &unit)
  }

  mutating func square(_ argument: Traced<Number>, _ unit: inout Unit) -> Traced<Number> {
    let value = map(argument, argument) { number, _ in unit.arithmetic.multiply(number, number) }
    guard let link = argument.link else { return Traced(value: value, link: nil) }
    return record(.square(link, argument: argument.value), [argument], value, &unit)
  }

  /// The sum of a column.
  mutating func total(_ column: Traced<Number>, _ unit: inout Unit) -> Traced<Number> {
    let sum = unit.arithmetic.sum(0..<column.value.count) { row, _ in column.value[row] }
    guard let link = column.link else { return constant(sum) }
    return record(.total(link), [column], .scalar(sum), &unit)
  }

  private mutating func record(
    _ operation: Record, _ operands: [Traced<Number>], _ value: Tensor<Number>, _ unit: inout Unit
  ) -> Traced<Number> {
    records.append(operation)
    let parameters = unit.parameters
    unit.storage.observe([parameters, self, operands.map(\.value), value])
    return Traced(value: value, link: Link(record: records.count - 1, count: value.count))
  }

  /// What a computation is done with: the counting arithmetic, the meter, and what is held besides.
  struct Unit {
    var arithmetic: Arithmetic<Number>
    var storage: StorageMeter
    let parameters: (DescentWords<Number>, share: Number?)
  }
}

/// Row by row; a scalar goes with every row.
private func map<Number: Ring>(
  _ left: Traced<Number>, _ right: Traced<Number>, _ operation: (Number, Number) -> Number
) -> Tensor<Number> {
  switch (left.value, right.value) {
  case (.scalar(let left), .scalar(let right)): .scalar(operation(left, right))
  case (.scalar(let left), .column(let right)): .column(right.map { operation(left, $0) })
  case (.column(let left), .scalar(let right)): .column(left.map { operation($0, right) })
  case (.column(let left), .column(let right)):
    .column(left.indices.map { operation(left[$0], right[$0]) })
  }
}
