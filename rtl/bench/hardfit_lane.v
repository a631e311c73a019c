// hardfit_lane: one design of a batch: drives its input ports word by word and compares its output ports in every
// cycle.
//
// A line of a file is a cycle, all input ports as one word, or all output ports as they stand before the clock edge
// that ends the cycle. The first cycle resets the design and is not compared. Several lanes, each with a design of
// its own, run side by side below one clock; each prints one line when it is through:
//
//   LANE n PASS cycles c            or            LANE n FAIL cycle c
//
// Parameters
//   LANE                  the number to print
//   CYCLES                lines of either file, at least two
//   INPUTS, OUTPUTS       bits of the words
//   STOPS                 1 if the first difference ends the lane, 0 if it goes on to its last cycle
//   STIMULUS, EXPECTED    the files
`resetall
`default_nettype none

module hardfit_lane #(
    parameter integer LANE = 0,
    parameter integer CYCLES = 2,
    parameter integer INPUTS = 1,
    parameter integer OUTPUTS = 1,
    parameter integer STOPS = 1,
    parameter STIMULUS = "stimulus.hex",
    parameter EXPECTED = "expected.hex"
) (
    input  wire               clk,
    output wire [INPUTS-1:0]  inputs,
    input  wire [OUTPUTS-1:0] outputs,
    output reg                finished
);

  reg [INPUTS-1:0] stimulus[0:CYCLES-1];
  reg [OUTPUTS-1:0] expected[0:CYCLES-1];
  integer cycle;
  reg differs;

  assign inputs = stimulus[cycle];

  initial begin
    cycle = 0;
    differs = 1'b0;
    finished = 1'b0;
    $readmemh(STIMULUS, stimulus);
    $readmemh(EXPECTED, expected);
  end

  wire differs_now = cycle > 0 && outputs !== expected[cycle];

  always @(posedge clk)
    if (!finished) begin
      if (differs_now && !differs) $display("LANE %0d FAIL cycle %0d", LANE, cycle - 1);
      differs <= differs | differs_now;
      if (cycle == CYCLES - 1) begin
        if (!differs && !differs_now) $display("LANE %0d PASS cycles %0d", LANE, CYCLES - 1);
        finished <= 1'b1;
      end else if (differs_now && STOPS != 0) finished <= 1'b1;
      else cycle <= cycle + 1;
    end

endmodule

`resetall
