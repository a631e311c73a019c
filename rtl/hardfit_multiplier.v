// hardfit_multiplier: the exact product of two fixed-point words.
//
// Latency: one cycle, one product a cycle; it loads with `enable`. `*` on signed operands with a register behind it is
// the shape that synthesis puts into a DSP block. An unsigned factor takes a zero as its sign. Where a tool leaves the
// register outside of the block, a file of the same module takes the place of this one: ecp5/hardfit_multiplier.v.
//
// Parameters
//   A_WIDTH, A_SIGNED, B_WIDTH, B_SIGNED   the factors
//   PRODUCT_WIDTH   A_WIDTH + B_WIDTH, or one less for the square of a signed word (b is then a)
`resetall
`default_nettype none

module hardfit_multiplier #(
    parameter integer A_WIDTH = 16, A_SIGNED = 1,
    parameter integer B_WIDTH = 16, B_SIGNED = 1,
    parameter integer PRODUCT_WIDTH = 32
) (
    input  wire                     clk,
    input  wire                     rst,
    input  wire                     enable,
    input  wire [A_WIDTH-1:0]       a,
    input  wire [B_WIDTH-1:0]       b,
    output reg  [PRODUCT_WIDTH-1:0] product
);

  localparam integer A_ZEROS = A_SIGNED != 0 ? 0 : 1;
  localparam integer B_ZEROS = B_SIGNED != 0 ? 0 : 1;

  wire signed [A_WIDTH+A_ZEROS-1:0] a_factor = {{A_ZEROS {1'b0}}, a};
  wire signed [B_WIDTH+B_ZEROS-1:0] b_factor = {{B_ZEROS {1'b0}}, b};

  always @(posedge clk)
    if (rst) product <= {PRODUCT_WIDTH {1'b0}};
    else if (enable) product <= a_factor * b_factor;

endmodule

`resetall
