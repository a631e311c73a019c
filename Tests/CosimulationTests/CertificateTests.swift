import Datapath
import FixedPoint
import Foundation
import Testing
import Vectors

@testable import Cosimulation

/// The certificate of a synthesiser: given where the RTL has the model's registers, refused where it has not.
@Suite struct CertificateTests {
  private static let rtl = try! RTLSource(folder: repositoryPath("rtl"))

  /// Designs with small words, whose synthesis takes a second, one of each degree.
  private static let designs: [Design] = (1...3).map { degree in
    (1...UInt64.max).lazy.map { RandomRun(seed: $0, style: DesignStyle(isTight: true)).design }
      .first { $0.degree == degree && $0.registerBits < 350 }!
  }

  private static let moments = (1...UInt64.max).lazy.map {
    RandomRun(seed: $0, style: DesignStyle(isTight: true), architecture: .moments).design
  }.first { $0.degree == 2 && $0.registerBits < 500 }!

  /// Every node a word of one bit.
  private static let narrowest = try! Design(
    degree: 2,
    formats: NodeMap { node in
      try! Format(
        width: 1, integerBits: 1, isSigned: node == .error || node == .theta,
        quantization: .rndConv, overflow: .sat)
    })

  private static let small = designs[0]

  /// Its x in the register of a sample.
  private static let takenX = "sample.stage[0].word[\(small.formats[.x].width - 1):0]"

  private func certificate(
    _ design: Design, _ rtl: RTLSource = rtl
  ) throws -> Certificate {
    let rtl = try RTLSource(folder: rtl.folder, top: design.architecture.module)
    return try Certification(design, rtl).run(in: WorkingFolder())
  }

