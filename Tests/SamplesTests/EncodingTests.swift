import Foundation
import Testing

@testable import Samples

/// Texts that come packed, or in other bytes than UTF-8.
struct EncodingTests {
  static let text = "x,y µs\r\n0,1\r\n1,3\r\n2,5\r\n"

  private func read(_ bytes: [UInt8]) throws -> SampleColumns {
    try SampleColumns.read(ByteSource(bytes: bytes, name: "in.csv"))
  }

  private func utf16(_ text: String, littleEndian: Bool, mark: Bool) -> [UInt8] {
    ((mark ? "\u{FEFF}" : "") + text).utf16.flatMap { unit in
      littleEndian
        ? [UInt8(unit & 0xFF), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(unit & 0xFF)]
    }
  }

  /// What the system's gzip makes of some bytes.
  private func gzip(_ bytes: [UInt8], _ level: String = "-6") throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-c", "-n", level]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let writer = Thread {
      input.fileHandleForWriting.write(Data(bytes))
      try? input.fileHandleForWriting.close()
    }
    writer.start()
    let packed = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return Array(packed)
  }

  @Test(
    "UTF-16 of either order, with its mark or without, is read as it is", arguments: [true, false])
  func utf16(littleEndian: Bool) throws {
    for mark in [true, false] {
      let read = try read(utf16(Self.text, littleEndian: littleEndian, mark: mark))
      #expect(read.x == [0, 1, 2])
      #expect(read.yName == "y µs")
      #expect(read.reading?.encoding == "UTF-16")
    }
    let emoji = utf16("x,😀\n0,1\n1,2\n", littleEndian: littleEndian, mark: true)
    #expect(try read(emoji).yName == "😀")
    #expect(readingError(emoji.dropLast() + [])?.problem == .halfACharacter)
    #expect(readingError([0xFF, 0xFE, 0, 0, 0x31, 0, 0, 0])?.problem == .utf32)
  }

  @Test("Latin-1 names keep their letters")
  func latin1() throws {
    let read = try read(Array("t,T [".utf8) + [0xB0] + Array("C]\n0,1\n1,2\n".utf8))
    #expect(read.yName == "T [°C]")
    #expect(read.reading?.encoding == "names in Latin-1, being no UTF-8")
    #expect(try columns("t,T [°C]\n0,1\n1,2\n").reading?.encoding == nil)
  }

  @Test("gzip is unpacked at every level, members one after the other, and UTF-16 inside")
  func gzip() throws {
    var random = SplitMix64(seed: seed)
    var text = "x,y\n"
    for row in 0..<20_000 { text += "\(row),\(Int.random(in: 0...999, using: &random))\n" }
    let plain = try columns(text)
    for level in ["-1", "-6", "-9"] {
      let read = try read(gzip(Array(text.utf8), level))
      #expect(read.count == 20_000)
      #expect(read.y.elementsEqual(plain.y), "seed \(seed)")
      #expect(read.reading?.encoding == "gzip")
    }
    // Bytes that no code shortens are stored, and short texts have the fixed codes.
    let noise = (0..<100_000).map { _ in UInt8.random(in: 0x21...0xFF, using: &random) }
    let packed = try gzip(noise)
    let unpacked = try Gunzip(SharedSource(ByteSource(bytes: packed, name: "n")), beginning: [])
    var bytes = [UInt8](repeating: 0, count: 200_000)
    let count = try bytes.withUnsafeMutableBytes { try unpacked.fill($0) }
    #expect(bytes[..<count] == noise[...])
    let members = try gzip(Array("x,y\n0,1\n".utf8)) + gzip(Array("1,3\n2,5\n".utf8))
    #expect(try read(members).x == [0, 1, 2])
    let both = try read(gzip(utf16(Self.text, littleEndian: true, mark: true)))
    #expect(both.x == [0, 1, 2])
    #expect(both.reading?.encoding == "UTF-16 in gzip")
  }

  @Test("a damaged gzip file is refused wherever it is damaged, and never traps")
  func damaged() throws {
    var random = SplitMix64(seed: seed)
    var text = "x,y\n"
    for row in 0..<300 { text += "\(row),\(Int.random(in: 0...999, using: &random))\n" }
    let packed = try gzip(Array(text.utf8))
    let plain = try columns(text)
    var refusals = 0
    for _ in 0..<300 {
      var bytes = packed
      // Behind the header, whose time and system nobody checks.
      let place = Int.random(in: 10..<bytes.count, using: &random)
      if Bool.random(using: &random) {
        bytes[place] ^= UInt8(1 << Int.random(in: 0...7, using: &random))
      } else {
        bytes.removeLast(bytes.count - place)
      }
      let error = readingError(bytes)
      // The last bits before the checksum are padding, and mean nothing.
      if error == nil {
        let read = try self.read(bytes)
        #expect(
          read.x.elementsEqual(plain.x) && read.y.elementsEqual(plain.y),
          "byte \(place), seed \(seed)")
      }
      if case .badGzip = error?.problem { refusals += 1 }
    }
    #expect(refusals > 200)
    // Each bit of the checksum and of the length counts.
    for bit in 0..<64 {
      var bytes = packed
      bytes[bytes.count - 8 + bit / 8] ^= 1 << UInt8(bit % 8)
      guard case .badGzip = readingError(bytes)?.problem else {
        Issue.record("bit \(bit) of the trailer")
        continue
      }
    }
  }
}
