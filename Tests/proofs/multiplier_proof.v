// rtl/ecp5/hardfit_multiplier.v beside rtl/hardfit_multiplier.v, which is plain_multiplier here.
module multiplier_proof #(
    parameter integer A_WIDTH = 4, A_SIGNED = 1,
    parameter integer B_WIDTH = 3, B_SIGNED = 1,
    parameter integer PRODUCT_WIDTH = A_WIDTH + B_WIDTH
) (
    input wire clk, rst, enable,
    input wire [A_WIDTH-1:0] a,
    input wire [B_WIDTH-1:0] b,
    output wire ok
);
  wire [PRODUCT_WIDTH-1:0] product, expected;

  hardfit_multiplier #(
      .A_WIDTH(A_WIDTH), .A_SIGNED(A_SIGNED), .B_WIDTH(B_WIDTH), .B_SIGNED(B_SIGNED), .PRODUCT_WIDTH(PRODUCT_WIDTH)
  ) multiplier (.clk(clk), .rst(rst), .enable(enable), .a(a), .b(b), .product(product));

  plain_multiplier #(
      .A_WIDTH(A_WIDTH), .A_SIGNED(A_SIGNED), .B_WIDTH(B_WIDTH), .B_SIGNED(B_SIGNED), .PRODUCT_WIDTH(PRODUCT_WIDTH)
  ) plain (.clk(clk), .rst(rst), .enable(enable), .a(a), .b(b), .product(expected));

  assign ok = product == expected;
endmodule

// The DSP block of an ECP5 as far as it is used: signed or unsigned factors, and its output register, whose reset goes
// ahead of its clock enable.
module MULT18X18D #(
    parameter REG_OUTPUT_CLK = "NONE", REG_OUTPUT_CE = "CE0", REG_OUTPUT_RST = "RST0", RESETMODE = "SYNC"
) (
    input wire CLK0, CE0, RST0, SIGNEDA, SIGNEDB, SOURCEA, SOURCEB,
    input wire
    A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16, A17,
    B0, B1, B2, B3, B4, B5, B6, B7, B8, B9, B10, B11, B12, B13, B14, B15, B16, B17,
    output wire
    P0, P1, P2, P3, P4, P5, P6, P7, P8, P9, P10, P11, P12, P13, P14, P15, P16, P17, P18, P19, P20, P21, P22,
    P23, P24, P25, P26, P27, P28, P29, P30, P31, P32, P33, P34, P35
);
  wire signed [18:0] a = {SIGNEDA & A17, A17, A16, A15, A14, A13, A12, A11, A10, A9, A8, A7, A6, A5, A4, A3, A2, A1, A0};
  wire signed [18:0] b = {SIGNEDB & B17, B17, B16, B15, B14, B13, B12, B11, B10, B9, B8, B7, B6, B5, B4, B3, B2, B1, B0};
  wire signed [35:0] exact = a * b;
  reg [35:0] word;

  always @(posedge CLK0)
    if (RST0) word <= 36'd0;
    else if (CE0) word <= exact;

  assign {P35, P34, P33, P32, P31, P30, P29, P28, P27, P26, P25, P24, P23, P22, P21, P20, P19, P18,
          P17, P16, P15, P14, P13, P12, P11, P10, P9, P8, P7, P6, P5, P4, P3, P2, P1, P0} =
      REG_OUTPUT_CLK == "CLK0" && REG_OUTPUT_CE == "CE0" && REG_OUTPUT_RST == "RST0" && RESETMODE == "SYNC" ? word : exact;
endmodule
