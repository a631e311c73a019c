import Datapath
import FixedPoint
import Foundation
import Reference
import Testing

@testable import Cases

/// `design.json`: every key, and every way in which it can be wrong.
@Suite struct DesignFileTests {
  @Test func `every key is read`() throws {
    let settings = try design(
      """
      {
        "note": "for people",
        "degree": 2, "scale": "pow2", "loss": "mean", "learning_rate": 2.5e-1, "epochs": 12,
        "tolerance": -0.5, "capacity": 281474976710656, "theta_init": [0, -1.5, 2e3],
        "columns": { "x": "speed", "y": 3 }, "stall_input": 0, "stall_output": 0.999,
        "seed": 18446744073709551615,
        "formats": { "theta": "ap_fixed<20,4,AP_RND_CONV,AP_SAT>", "x.width": 12, "y.signed": true,
                     "error.overflow": "WRAP", "error.n_bits": 2, "power.quantization": "trn_zero" },
        "on_overflow": { "theta": "error", "x": "silent" }
      }
      """)
    #expect(settings.degree == 2 && settings.scale == .pow2 && settings.loss == .mean)
    #expect(settings.learningRate == 0.25 && settings.epochs == 12)
    #expect(settings.tolerance == .value(-0.5) && settings.capacity == 1 << 48)
    #expect(settings.initialTheta?.map(\.value) == [0, -1.5, 2000])
    #expect(settings.initialTheta?.map(\.text) == ["0", "-1.5", "2e3"])
    #expect(settings.xColumn == "speed" && settings.yColumn == "3")
    #expect(settings.stallInput == 0 && settings.stallOutput == 0.999)
    #expect(settings.seed == UInt64.max)
    #expect(settings.onOverflow == [.theta: .error, .x: .silent])
    #expect(Set(settings.formats.keys) == [.theta, .x, .y, .error, .power])
    #expect(settings.formats[.theta]?.width == 20 && settings.formats[.theta]?.overflow == .sat)
    #expect(settings.formats[.x]?.width == 12 && settings.formats[.x]?.integerBits == nil)
    #expect(settings.formats[.power]?.quantization == .trnZero)
  }

