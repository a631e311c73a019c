import Foundation
import Testing
import Vectors

/// The hash against the known answers of FIPS 180-4 and against the system's own.
@Suite struct SHA256Tests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func `the known answers come out`(text: String, digest: String) {
    #expect(SHA256.digest(of: Array(text.utf8)) == digest)
  }

  @Test func `a million letters in pieces of any length come out`() {
    var hash = SHA256()
    var left = 1_000_000
    var piece = 1
    while left > 0 {
      let count = min(piece % 257, left)
      hash.update(Array(repeating: UInt8(ascii: "a"), count: count))
      left -= count
      piece += 1
    }
    #expect(hash.digest == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func `every length around a block agrees with sha256sum`() throws {
    let folder = try BenchFolder()
    for count in 0...200 {
      folder["\(count + 1000).txt"] =
        String(
          repeating: "hardfit-", count: count / 8 + 1
        ).prefix(count).description
    }
    let output = try ToolRun("sha256sum *.txt", in: folder.url, package: "coreutils").output
    let lines = output.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.count == 201)
    for line in lines {
      let text = folder[String(line[1])]!
      #expect(SHA256.digest(of: Array(text.utf8)) == line[0], "\(line[1])")
    }
  }
}
