import Foundation
import Testing

@testable import hardfit

/// What reaches a terminal: the text of files and arguments without their controls, in its width and its characters.
@Suite struct TerminalProcessTests {
  /// Clears the screen, in two ways, rings, and turns the direction of writing.
  private static let attack = "\u{1b}[2J\u{9b}2J\u{7}\u{8}\u{7f}\u{202e}"

  private func steers(_ text: String) -> Bool {
    text.unicodeScalars.contains {
      $0.properties.generalCategory == .control && $0 != "\n" || $0.properties.isBidiControl
    }
  }

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let a = Self.attack
    folder["head.csv"] = "\(a)t,\(a)v\n0,1\n1,3\n2,5\n3,8\n"
    folder["field.csv"] = "x,y\n0,1\n1,\(a)\n"
    folder["design.json"] = "{\"\(a.replacing("\u{7f}", with: ""))\": 1}"
    folder["list.csv"] = "x.width,\(a)\n8,9\n"
    try FileManager.default.createDirectory(
      atPath: folder.path("case\(a)"), withIntermediateDirectories: false)
    folder["case\(a)/samples.csv"] = "x,y\n0,1\n1,3\n2,5\n3,8\n"
    folder["case\(a)/design.json"] =
      "{\"\(a.unicodeScalars.filter { $0.value > 31 }.map(String.init).joined())\": 1}"
    return folder
  }

  @Test(arguments: [
    "simulate head.csv", "simulate head.csv --json", "simulate head.csv --ascii",
    "compare head.csv --epochs 5",
    "simulate head.csv --csv -", "simulate field.csv", "simulate head.csv --x \"$A\"",
    "simulate \"case$A\"",
    "simulate \"$A\"", "\"$A\"", "simulate --\"$A\"", "simulate head.csv --format \"x=$A\"",
    "simulate head.csv --format \"$A=sfix8_En3\"", "simulate head.csv --scale \"$A\"",
    "format \"$A\"", "format sfix8_En3 \"$A\"", "sweep head.csv --vary x.width=8,9 --epochs 3",
    "sweep head.csv --designs list.csv", "sweep head.csv --vary \"$A\"", "merge head.csv field.csv",
    "export head.csv -o \"out$A\"", "verify \"$A\"", "generate 1,2 --count \"$A\"", "help \"$A\"",
    "coverage head.csv --epochs 2", "simulate head.csv --plots \"no/$A\"", "completions \"$A\"",
  ])
  func `no control character of a file or an argument comes out`(command: String) throws {
    let folder = try folder()
    for locale in ["C.UTF-8", "C"] {
      let run = try Executable.shell(
        "hardfit \(command)", in: folder.url,
        environment: ["A": Self.attack, "LC_ALL": locale])
      #expect(!(run.output + run.error).isEmpty, "\(run.code)")
      #expect(!steers(run.output), "\(run.output)")
      #expect(!steers(run.error), "\(run.error)")
      if locale == "C" {
        #expect(command.contains("json") || run.output.allSatisfy { $0.isASCII }, "\(run.output)")
        #expect(run.error.allSatisfy { $0.isASCII }, "\(run.error)")
      }
    }
  }

  @Test(arguments: [
    "simulate vectors/noisy-quadratic", "compare vectors/norris",
    "simulate vectors/norris --registers",
    "format 'sfix16_En12,RND,SAT' 0.1",
    "sweep vectors/norris --vary theta.fraction=8...10 --epochs 9",
    "coverage vectors/cars --epochs 3", "simulate --help", "help",
    "simulate vectors/norris --scale none",
    "simulate vectors/norris --format theta=sfix8_En20", "format 'ap_fixed<8,4,AP_RND,AP_WRAP,99>'",
  ])
  func `a locale without Unicode gets ASCII`(command: String) throws {
    let run = try Executable.shell(
      "hardfit \(command)", in: Repository.root, environment: ["LC_ALL": "C"])
    #expect(!(run.output + run.error).isEmpty)
    let others = (run.output + run.error).split(separator: "\n").filter {
      !$0.allSatisfy { $0.isASCII }
    }
    #expect(others == [])
    // Spelled, not given up.
    let asks = command.hasPrefix("coverage") || command == "help"
    #expect(asks || !run.output.contains("?"), "\(run.output)")
  }

  @Test(arguments: [44, 60, 80, 133])
  func `on a terminal no line is wider than it, notes and warnings included`(columns: Int) throws {
    let folder = try TemporaryFolder()
    folder["in.csv"] = "x,y\n" + (0..<5).map { "\(1_700_000_000 + $0),\(20 + $0 * $0)\n" }.joined()
    for command in [
      "simulate in.csv --degree 2 --scale none", "simulate in.csv --degree 2",
      "compare in.csv --epochs 20",
      "simulate missing.csv", "simulate in.csv --format x=sfix99_En3",
    ] {
      let (output, code) = try Self.onTerminal(
        "exec hardfit \(command)", columns: columns, in: folder.url)
      let lines = output.split(whereSeparator: \.isNewline)
      #expect(!lines.isEmpty && code >= 0)
      for line in lines {
        // A word that is longer than the terminal stays whole.
        #expect(
          line.count <= columns || !line.drop { $0 == " " }.contains(" "), "\(columns): \(line)")
      }
    }
  }

  /// What a command shows on a terminal, both streams.
  private static func onTerminal(
    _ script: String, columns: Int, in folder: URL
  ) throws -> (String, Int32) {
    // A pseudoterminal, as posix_openpt(3) and ptsname(3) make one of Linux's ioctl_tty(2).
    let main = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (locked, number) = (Int32(0), UInt32(0))
    let (setLock, getNumber) = (UInt(0x4004_5431), UInt(0x8004_5430))  // TIOCSPTLCK, TIOCGPTN
    try #require(ioctl(main, setLock, &locked) == 0 && ioctl(main, getNumber, &number) == 0)
    var size = winsize(ws_row: 50, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    try #require(ioctl(main, UInt(TIOCSWINSZ), &size) == 0)
    let other = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    try #require(other >= 0)
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script]
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = try Executable.productFolder().path + ":" + (environment["PATH"] ?? "")
    environment["COLUMNS"] = nil
    environment["NO_COLOR"] = "1"
    environment["LC_ALL"] = "C.UTF-8"
    process.environment = environment
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(fileDescriptor: other)
    process.standardError = FileHandle(fileDescriptor: other)
    try process.run()
    close(other)
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(main, &block, block.count)
      guard count > 0 else { break }
      bytes += block.prefix(count)
    }
    close(main)
    process.waitUntilExit()
    // The progress line comes and goes.
    let text = String(decoding: bytes, as: UTF8.self).replacing("\u{1b}[K", with: "")
    return (
      text.split(separator: "\r\n").map { $0.split(separator: "\r").last ?? "" }.joined(
        separator: "\n"), process.terminationStatus
    )
  }
}