  @Test func `nothing is said by an empty design, and null or none is no tolerance`() throws {
    #expect(
      Mirror(reflecting: try design("{}")).children.allSatisfy { child in
        let value = "\(child.value)"
        return value == "nil" || value == "[:]"
      })
    #expect(try design("{ \"tolerance\": null }").tolerance == Settings.Tolerance.none)
    #expect(try design("{ \"tolerance\": \"none\" }").tolerance == Settings.Tolerance.none)
    #expect(try design("\u{FEFF}{ \"epochs\" : 3 }\r\n").epochs == 3)
    #expect(try design("{ \"on_overflow\": \"error\" }").onOverflow.count == Node.every.count)
    #expect(try design("{ \"columns\": {\"x\": \"\\u00b5\\ud83d\\ude00\"} }").xColumn == "µ😀")
  }

  @Test(arguments: [
    // No JSON.
    ("", 1, "a value is missing at the end"),
    ("{\n\n", 3, "a key in double quotes is missing"),
    ("{\n \"epochs\": 3,\n}", 3, "a key in double quotes is missing"),
    ("{\n \"epochs\" 3 }", 2, "a colon is missing after the key 'epochs'"),
    ("{ \"epochs\": 3\n \"degree\": 1 }", 2, "a comma or the closing } is missing"),
    ("{ \"theta_init\": [1\n 2] }", 2, "a comma or the closing ] is missing"),
    ("{ \"epochs\": 3 }\n{", 2, "there is more after the end of the value"),
    ("{ \"note\": 'text' }", 1, "''' does not begin a value"),
    ("{ \"note\": text }", 1, "'text' is not a value; write a text in double quotes"),
    ("{ \"scale\": None }", 1, "'None' is not a value; write a text in double quotes"),
    ("{ \"note\": \"a\nb\" }", 1, "a text is not closed before the end of its line"),
    ("{ \"note\": \"a", 1, "a text is not closed"),
    ("{ \"note\": \"\\x\" }", 1, "'\\x' is not an escape"),
    ("{ \"note\": \"\\u12g4\" }", 1, "\\u wants four hexadecimal digits"),
    ("{ \"note\": \"\\ud800\" }", 1, "half of a surrogate pair is missing"),
    ("{ \"epochs\": 03 }", 1, "a number does not begin with 0 unless a point follows"),
    ("{ \"epochs\": - }", 1, "a digit is missing after the minus sign"),
    ("{ \"learning_rate\": 1. }", 1, "a digit is missing after the point"),
    ("{ \"learning_rate\": 1e }", 1, "a digit is missing in the exponent"),
    ("{ \"learning_rate\": 1e999 }", 1, "1e999 is beyond the greatest number"),
    ("{ \"learning_rate\": .5 }", 1, "'.' does not begin a value"),
    ("{ \"epochs\": 3,\n \"epochs\": 4 }", 2, "the key 'epochs' stands here a second time"),
    (String(repeating: "[", count: 100), 1, "the values are nested too deeply"),
    ("[]", 1, "a design is an object { … }, not a list"),
    ("3", 1, "a design is an object { … }, not a number"),
    // Keys.
    ("{\n\n \"epohcs\":\n 3 }", 4, "'epohcs' is not a key of a design; did you mean 'epochs'?"),
    ("{ \"learningRate\": 3 }", 1, "not a key of a design; did you mean 'learning_rate'?"),
    ("{ \"lear\": 3 }", 1, "'lear' is not a key of a design; did you mean 'learning_rate'?"),
    (
      "{ \"batch\": 3 }", 1,
      "'batch' is not a key of a design; the keys are architecture, capacity, columns, degree"
    ),
    ("{ \"columns\": { \"z\": 1 } }", 1, "columns has no 'z'; the columns are x and y"),
    // Types.
    ("{ \"degree\": \"2\" }", 1, "degree is a text; give a whole number"),
    ("{ \"degree\": 1.5 }", 1, "degree is 1.5; give a whole number"),
    ("{ \"epochs\": 1e3 }", 1, "epochs is 1e3; give a whole number"),
    ("{ \"epochs\": null }", 1, "epochs is null; give a whole number"),
    ("{ \"learning_rate\": true }", 1, "learning_rate is true or false; give a number"),
    ("{ \"tolerance\": \"small\" }", 1, "tolerance is a text; give a number or null"),
    ("{ \"scale\": 3 }", 1, "scale is a number; give one of none, standardize, minmax, pow2"),
    ("{ \"scale\": \"standardise\" }", 1, "scale is 'standardise'; did you mean 'standardize'?"),
    ("{ \"loss\": \"median\" }", 1, "loss is 'median'; "),
    ("{ \"theta_init\": 3 }", 1, "theta_init is a number; give a list of numbers, low to high"),
    ("{ \"theta_init\": [1,\n \"2\"] }", 2, "theta_init is a text; give a number"),
    ("{ \"seed\": -1 }", 1, "seed is -1; give a whole number, 0 to 18446744073709551615"),
    ("{ \"seed\": \"1\" }", 1, "seed is a text; give a whole number, 0 to 18446744073709551615"),
    ("{ \"columns\": \"x\" }", 1, "columns is a text"),
    ("{ \"columns\": { \"x\": null } }", 1, "columns.x is null; give a column's name or number"),
    ("{ \"formats\": [] }", 1, "formats is a list"),
    ("{ \"formats\": {\n \"theta\": null } }", 2, "theta is null; give a text such as"),
    // Values.
    ("{ \"degree\": 4 }", 1, "degree is 4; give 1, 2 or 3"),
    ("{ \"epochs\": 0 }", 1, "epochs is 0; give 1 to 4294967295"),
    ("{ \"epochs\": 4294967296 }", 1, "epochs is 4294967296; give 1 to 4294967295"),
    ("{ \"epochs\": 99999999999999999999 }", 1, "epochs is 99999999999999999999; give a whole"),
    ("{ \"learning_rate\": 0 }", 1, "learning_rate is 0.0; give a positive number such as 0.01"),
    ("{ \"capacity\": 0 }", 1, "capacity is 0; give the number of samples, 1 to 281474976710656"),
    (
      "{ \"stall_input\": 1 }", 1,
      "stall_input is 1.0; give a share of cycles, 0 or more and below 1"
    ),
    ("{ \"stall_output\": -0.5 }", 1, "stall_output is -0.5; give a share of cycles"),
    (
      "{ \"theta_init\": [1, 2, 3] }", 1,
      "theta_init (--theta-init) has 3 values; degree 1 has 2 parameters"
    ),
    (
      "{ \"theta_init\": [] }", 1,
      "theta_init (--theta-init) has 0 values; degree 1 has 2 parameters"
    ),
    // Formats.
    (
      "{ \"formats\": {\n \"tehta\": \"sfix8\" } }", 2,
      "'tehta' is not a node; did you mean 'theta'?"
    ),
    ("{ \"formats\": { \"theta.widht\": 8 } }", 1, "no field 'widht'; did you mean 'width'?"),
    ("{ \"formats\": { \"theta\": \"Q3.4\" } }", 1, "node theta: 'Q3.4' has two readings"),
    ("{ \"formats\": { \"theta\": 8 } }", 1, "node theta: '8' is not a format"),
    (
      "{ \"formats\": { \"x.width\": 8, \"x.integer\": 4,\n \"x.fraction\": 9 } }", 2,
      "node x: 4 integer and 9 fraction bits are no 8 bits; leave one of the three out"
    ),
    (
      "{ \"formats\": { \"x.fraction\": 3,\n \"x\": \"sfix8_En4\" } }", 2,
      "node x: 4 integer and 3 fraction bits are no 8 bits; leave one of the three out"
    ),
    (
      "{ \"on_overflow\": { \"theta\": \"eror\" } }", 1,
      "on_overflow is 'eror'; did you mean 'error'"
    ),
    ("{ \"on_overflow\": \"eror\" }", 1, "on_overflow is 'eror'; did you mean 'error'?"),
    (
      "{ \"on_overflow\": { \"teta\": \"error\" } }", 1,
      "'teta' is not a node; did you mean 'theta'?"
    ),
  ])
  func `what is wrong is named with its line and the fix`(
    text: String, line: Int, message: String
  ) {
    do throws(DesignFile.ReadingError) {
      let settings = try DesignFile.read(Array(text.utf8))
      Issue.record("\(text) was taken as \(settings)")
    } catch {
      #expect(error.line == line, "\(text): \(error.message)")
      #expect(error.message.contains(message), "\(text): \(error.message)")
      #expect(!error.message.contains("\n"))
    }
  }

  @Test func `no bytes whatever make the reader trap`() throws {
    var random = SystemRandomNumberGenerator()
    let good = Array(
      #"{"degree":2,"formats":{"x":"sfix16_En12","x.n_bits":2},"theta_init":[1,-2e3],"note":"\u00e9"}"#
        .utf8)
    let marks = Array("{}[]\":,\\u0-+.eE \n\0".utf8) + [0xFF, 0xC3, 0x80]
    for _ in 0..<20_000 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0...2, using: &random) {
        case 0: bytes[place] = marks.randomElement(using: &random)!
        case 1: bytes.remove(at: place)
        default: bytes.insert(marks.randomElement(using: &random)!, at: place)
        }
      }
      _ = try? DesignFile.read(bytes)
    }
    _ = try? DesignFile.read([])
  }

  @Test func `Foundation reads every text that this reader takes`() throws {
    for name in ["norris", "cars", "pontius", "noisy-quadratic", "anscombe1"] {
      let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "vectors/\(name)/design.json")
      let bytes = try Data(contentsOf: url)
      let object = try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
      let settings = try DesignFile.read(bytes)
      #expect(settings.degree == object["degree"] as? Int)
      #expect(settings.learningRate == object["learning_rate"] as? Double)
      #expect(settings.epochs == object["epochs"] as? Int)
    }
  }

  @Test(.timeLimit(.minutes(20))) func `an object of very many keys is read in a moment`() throws {
    let count = 200_000
    let members = (0..<count).map { "\"key \($0)\": \($0)" }
    let time = try ContinuousClock().measure {
      let text = try JSONText.parse("{\(members.joined(separator: ","))}".utf8)
      guard case .object(let read) = text.value else { throw CancellationError() }
      #expect(read.count == count && read.last?.key == "key \(count - 1)")
    }
    // What compares every key with every other takes minutes.
    #expect(time < .seconds(20))
    let twice = members + ["\"key 7\": 0"]
    #expect(
      throws: JSONText.SyntaxError(line: 1, message: "the key 'key 7' stands here a second time")
    ) {
      _ = try JSONText.parse("{\(twice.joined(separator: ","))}".utf8)
    }
  }
}
