import Cases
import Samples

/// A seed that changes from run to run and is printed where a test fails.
let seed = UInt64.random(in: .min ... .max)

/// Settings of assignments as on the command line: `setFormat` of each.
func settings(_ formats: String...) throws -> Settings {
  var settings = Settings()
  for format in formats { try settings.setFormat(format) }
  return settings
}

/// Settings that a text of a design file has.
func design(_ text: String) throws -> Settings { try DesignFile.read(Array(text.utf8)) }

/// Random samples of a polynomial with noise.
func randomColumns(
  degree: Int, count: Int, using random: inout some RandomNumberGenerator
) -> SampleColumns {
  let size = [1e-6, 1, 1e6].randomElement(using: &random)!
  let offset = Double.random(in: -3...3, using: &random)
  let coefficients = (0...degree).map { _ in Double.random(in: -2...2, using: &random) }
  let x = (0..<count).map { _ in offset + Double.random(in: -1...1, using: &random) }
  let y = x.map { x in
    coefficients.reversed().reduce(0) { $0 * x + $1 }
      + Double.random(in: -0.3...0.3, using: &random)
  }
  return SampleColumns(x: x.map { $0 * size }, y: y)
}
