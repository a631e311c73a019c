import Datapath
import FixedPoint
import Testing

@testable import Cases

/// What is said in several places, and which of it counts.
@Suite struct SettingsTests {
  private func whole(_ text: String) throws -> Settings {
    try design(text)
  }

  @Test func `each setting of the upper ones wins, and what they leave open is the lower ones'`()
    throws
  {
    let lower = try design(
      """
      { "degree": 2, "scale": "minmax", "loss": "mean", "learning_rate": 0.25, "epochs": 7,
        "tolerance": 0.5, "capacity": 100, "theta_init": [1, 2, 3], "columns": { "x": "a", "y": "b" },
        "stall_input": 0.1, "stall_output": 0.2, "seed": 9, "on_overflow": { "x": "error" } }
      """)
    let upper = try design(
      """
      { "degree": 3, "scale": "none", "loss": "sum", "learning_rate": 0.5, "epochs": 8,
        "tolerance": null, "capacity": 200, "theta_init": [4, 5, 6, 7], "columns": { "x": "c", "y": "d" },
        "stall_input": 0.3, "stall_output": 0.4, "seed": 10,
        "on_overflow": { "x": "silent", "y": "warning" } }
      """)
    func said(_ settings: Settings) -> [String] {
      Mirror(reflecting: settings).children.map { "\($0.label ?? ""): \($0.value)" }.sorted()
    }
    #expect(said(upper.over(lower)) == said(upper))
    #expect(said(Settings().over(lower)) == said(lower))
    #expect(said(lower.over(Settings())) == said(lower))
    // One at a time: it is taken from above and everything else stays.
    #expect(lower.formats.isEmpty && said(upper).count == said(lower).count)
    var changed = 0
    for (text, name) in [
      ("\"degree\": 3", "degree"), ("\"epochs\": 8", "epochs"),
      ("\"tolerance\": null", "tolerance"),
      ("\"learning_rate\": 0.5", "learningRate"), ("\"seed\": 10", "seed"),
      ("\"columns\": { \"y\": \"d\" }", "yColumn"), ("\"scale\": \"none\"", "scale"),
      ("\"loss\": \"sum\"", "loss"), ("\"stall_input\": 0.3", "stallInput"),
      ("\"stall_output\": 0.4", "stallOutput"), ("\"capacity\": 200", "capacity"),
    ] {
      let merged = said(try design("{ \(text) }").over(lower))
      let differing = zip(merged, said(lower)).filter { $0 != $1 }
      #expect(differing.count == 1 && differing.first?.0.hasPrefix("\(name):") == true, "\(text)")
      changed += differing.count
    }
    #expect(changed == 11)
    let responses = upper.over(lower).onOverflow
    #expect(responses == [.x: .silent, .y: .warning])
  }

  /// The format of theta that some words make of a default.
  private func theta(_ words: [String], over others: [String] = []) throws -> String {
    var (upper, lower) = (Settings(), Settings())
    for word in words { try upper.setFormat(word) }
    for word in others { try lower.setFormat(word) }
    let standard = try Format(
      width: 24, integerBits: 3, quantization: .rndConv, overflow: .sat)
    let choice = upper.over(lower).formats[.theta] ?? FormatChoice()
    return "\(try choice.format(default: standard))"
  }

