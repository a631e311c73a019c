import Datapath
import Foundation
import Vectors

/// Several designs side by side in one simulation: a module with a lane of `rtl/bench/hardfit_lane.v` for each.
///
/// A simulator that compiles takes most of its time for its own start and for what all designs share; so that
/// time is spent once a batch.
struct Batch {
  static let top = "hardfit_batch"
  let stimuli: [Stimulus]
  /// Where waves of the first lane's design are written; then no lane stops before its end.
  var tracesTo: String?
  /// Whether the designs are drawn, so that the module has to take whatever their parameters are.
  var isDrawn = false

  /// Writes the vectors of every lane and the module that holds them.
  func write(to folder: WorkingFolder, top module: String) throws(ToolError) {
    for (lane, stimulus) in stimuli.enumerated() {
      let vectors = stimulus.vectors()
      // The first line resets the design; its outputs are not compared.
      let reset = stimulus.design.stimulusLine.word { $0 == "rst" ? 1 : 0 }
      let nothing = stimulus.design.expectedLine.word { _ in 0 }
      try folder.write(Array(reset.utf8) + vectors.stimulus.bytes, to: "stimulus\(lane).hex")
      try folder.write(Array(nothing.utf8) + vectors.expected.bytes, to: "expected\(lane).hex")
    }
    try folder.write(verilog(of: module), to: "\(Self.top).v")
  }

  /// The module.
  ///
  /// - Parameter module: the name of the design's top module.
  func verilog(of module: String) -> String {
    """
    `default_nettype none
    module \(Self.top) (input wire clk, output wire finished);
      wire [\(stimuli.count - 1):0] ends;
      assign finished = &ends;
    \(tracesTo.map { Self.waves($0) } ?? "")\(stimuli.enumerated().map { lane($0, $1, module) }.joined(separator: "\n"))
    endmodule

    module \(Self.top)_clock;
      reg clk = 1'b0;
      wire finished;
      \(Self.top) batch (.clk(clk), .finished(finished));
      always #1 clk = ~clk;
      always @(posedge clk) if (finished) $finish;
    endmodule

    """
  }

  private static func waves(_ file: String) -> String {
    """
      initial begin
        $dumpfile("\(file)");
        $dumpvars(0, dut0);
      end

    """
  }

  private func lane(_ number: Int, _ stimulus: Stimulus, _ module: String) -> String {
    let design = stimulus.design
    let (inputs, outputs) = (design.stimulusLine, design.expectedLine)
    let driven = inputs.columns.map { ".\($0.name)(i\(number)[\($0.offset)+:\($0.width)])" }
    let compared = outputs.columns.map { ".\($0.name)(o\(number)[\($0.offset)+:\($0.width)])" }
    func slice(_ line: HexLine, _ name: String, of word: String) -> String {
      let column = line[name]!
      return "\(word)\(number)[\(column.offset)+:\(column.width)]"
    }
    return """
        wire [\(inputs.width - 1):0] i\(number);
        wire [\(outputs.width - 1):0] o\(number);
      \(gaps(outputs).map { "  assign o\(number)[\($0.upperBound):\($0.lowerBound)] = \($0.count)'d0;" }.joined(separator: "\n"))
        hardfit_lane #(.LANE(\(number)), .CYCLES(\(stimulus.cycles.count + 1)), .INPUTS(\(inputs.width)),
            .OUTPUTS(\(outputs.width)), .STOPS(\(tracesTo == nil ? 1 : 0)), .STIMULUS("stimulus\(number).hex"), .EXPECTED("expected\(number).hex"))
            lane\(number) (.clk(clk), .inputs(i\(number)), .outputs(o\(number)), .finished(ends[\(number)]));
        \(module) #(\(design.allVerilogParameters.map { ".\($0.name)(\($0.value))" }.joined(separator: ", ")))
            dut\(number) (.clk(clk), \((driven + compared).joined(separator: ", ")));
        hardfit_axis_check #(.WIDTH(\(outputs["m_axis_tdata"]!.width)), .NAME("m_axis of lane \(number)")) check\(number) (
            .clk(clk), .rst(\(slice(inputs, "rst", of: "i"))), .tvalid(\(slice(outputs, "m_axis_tvalid", of: "o"))),
            .tready(\(slice(inputs, "m_axis_tready", of: "i"))), .tdata(\(slice(outputs, "m_axis_tdata", of: "o"))),
            .violations());
      """
  }

  /// The bits of a line that belong to no column.
  private func gaps(_ line: HexLine) -> [ClosedRange<Int>] {
    line.columns.compactMap { column in
      let end = column.offset + 4 * column.digits
      return column.width < 4 * column.digits ? column.offset + column.width...end - 1 : nil
    }
  }

  /// What the simulation printed of each lane; nil for one that it said nothing of.
  func outcomes(in output: String) -> [LaneOutcome?] {
    var outcomes = [LaneOutcome?](repeating: nil, count: stimuli.count)
    for line in output.split(separator: "\n") where line.hasPrefix("LANE ") {
      let words = line.split(separator: " ")
      guard words.count == 5, let lane = Int(words[1]), let number = Int(words[4]),
        outcomes.indices.contains(lane)
      else { continue }
      outcomes[lane] = words[2] == "PASS" ? .passed(cycles: number) : .failed(cycle: number)
    }
    return outcomes
  }
}

/// What a lane came to.
enum LaneOutcome: Hashable, Sendable {
  case passed(cycles: Int)
  /// The first cycle in which an output port differs.
  case failed(cycle: Int)
}

extension HexLine {
  /// A line in which each column has a value of at most one digit.
  fileprivate func word(_ value: (String) -> Int) -> String {
    columns.map { column in
      String(repeating: "0", count: column.digits - 1) + "\(value(column.name))"
    }.joined(separator: "_") + "\n"
  }
}
