// hardfit_axis_check: the rules of a stream's sender (AMBA AXI4-Stream, 2.2), watched from outside.
//
// A beat that is offered stays on offer, with the same data, until it is taken; only a reset withdraws it. Valid,
// ready and the data of a beat are never X or Z. The first violation is printed and counted, the clock goes on.
//
// Parameters
//   WIDTH   bits of the data
//   NAME    the stream, for the message
`resetall
`default_nettype none

module hardfit_axis_check #(
    parameter integer WIDTH = 8,
    parameter NAME = "axis"
) (
    input  wire             clk,
    input  wire             rst,
    input  wire             tvalid,
    input  wire             tready,
    input  wire [WIDTH-1:0] tdata,
    output integer          violations
);

  reg waits, has_reset;
  reg [WIDTH-1:0] offered;

  initial begin
    violations = 0;
    waits = 1'b0;
    has_reset = 1'b0;
    offered = {WIDTH {1'b0}};
  end

  task complain(input [8*32-1:0] rule);
    begin
      if (violations == 0) $display("AXIS %0s: %0s", NAME, rule);
      violations = violations + 1;
    end
  endtask

  always @(posedge clk) begin
    if (has_reset && !rst) begin
      if ((tvalid ^ tvalid) !== 1'b0) complain("tvalid is unknown");
      if ((tready ^ tready) !== 1'b0) complain("tready is unknown");
      if (tvalid === 1'b1 && (^tdata ^ ^tdata) !== 1'b0) complain("tdata is unknown");
      if (waits && tvalid !== 1'b1) complain("tvalid fell before tready");
      if (waits && tdata !== offered) complain("tdata changed before tready");
    end
    has_reset = has_reset | rst;
    waits = tvalid === 1'b1 && tready !== 1'b1 && !rst;
    offered = tdata;
  end

endmodule

`resetall