  @Test func `a format set over another keeps what it does not say`() throws {
    #expect(try theta([]) == "ap_fixed<24,3,AP_RND_CONV,AP_SAT>")
    #expect(try theta(["theta=sfix16_En12"]) == "ap_fixed<16,4,AP_RND_CONV,AP_SAT>")
    #expect(try theta(["theta=sfix16_En12,TRN,WRAP"]) == "ap_fixed<16,4,AP_TRN,AP_WRAP>")
    #expect(try theta(["theta.width=16"]) == "ap_fixed<16,3,AP_RND_CONV,AP_SAT>")
    #expect(try theta(["theta.fraction=10"]) == "ap_fixed<13,3,AP_RND_CONV,AP_SAT>")
    #expect(try theta(["theta.integer=5"]) == "ap_fixed<24,5,AP_RND_CONV,AP_SAT>")
    #expect(try theta(["theta.signed=false"]) == "ap_ufixed<24,3,AP_RND_CONV,AP_SAT>")
    #expect(
      try theta(["theta.integer=5", "theta.fraction=7"]) == "ap_fixed<12,5,AP_RND_CONV,AP_SAT>")
    #expect(
      try theta(["theta.width=9", "theta.fraction=7"]) == "ap_fixed<9,2,AP_RND_CONV,AP_SAT>")
    // The binary point of the upper one over the width of the lower one.
    #expect(
      try theta(["theta.fraction=10"], over: ["theta=sfix20_En14,RND,WRAP"])
        == "ap_fixed<16,6,AP_RND,AP_WRAP>")
    #expect(
      try theta(["theta.width=10"], over: ["theta=sfix20_En14"])
        == "ap_fixed<10,6,AP_RND_CONV,AP_SAT>")
    #expect(
      try theta(["theta.integer=2"], over: ["theta=sfix20_En14"])
        == "ap_fixed<20,2,AP_RND_CONV,AP_SAT>")
    #expect(
      try theta(["theta.overflow=WRAP"], over: ["theta=sfix20_En14"])
        == "ap_fixed<20,6,AP_RND_CONV,AP_WRAP>")
    #expect(
      try theta(["theta.overflow=WRAP", "theta.n_bits=2"]) == "ap_fixed<24,3,AP_RND_CONV,AP_WRAP,2>"
    )
  }

  @Test func `the order in which a node's fields are said does not matter`() throws {
    let words = [
      "theta=sfix20_En14", "theta.overflow=WRAP", "theta.quantization=TRN", "theta.n_bits=3",
    ]
    var random = SystemRandomNumberGenerator()
    for _ in 0..<50 {
      let shuffled = words.shuffled(using: &random)
      #expect(try theta(shuffled) == "ap_fixed<20,6,AP_TRN,AP_WRAP,3>", "\(shuffled)")
    }
  }

  @Test(arguments: [
    (
      ["theta.width=8", "theta.integer=4", "theta.fraction=9"],
      "node theta: 4 integer and 9 fraction bits are no 8 bits; leave one of the three out"
    ),
    (
      ["theta=sfix24_En18", "theta.fraction=10"],
      "node theta: 6 integer and 10 fraction bits are no 24 bits; leave one of the three out"
    ),
    (["theta.width=8", "theta=sfix9_En2"], "node theta: width is 8 and also 9; leave one out"),
    (
      ["theta.overflow=SAT", "theta=ap_fixed<9,2,AP_RND,AP_WRAP>"],
      "node theta: overflow is SAT and also WRAP; leave one out"
    ),
    (["tehta=sfix8"], "'tehta' is not a node; did you mean 'theta'?"),
    (["th=sfix8"], "'th' is not a node; did you mean 'theta'?"),
    (
      ["bias=sfix8"],
      "'bias' is not a node; the nodes are x, y, theta, weight, power, estimate, error, product, gradient, square, loss, step, update, moment, cross, energy"
    ),
    (["theta.widht=8"], "node theta has no field 'widht'; did you mean 'width'?"),
    (
      ["theta.place=8"],
      "node theta has no field 'place'; the fields are width, integer, fraction, signed, quantization, overflow, n_bits"
    ),
    (["theta.signed=maybe"], "node theta: signed is 'maybe'; give true or false"),
    (["theta.width=8.5"], "node theta: width is '8.5'; give a whole number"),
    (["theta sfix8"], "'theta sfix8' has no '='; write it as in theta=sfix24_En18"),
  ])
  func `what contradicts itself or does not exist is refused`(words: [String], message: String) {
    var settings = Settings()
    do throws(SettingError) {
      for word in words { try settings.setFormat(word) }
      Issue.record("\(words) was taken")
    } catch { #expect(error.description == message) }
  }

  @Test func `an overflow response is for one node or for all`() throws {
    var settings = Settings()
    try settings.setOverflowResponse("error")
    #expect(settings.onOverflow.count == Node.every.count)
    #expect(settings.onOverflow.values.allSatisfy { $0 == .error })
    try settings.setOverflowResponse("theta=silent")
    #expect(settings.onOverflow[.theta] == .silent && settings.onOverflow[.x] == .error)
    for (word, message) in [
      ("eror", "'eror' is not a response to an overflow, nor NODE=RESPONSE; did you mean 'error'?"),
      (
        "banana",
        "'banana' is not a response to an overflow, nor NODE=RESPONSE; the choices are silent, warning, error"
      ),
      ("theta=eror", "on_overflow is 'eror'; did you mean 'error'?"),
      ("theta=loud", "on_overflow is 'loud'; the choices are silent, warning, error"),
      ("teta=error", "'teta' is not a node; did you mean 'theta'?"),
    ] {
      do throws(SettingError) {
        try settings.setOverflowResponse(word)
        Issue.record("\(word) was taken")
      } catch { #expect(error.description == message) }
    }
  }
}
