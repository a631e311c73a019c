import Cases
import Foundation
import Testing

@testable import Reports

@Suite struct JSONTests {
  @Test("Keys keep their order, what is short stays on a line")
  func pretty() {
    let value: JSON = [
      "samples": 36, "stop": "converged",
      "theta": [
        ["raw": -3, "hex": "0xfffd", "value": -0.75], ["raw": 4, "hex": "0x0004", "value": 1.0],
      ],
      "none": nil, "empty": [], "flags": [true, false],
    ]
    #expect(
      value.text(width: 60) == """
        {
          "samples": 36,
          "stop": "converged",
          "theta": [
            {"raw": -3, "hex": "0xfffd", "value": -0.75},
            {"raw": 4, "hex": "0x0004", "value": 1.0}
          ],
          "none": null,
          "empty": [],
          "flags": [true, false]
        }

        """)
    #expect(value["stop"] == "converged")
    #expect(value["absent"] == nil)
  }

  @Test("Every character, integer and double survives a foreign reader")
  func foreignReader() throws {
    let text = String(String.UnicodeScalarView((1...0x2FF).compactMap(Unicode.Scalar.init)))
    let difficult = text + "\u{0}\"\\/\u{2028}👍"
    var value: JSON = [:]
    value.append("text", JSON(difficult))
    value.append("key \"\n\u{1}", 1)
    value.append("doubles", JSON([0.1, -1e300, .leastNonzeroMagnitude, .pi]))
    value.append("lost", JSON([.nan, .infinity]))
    value.append("optional", JSON(Double?.none))
    value.append("large", JSON(Int128(Int64.max)))
    for text in [value.compactText, value.text(), value.text(width: 0)] {
      let read = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      #expect(read["text"] as? String == difficult)
      #expect(read["key \"\n\u{1}"] as? Int == 1)
      #expect(read["doubles"] as? [Double] == [0.1, -1e300, .leastNonzeroMagnitude, .pi])
      #expect((read["lost"] as? [Any])?.allSatisfy { $0 is NSNull } == true)
      #expect(read["optional"] is NSNull)
      #expect((read["large"] as? NSNumber)?.int64Value == .max)
    }
    #expect(JSON(Int128.min).compactText == "-170141183460469231731687303715884105728")
    #expect(JSON(UInt128.max) == .integer(.max))
    #expect(JSON("\u{7}\t\u{1F}").compactText == #""\u0007\t\u001f""#)
  }

  @Test("No line of short items is wider than asked")
  func width() {
    var random = Seeded(9)
    for _ in 0..<50 {
      let rows = (0..<20).map { _ in
        JSON((0..<Int.random(in: 0...9, using: &random)).map { Double($0) / 4 })
      }
      let value: JSON = ["history": .array(rows), "more": ["a": .array(rows)]]
      for line in value.text(width: 40).split(separator: "\n") {
        #expect(line.count <= 40, "seed 9")
      }
      #expect(value.text() == value.text())
    }
  }

  @Test("CSV fields are quoted where they must be and nowhere else")
  func csv() {
    var writer = CSVWriter(to: "")
    writer.writeRow(["epoch", "loss", "a,b", "say \"x\"", " padded", "two\nlines", "", "\r\n"])
    writer.writeRow([""])
    writer.writeRow(["1", "0.5"])
    #expect(
      writer.output
        == "epoch,loss,\"a,b\",\"say \"\"x\"\"\",\" padded\",\"two\nlines\",,\"\r\n\"\n\"\"\n1,0.5\n"
    )
    var tabs = CSVWriter(to: "", separator: "\t")
    tabs.writeRow(["a,b", "c\td"])
    #expect(tabs.output == "a,b\t\"c\td\"\n")
  }
}
