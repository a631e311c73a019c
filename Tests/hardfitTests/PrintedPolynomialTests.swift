import Foundation
import Testing

/// The polynomial that a report prints, read back and evaluated in 38 decimal digits.
@Suite struct PrintedPolynomialTests {
  /// Files whose y is a polynomial of x exactly, in decimal.
  struct Data: CustomTestStringConvertible, Sendable {
    let name: String
    let degree: Int
    let x: [String]
    /// In powers of x − x₀.
    let centre: String
    let coefficients: [String]

    var testDescription: String { name }

    func y(_ x: String) -> Decimal {
      let distance = Decimal(string: x)! - Decimal(string: centre)!
      return coefficients.reversed().reduce(Decimal(0)) { $0 * distance + Decimal(string: $1)! }
    }
  }

  static let data: [Data] = [
    .init(
      name: "epoch-quadratic", degree: 2, x: (0..<5).map { "\(1_700_000_000 + $0)" },
      centre: "1700000000", coefficients: ["20", "0", "0.1"]),
    .init(
      name: "epoch line", degree: 1, x: (0..<30).map { "\(1_700_000_000 + 7 * $0)" },
      centre: "1700000000", coefficients: ["3.25", "0.125"]),
    .init(
      name: "years", degree: 3, x: (1950...1990).map { "\($0)" }, centre: "1970",
      coefficients: ["5", "-0.25", "0.03", "0.001"]),
    .init(
      name: "years, few", degree: 3, x: (2019...2024).map { "\($0)" }, centre: "2020",
      coefficients: ["5", "-0.25", "0.03", "0.001"]),
    .init(
      name: "wavelengths", degree: 2, x: (0..<9).map { "0.000000632\($0)" }, centre: "0.0000006324",
      coefficients: ["1", "-2000000", "300000000000000"]),
    .init(
      name: "near 0", degree: 2, x: (-9...9).map { "\($0)" }, centre: "0",
      coefficients: ["1", "-2", "0.5"]),
    .init(
      name: "near 0, y far from it", degree: 1, x: (0..<9).map { "\($0)" }, centre: "0",
      coefficients: ["1000000000000000", "0.125"]),
    .init(
      name: "both far from 0", degree: 1, x: (0..<9).map { "\(1_700_000_000_000 + $0)" },
      centre: "1700000000000", coefficients: ["1000000000000", "0.25"]),
    .init(
      name: "a carrier", degree: 3, x: (0..<21).map { "\(1_420_405_750 + $0)" },
      centre: "1420405760", coefficients: ["-60", "2", "0.5", "-0.01"]),
  ]

  /// The least-squares column of the table after a line.
  private func column(_ lines: [Substring], after start: String) -> [Decimal]? {
    guard let first = lines.firstIndex(where: { $0.hasPrefix(start) }) else { return nil }
    return lines[(first + 3)...].prefix { !$0.hasPrefix("least") && !$0.hasPrefix("the same") }.map
    {
      Decimal(
        string: String(
          $0.split(separator: " ").dropLast(0).filter { $0 != "=" && $0 != "θ0" && $0 != "θ1" }[3]))!
    }
  }

  private func evaluate(_ polynomial: [Decimal], _ x: Decimal) -> Decimal {
    polynomial.reversed().reduce(Decimal(0)) { $0 * x + $1 }
  }

  @Test(arguments: data)
  func
    `as printed it gives y within a millionth of its span, or the centred one does, with a warning`(
      data: Data
    ) throws
  {
    let folder = try TemporaryFolder()
    folder["in.csv"] = "x,y\n" + data.x.map { "\($0),\(data.y($0))\n" }.joined()
    let run = try Executable.shell(
      "hardfit simulate in.csv --degree \(data.degree) --epochs 3", in: folder.url,
      environment: ["COLUMNS": "200"])
    #expect(run.code == 0, "\(run.error)")
    let lines = run.output.split(separator: "\n")
    let y = data.x.map(data.y)
    // The fit itself is in Double, and begins from the Doubles nearest to x and y.
    let lsb = Decimal(y.map { abs(NSDecimalNumber(decimal: $0).doubleValue).ulp }.max()!)
    let allowed = max((y.max()! - y.min()!) * Decimal(string: "0.0000011")!, 4 * lsb)
    let inUnits = "in the data's units, "
    let plain = try #require(column(lines, after: inUnits))
    // A y whose differences Double would lose is read less an offset, which the title names.
    let fitted = lines.first { $0.hasPrefix(inUnits + "y − ") }
    let offset = fitted.flatMap { Decimal(string: String($0.split(separator: " ")[6])) } ?? 0
    let off = zip(data.x, y).map { abs(evaluate(plain, Decimal(string: $0)!) + offset - $1) }.max()!
    #expect(!data.name.hasPrefix("near 0") || off <= allowed, "\(off) in \(run.output)")
    let isWarned = run.output.contains("warning: x is so far from 0")
    let title = lines.first { $0.hasPrefix("the same as a polynomial of t = ") }
    #expect((title != nil) == isWarned)
    guard let title else {
      #expect(off <= allowed, "\(off) in \(run.output)")
      return
    }
    // (x − 1700000002)/10
    let parts = title.split(separator: "(")[1].split(separator: ")/").map(String.init)
    let centre = Decimal(string: String(parts[0].dropFirst(4)))!
    let unit = parts.count > 1 ? Decimal(string: parts[1])! : 1
    let centred = try #require(column(lines, after: "the same as a polynomial of t"))
    let offCentred = zip(data.x, y).map {
      abs(evaluate(centred, (Decimal(string: $0)! - centre) / unit) - $1)
    }.max()!
    #expect(offCentred <= allowed, "\(offCentred) in \(run.output)")
    let json = try Executable.shell(
      "hardfit simulate in.csv --degree \(data.degree) --epochs 3 --json", in: folder.url)
    #expect(
      json.output.contains("\"centred\": {\"offset\": \(centre)")
        || json.output.contains("\"offset\": \(centre)"))
  }

  @Test func `both kinds are met`() throws {
    var kinds: Set<Bool> = []
    for data in Self.data.prefix(2) {
      let folder = try TemporaryFolder()
      folder["in.csv"] = "x,y\n" + data.x.map { "\($0),\(data.y($0))\n" }.joined()
      let run = try Executable.shell(
        "hardfit simulate in.csv --degree \(data.degree) --epochs 3", in: folder.url)
      kinds.insert(run.output.contains("the same as a polynomial of t"))
    }
    #expect(kinds == [true, false])
  }

  @Test func `a y that is one value in double precision is warned of`() throws {
    let folder = try TemporaryFolder()
    folder["in.csv"] = "x,y\n" + (0..<10).map { "\($0),17000000000000000\($0)0\n" }.joined()
    let run = try Executable.shell("hardfit simulate in.csv --json", in: folder.url)
    // Read exactly, its slope is 10; else it is said why not.
    #expect(
      run.error.contains("warning: all 10 values of y are 1.7e18") || run.output.contains("10.0"))
  }
}
