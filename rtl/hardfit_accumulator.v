// hardfit_accumulator: a running sum, cast into its format at every step.
//
// Latency: one cycle, one value a cycle.
//
//   total = 0 on `clear`, Q(total + value) on `enable`; never both in one cycle
//   with `begins`, Q(value) on `enable`
//
// Parameters
//   VALUE_*          the format of what is added
//   WIDTH … N_BITS   the format of the total, as in hardfit_quantizer
`resetall
`default_nettype none

module hardfit_accumulator #(
    parameter integer VALUE_WIDTH = 16, VALUE_FRACTION = 12, VALUE_SIGNED = 1,
    parameter integer WIDTH = 16, FRACTION = 12, SIGNED = 1,
    parameter integer QUANTIZATION = 0, OVERFLOW = 3, N_BITS = 0
) (
    input  wire                   clk,
    input  wire                   rst,
    input  wire                   clear,
    input  wire                   begins,
    input  wire                   enable,
    input  wire [VALUE_WIDTH-1:0] value,
    output reg  [WIDTH-1:0]       total,
    output wire                   overflow   // of the cast that `total` takes at the end of this cycle
);

  wire [WIDTH-1:0] sum;
  wire overflowed;

  hardfit_adder #(
      .A_WIDTH(WIDTH), .A_FRACTION(FRACTION), .A_SIGNED(SIGNED),
      .B_WIDTH(VALUE_WIDTH), .B_FRACTION(VALUE_FRACTION), .B_SIGNED(VALUE_SIGNED),
      .WIDTH(WIDTH), .FRACTION(FRACTION), .SIGNED(SIGNED),
      .QUANTIZATION(QUANTIZATION), .OVERFLOW(OVERFLOW), .N_BITS(N_BITS)
  ) adder (
      .clk(1'b0), .rst(1'b0), .enable(1'b0), .a(begins ? {WIDTH {1'b0}} : total), .b(value),
      .word(sum), .overflow(overflowed)
  );

  assign overflow = enable & overflowed;

  wire cleared = rst | clear;

  always @(posedge clk)
    if (cleared) total <= {WIDTH {1'b0}};
    else if (enable) total <= sum;

endmodule

`resetall
