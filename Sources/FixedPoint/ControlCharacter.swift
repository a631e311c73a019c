extension Unicode.Scalar {
  /// Whether it would steer a terminal instead of showing: a control character, or a mark of lines or directions.
  package var isControl: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    case .format: properties.isBidiControl
    default: false
    }
  }
}
