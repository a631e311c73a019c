import Foundation
import Testing

@testable import Cosimulation

/// The counter of epochs borrows through all of its 32 bits.
///
/// No vectors can show a lost borrow at the ports before 2²⁰ epochs and more have been played; a start near it is
/// enough to see it in the register itself.
@Suite struct EpochCounterTests {
  /// One epoch of 2^k, for every k; 2³² is 0 at the port.
  private static let bench = """
    module bench;
      reg clk = 1'b0, rst = 1'b1, start = 1'b0;
      reg [31:0] epochs = 32'd0;
      wire ready, valid, done, converged, stalled, load, finish;
      wire scale, multiply, round, limit, add, settle, move, weigh;
      wire [9:0] enable;
      wire [5:0] index;
      wire [7:0] loss_previous;
      integer k, wrong = 0;

      hardfit_controller #(.DEGREE(1), .LOSS_WIDTH(8)) controller (
          .clk(clk), .rst(rst), .start(start), .cfg_tolerance(9'h100), .cfg_max_epochs(epochs),
          .done(done), .converged(converged), .stalled(stalled), .s_axis_tvalid(1'b1), .s_axis_tready(ready),
          .s_axis_tlast(1'b1), .m_axis_tvalid(valid), .m_axis_tready(1'b1), .enable(enable), .moves(1'b1),
          .index(index), .load(load), .scale(scale), .multiply(multiply), .round(round), .limit(limit),
          .add(add), .settle(settle), .move(move), .weigh(weigh), .loss(8'd0),
          .finish(finish), .loss_previous(loss_previous));

      task tick; begin #1 clk = 1'b1; #1 clk = 1'b0; end endtask

      initial begin
        for (k = 0; k <= 32; k = k + 1) begin
          epochs = k == 32 ? 32'd0 : 32'd1 << k;
          rst = 1'b1; tick;
          rst = 1'b0; start = 1'b1; tick;
          start = 1'b0;
          while (!valid) tick;
          if (controller.epochs_left !== epochs - 32'd1) begin
            wrong = wrong + 1;
            $display("2^%0d %h", k, controller.epochs_left);
          end
        end
        $display("checked %0d wrong %0d", k, wrong);
        $finish;
      end
    endmodule
    """

  private static func output(_ slip: BrokenRTLTests.Slip?) throws -> [Substring] {
    let folder = try WorkingFolder()
    try folder.write(bench, to: "bench.v")
    let original = try String(
      contentsOfFile: repositoryPath("rtl/hardfit_controller.v"), encoding: .utf8)
    try folder.write(
      slip.map { original.replacingOccurrences(of: $0.original, with: $0.slip) } ?? original,
      to: "hardfit_controller.v")
    let job = Simulator.Job(
      files: [folder.path("bench.v"), folder.path("hardfit_controller.v")], top: "bench")
    let program = try Simulator.icarus.find().compile(job, in: folder, timeLimit: .seconds(600))
    return try program.run(timeLimit: .seconds(600)).split(separator: "\n")
  }

  @Test func `an epoch takes one off any power of two`() throws {
    #expect(try Self.output(nil) == ["checked 33 wrong 0"])
  }

  @Test(arguments: [20, 24, 31])
  func `a borrow that ends at a bit is seen`(bit: Int) throws {
    let slip = BrokenRTLTests.Slip(
      name: "", file: "hardfit_controller.v", original: "epochs_left - 32'd1",
      slip: "{epochs_left[31:\(bit)], epochs_left[\(bit - 1):0] - 1'b1}", seed: 0, signal: "",
      hypothesis: "")
    let lines = try Self.output(slip)
    #expect(lines.last == "checked 33 wrong \(33 - bit)", "\(lines)")
  }
}
