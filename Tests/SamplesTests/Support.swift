import Columns
import Foundation
import Testing

@testable import Samples

/// Reads columns from a text.
func columns(
  _ text: String, _ options: CSVOptions = CSVOptions()
) throws(ReadingError) -> SampleColumns {
  try SampleColumns.read(ByteSource(bytes: Array(text.utf8), name: "in.csv"), options: options)
}

/// The error that a text gives.
func readingError(_ text: String, _ options: CSVOptions = CSVOptions()) -> ReadingError? {
  readingError(Array(text.utf8), options)
}

func readingError(_ bytes: [UInt8], _ options: CSVOptions = CSVOptions()) -> ReadingError? {
  do throws(ReadingError) {
    _ = try SampleColumns.read(ByteSource(bytes: bytes, name: "in.csv"), options: options)
    return nil
  } catch {
    return error
  }
}

/// A seed that changes from run to run and is printed where a test fails; `HARDFIT_SEED` gives one back.
let seed = environment("HARDFIT_SEED") ?? UInt64.random(in: .min ... .max)

/// A number in a variable of the environment.
func environment(_ name: String) -> UInt64? {
  ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
}

/// Whether a column has an array's elements.
func == (column: LongColumn<Double>, values: [Double]) -> Bool { column.elementsEqual(values) }

extension CSVOptions {
  /// As under a scaling that begins from the Double.
  init(subtracting: Bool) {
    self.init(keepsDecimals: !subtracting)
    subtractsOffsets = subtracting
  }
}
