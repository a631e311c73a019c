import Cases
import Exploration
import Samples
import Testing

/// What tells two sweeps apart: whatever the casts see.
@Suite struct FingerprintTests {
  private func fingerprint(_ text: String, _ scaling: Scaling) throws -> String {
    var settings = Settings()
    settings.scale = scaling
    let columns = try SampleColumns.read(
      ByteSource(bytes: Array(text.utf8), name: "in.csv"), options: CSVOptions())
    let space = try DesignSpace(grid: [try Variation(parsing: "x.width=8...10")])
    let evaluation = Evaluation(
      space, cases: [try SweepCase(name: "data", settings: settings, columns: columns)])
    return SweepFrame(
      evaluation, shard: .whole, error: "ls_fit_error", cost: "logic_cells", version: "0"
    ).fingerprint
  }

  private static let others = "x,y\n1,2\n2,3\n"

  @Test(arguments: [
    ("0.5", "0.50000000000000000001"), ("0.1", "0.10000000000000000001"),
    ("0.1234567890123456789", "0.1234567890123456788"),
    ("9007199254740993", "9007199254740992"),
    ("12345678901234567890123", "12345678901234567890124"),
    ("1e-130", "1.00000000000000000001e-130"),
  ])
  func `files that differ beyond a Double are told apart where the digits are cast`(
    one: String, other: String
  ) throws {
    for shape in ["NUMBER,4", "4,NUMBER", "-NUMBER,4"] {
      let texts = [one, other].map { Self.others + shape.replacing("NUMBER", with: $0) + "\n" }
      for scaling in Scaling.allCases {
        let isCast = scaling == .none || scaling == .pow2
        let found = try texts.map { try fingerprint($0, scaling) }
        #expect((found[0] != found[1]) == isCast, "\(scaling) \(texts)")
      }
    }
  }

  @Test(arguments: [
    ["0.5", "0.50", "5e-1", "0.5000000000000000000000"], ["0.1", "0.10", "1e-1", "01.00e-1"],
    ["2", "2.0", "20e-1", "0.2e1"], ["3e-140", "0.3e-139", "30e-141"],
    ["0.12345678901234567890123", "1234567890123456789012300e-25"],
  ])
  func `the same number written otherwise is the same sweep`(numbers: [String]) throws {
    for scaling in Scaling.allCases {
      let found = try numbers.map { try fingerprint(Self.others + "\($0),4\n", scaling) }
      #expect(Set(found).count == 1, "\(scaling) \(numbers)")
    }
  }
}
