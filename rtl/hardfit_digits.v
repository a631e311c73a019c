// hardfit_digits: the exact product of two words without a multiplier, a bit of the weight a cycle, the highest first.
//
// Latency: as many cycles as the weight has bits, after one that clears.
//
//   product = 0                              on `clear`
//   product = 2 product + digit * factor     on `enable`; - where the digit is the sign of the weight
//
// Parameters
//   WEIGHT_WIDTH                   bits of the weight, whose digits come in
//   FACTOR_WIDTH, FACTOR_SIGNED    the other word, which stands still
`resetall
`default_nettype none

module hardfit_digits #(
    parameter integer WEIGHT_WIDTH = 18,
    parameter integer FACTOR_WIDTH = 40, FACTOR_SIGNED = 1
) (
    input  wire                                 clk,
    input  wire                                 rst,
    input  wire                                 clear,
    input  wire                                 enable,
    input  wire                                 digit,
    input  wire                                 is_sign,
    input  wire [FACTOR_WIDTH-1:0]              factor,
    output reg  [WEIGHT_WIDTH+FACTOR_WIDTH-1:0] product
);

  localparam integer WIDTH = WEIGHT_WIDTH + FACTOR_WIDTH;

  wire factor_sign = FACTOR_SIGNED != 0 && factor[FACTOR_WIDTH-1];
  wire [WIDTH-1:0] addend = digit ? {{WEIGHT_WIDTH {factor_sign}}, factor} : {WIDTH {1'b0}};
  wire [WIDTH-1:0] twice = {product[WIDTH-2:0], 1'b0};

  // One adder serves both signs: with the carry of the lowest place, the turned addend is its negative.
  wire [WIDTH-1:0] turned = addend ^ {WIDTH {is_sign}};
  wire [WIDTH:0] sum = {twice, 1'b1} + {turned, is_sign};
  wire unused_carry = sum[0];

  always @(posedge clk)
    if (rst | clear) product <= {WIDTH {1'b0}};
    else if (enable) product <= sum[WIDTH:1];

endmodule

`resetall
