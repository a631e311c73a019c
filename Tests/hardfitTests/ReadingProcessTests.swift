import Foundation
import Testing

/// What the program says of the files that instruments write.
@Suite struct ReadingProcessTests {
  private func json(_ run: Executable) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run.error)")
  }

  /// Runs the program in a folder.
  private func hardfit(_ folder: TemporaryFolder, _ words: String...) throws -> Executable {
    try Executable.shell("hardfit " + words.joined(separator: " "), in: folder.url)
  }

  private func coefficients(_ run: Executable) throws -> [Double] {
    let fit = try #require(json(run)["least_squares"] as? [String: Any])
    return try #require(fit["coefficients"] as? [Double])
  }

  @Test func `what was read is said in the report and in JSON`() throws {
    let folder = try TemporaryFolder()
    folder["index.csv"] = ",time,volt\n0,10.0,1\n1,10.5,2\n2,11.0,3.1\n"
    let text = try hardfit(folder, "simulate", "index.csv")
    #expect(text.code == 0)
    #expect(
      text.output.contains(
        "read: x from column 2, y from column 3 of 3, header in line 1, comma between fields, decimal point\ncolumn 1 counts the rows and is left out\n"
      ), "\(text.output)")
    for command in ["simulate", "compare"] {
      let reading = try #require(
        json(hardfit(folder, command, "index.csv", "--json"))["reading"] as? [String: Any])
      #expect((reading["x"] as? [String: Any])?["name"] as? String == "time")
      #expect((reading["x"] as? [String: Any])?["column"] as? Int == 2)
      #expect((reading["y"] as? [String: Any])?["column"] as? Int == 3)
      #expect(reading["columns"] as? Int == 3)
      #expect(reading["header_line"] as? Int == 1)
      #expect(reading["delimiter"] as? String == "comma")
    }
    let sweep = try hardfit(
      folder,
      "sweep", "index.csv", "--vary", "theta.fraction=8,9", "--epochs", "5")
    #expect(sweep.error.contains("index.csv: read: x from column 2, y from column 3 of 3"))
  }

  @Test func `a file with several columns names the options and lists the columns`() throws {
    let folder = try TemporaryFolder()
    folder["sensor.csv"] =
      "timestamp,adc_count,temperature\n2025-03-14 08:00:00,1166,7.389\n2025-03-14 08:00:10,2161,48.697\n2025-03-14 08:00:20,834,-5.914\n"
    let bare = try hardfit(folder, "simulate", "sensor.csv")
    #expect(bare.code == 65)
    for word in ["--x", "--y", "timestamp", "adc_count", "temperature"] {
      #expect(bare.error.contains(word), "\(bare.error)")
    }
    #expect(
      try hardfit(folder, "simulate", "sensor.csv", "--x", "adc_count", "--y", "temperature").code
        == 0)
    let times = try hardfit(
      folder, "simulate", "sensor.csv", "--x", "timestamp", "--y", "3", "--json")
    let reading = try #require(json(times)["reading"] as? [String: Any])
    #expect((reading["x"] as? [String: Any])?["first"] as? String == "2025-03-14 08:00:00")
  }

  @Test func `digits that no Double holds still make the slope`() throws {
    let folder = try TemporaryFolder()
    folder["y.csv"] =
      "x,y\n" + (0..<10).map { "\($0),17000000000000000\($0)0\n" }.joined()
    folder["x.csv"] =
      "t,y\n" + (0..<10).map { "170000000000\($0)000000,\(3 * $0 + 1)\n" }.joined()
    #expect(try coefficients(hardfit(folder, "simulate", "y.csv", "--json")) == [0, 10])
    let slope = try coefficients(hardfit(folder, "simulate", "x.csv", "--json"))
    #expect(abs(slope[0] - 1) < 1e-12 && abs(slope[1] - 3e-6) < 1e-18)
    // Where nothing is subtracted, the collapse is told.
    let collapsed = try hardfit(folder, "simulate", "y.csv", "--scale", "pow2")
    #expect(collapsed.error.contains("warning: ") && collapsed.error.contains("y has one value"))
  }

  @Test func `an overload is warned of with its line, and left out where that is asked for`() throws
  {
    let folder = try TemporaryFolder()
    folder["overload.csv"] = "x,y\n0,1\n1,9.91E+37\n2,5\n3,7\n"
    let run = try hardfit(folder, "simulate", "overload.csv", "--json")
    #expect(run.error.contains("y is 9.91e+37 in line 3"), "\(run.error)")
    let clean = try hardfit(folder, "simulate", "overload.csv", "--json", "--na", "9.91e+37")
    #expect(clean.error.isEmpty)
    let fit = try coefficients(clean)
    #expect(abs(fit[0] - 1) < 1e-12 && abs(fit[1] - 2) < 1e-12)
    for na in ["--na=--", "--na -999,9.9E37,OL,--"] {
      #expect(try hardfit(folder, "simulate overload.csv", na).code == 0)
    }
  }

  @Test func `a design holds how its samples are read, and the command line wins`() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "case"), withIntermediateDirectories: true)
    folder["case/samples.csv"] = "junk\nv;w\n1,5;0f\nOL;1\n2,5;11\n-999;2\n3,5;13\n"
    folder["case/design.json"] =
      "{ \"reading\": { \"skip\": 1, \"decimal\": \"comma\", \"header\": true, \"radix\": { \"y\": \"hex\" }, \"na\": [-999, \"OL\"] } }"
    let fit = try coefficients(hardfit(folder, "simulate", "case", "--json"))
    #expect(abs(fit[0] - 12) < 1e-9 && abs(fit[1] - 2) < 1e-9, "\(fit)")
    let other = try hardfit(folder, "simulate", "case", "--na", "-999")
    #expect(other.code == 65 && other.error.contains("'OL'"))
    folder["case/design.json"] = "{\n \"reading\": { \"skp\": 1 } }"
    let bad = try hardfit(folder, "simulate", "case")
    #expect(bad.code == 65 && bad.error.contains("design.json:2: ") && bad.error.contains("'skip'"))
    folder["case/design.json"] = "{\n \"reading\": { \"radix\": \"base\" } }"
    #expect(try hardfit(folder, "simulate", "case").error.contains("hex"))
  }

  @Test func `an escape in a name never reaches the terminal`() throws {
    let folder = try TemporaryFolder()
    folder["escape.csv"] = "\u{1B}[31mnote\nx,\u{1B}[2Jz\n0,1\n1,3\n2,5\n"
    let run = try hardfit(folder, "simulate escape.csv --json")
    #expect(run.code == 0)
    #expect(!(run.output + run.error).contains("\u{1B}"))
    let text = try hardfit(folder, "simulate escape.csv").output
    #expect(text.contains("left out: 1 line above (line 1: '·[31mnote')"))
  }
}