  @Test(arguments: designs + [narrowest, moments])
  func `it is given for random designs and for words of one bit`(_ design: Design) throws {
    let certificate = try certificate(design)
    #expect(certificate.problems.isEmpty)
    #expect(certificate.flipFlops == design.registerBits)
    let spared = certificate.spared.reduce(0) { $0 + $1.bits.count }
    #expect(certificate.synthesized == design.registerBits - spared)
    #expect(certificate.multipliers.map(\.multiplier) == design.multipliers)
    for found in certificate.multipliers {
      let register = try #require(
        design.registers.first { $0.name == found.multiplier.name })
      #expect(found.product == register.width)
    }
  }

  @Test func `every bit that synthesis spares keeps the model's word, cycle by cycle`() throws {
    // The model knows nothing of Yosys: what is proved of the RTL has to be seen in the model too.
    let stimulus = (1...UInt64.max).lazy.map { Stimulus(seed: $0) }
      .first { $0.design.degree == 3 && $0.design.registerBits < 350 }!
    let design = stimulus.design
    let certificate = try certificate(design)
    #expect(certificate.isGiven && !certificate.spared.isEmpty)
    try stimulus.drive { cycle, machine in
      let words = Dictionary(uniqueKeysWithValues: zip(design.registers, machine.registers))
      func bit(_ register: Register, _ bit: Int) -> Bool {
        words[register]! >> Int128(bit) & 1 != 0
      }
      for spared in certificate.spared {
        for position in spared.bits {
          let expected: Bool? =
            switch spared.fate {
            case .constant(let value): value
            case .copies(let other, let source): bit(other, source)
            case .parallel(let other, let low):
              bit(other, low + position - spared.bits.lowerBound)
            case .unread: nil
            }
          try #require(
            expected == nil || bit(spared.register, position) == expected,
            "cycle \(cycle), \(spared.register.name)[\(position)]")
        }
      }
      return true
    }
  }

  /// A change of the RTL, and what the refusal has to say.
  struct Change: Sendable, CustomTestStringConvertible {
    let name: String
    let file: String
    let original: String
    let change: String
    let problems: [String]
    var architecture = Architecture.stream

    var testDescription: String { name }
  }

  static let changes = [
    Change(
      name: "a register more, which nobody reads", file: "hardfit_controller.v",
      original: "  assign enable =",
      change: "  reg [1:0] more; always @(posedge clk) more <= {start, rst};\n  assign enable =",
      problems: [
        "controller.more: 2 flip-flops that the model does not have"
      ]),
    Change(
      name: "a history of samples", file: "hardfit_accumulator.v",
      original: "  assign overflow =",
      change: """
          reg [VALUE_WIDTH-1:0] history [0:63]; reg [5:0] place; reg [VALUE_WIDTH-1:0] old;
          always @(posedge clk) begin
            place <= rst ? 6'd0 : place + 6'd1; history[place] <= value; old <= history[place + 6'd1];
          end
          assign overflow =
        """,
      problems: [
        "loss.place: 6 flip-flops that the model does not have",
        "gradients[0].accumulator.history: a memory", "loss.history: a memory",
      ]),
    Change(
      name: "a latch", file: "hardfit_update.v",
      original: "  assign moves =",
      change: "  reg held; always @* if (move) held = index[0];\n  assign moves =",
      problems: ["update.held: a latch"]),
    Change(
      name: "a register left out", file: "hardfit_controller.v",
      original: "  reg has_previous, changed;",
      change: "  reg has_previous; wire changed = 1'b1; reg unused;",
      problems: ["controller.changed: bit 0 of controller.changed is not a flip-flop in the RTL"]),
    Change(
      name: "a register that is a wire", file: "hardfit_delay.v",
      original: "word = line[s*WIDTH+:WIDTH];",
      change: "word = line[s*WIDTH+:WIDTH] ^ {WIDTH {clk}};",
      problems: ["stage_0.x: bit 0 of \(takenX) is not a flip-flop in the RTL"]),
    Change(
      name: "a register that is wider", file: "hardfit_controller.v",
      original: "reg [31:0] epochs_left", change: "reg [32:0] epochs_left",
      problems: [
        "controller.epochs_left: controller.epochs_left has 33 bits in the RTL, 32 in the model"
      ]),
    Change(
      name: "one register for two", file: "hardfit_controller.v",
      original: "  reg has_previous, changed;",
      change: "  reg has_previous; wire changed = has_previous; reg unused;",
      problems: [
        "controller.changed: bit 0 is the same flip-flop as one of controller.has_previous"
      ]),
    Change(
      name: "another name", file: "hardfit_delay.v", original: "word", change: "held",
      problems: ["stage_0.x: the RTL has no signal sample.stage[0].word"]),
    Change(
      name: "the falling edge", file: "hardfit_delay.v",
      original: "always @(posedge clk)", change: "always @(negedge clk)",
      problems: ["stage_0.x: \(takenX) does not load at the rising edge of clk alone"]),
    Change(
      name: "an asynchronous reset", file: "hardfit_delay.v",
      original: "always @(posedge clk)", change: "always @(posedge clk or posedge rst)",
      problems: ["stage_0.x: \(takenX) does not load at the rising edge of clk alone"]),
    Change(
      name: "a register without reset", file: "hardfit_delay.v",
      original: "if (rst) line[", change: "if (rst & enable[s]) line[",
      problems: ["not every register is 0 after rst"]),
    Change(
      name: "a multiplier more", file: "hardfit_update.v",
      original: "  assign moves = differs;",
      change:
        "  wire [7:0] more = index * index + {move, 7'd0};\n  assign moves = differs & |more;",
      problems: ["that the model does not have"]),
    Change(
      name: "a loop", file: "hardfit_update.v",
      original: "  assign moves = differs;",
      change:
        "  wire turn = move & ~turn;\n  assign moves = differs | turn;",
      problems: ["loop"]),
    Change(
      name: "a sum that keeps a copy", file: "hardfit_residual.v",
      original: "  wire ends = cast",
      change: "  reg [2:0] copy; always @(posedge clk) copy <= rst ? 3'd0 : m;\n  wire ends = cast",
      problems: ["residual.copy: 3 flip-flops that the model does not have"],
      architecture: .moments),
    Change(
      name: "a remainder that is wider", file: "hardfit_remainder.v",
      original: "TERM_ALIGNED) + 1;", change: "TERM_ALIGNED) + 2;",
      problems: ["residual.residual: residual.residual.rest has "], architecture: .moments),
    Change(
      name: "a weight multiplied at once", file: "hardfit_digits.v",
      original: "wire [WIDTH-1:0] twice = {product[WIDTH-2:0], 1'b0};",
      change: "wire [WIDTH-1:0] twice = product * {{(WIDTH-2) {1'b0}}, 2'd2};",
      problems: ["a multiplier of", "that the model does not have"], architecture: .moments),
  ]

  @Test(arguments: changes)
  func `it is refused where the RTL remembers something else`(_ change: Change) throws {
    let (folder, rtl) = try Self.changed(change)
    defer { withExtendedLifetime(folder) {} }
    let design = change.architecture == .stream ? Self.small : Self.moments
    let problems = try certificate(design, rtl).problems
    for expected in change.problems {
      #expect(problems.contains { $0.contains(expected) }, "\(expected): \(problems)")
    }
  }

  @Test func `a claim that does not hold is not proved`() throws {
    let folder = try WorkingFolder()
    let design = Self.small
    let synthesis = Synthesis(
      tool: try Synthesis.tool(), rtl: Self.rtl, design: design, folder: folder,
      timeLimit: .seconds(60), progress: { _ in })
    let read = try synthesis.elaborate().netlist
    let made = try synthesis.synthesize().netlist
    let state = RegisterBits(design, read)
    let claims = Claims(state, read, made)
    #expect(try claims.prove(synthesis).isEmpty)

    func refusal(of name: String, _ bit: Int, _ claim: Claims.Claim) throws -> [String] {
      var wrong = claims
      let register = try #require(design.registers.firstIndex { $0.name == name })
      let index = state.bits.firstIndex { $0.bit == .init(register: register, bit: bit) }
      wrong.claims[try #require(index)] = claim
      return try wrong.prove(synthesis)
    }
    let done = try #require(design.registers.firstIndex { $0.name == "done" })
    #expect(
      try refusal(of: "stalled", 0, .constant(false))
        == ["what synthesis did with controller.stalled could not be proved"])
    #expect(
      try refusal(of: "stalled", 0, .equal(.init(register: done, bit: 0)))
        == ["what synthesis did with controller.stalled could not be proved"])
    #expect(
      try refusal(of: "changed", 0, .unread)
        == ["what synthesis did with the bits that nothing reads could not be proved"])
    // All that comes out of a reset as 1 cannot be claimed either.
    #expect(try refusal(of: "done", 0, .constant(true)) != [])
  }

  @Test func `the netlist depends on the formats`() throws {
    let folder = try WorkingFolder()
    func digest(_ design: Design) throws -> String {
      try Certification(design, Self.rtl).netlistDigest(in: folder)
    }
    #expect(try digest(Self.designs[0]) == digest(Self.designs[0]))
    #expect(try digest(Self.designs[0]) != digest(Self.designs[1]))
  }

  /// A copy of the RTL with a change in it.
  private static func changed(_ change: Change) throws -> (WorkingFolder, RTLSource) {
    try BrokenRTLTests.broken(
      .init(
        name: change.name, file: change.file, original: change.original, slip: change.change,
        seed: 1, signal: "", hypothesis: ""))
  }
}
