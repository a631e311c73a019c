// hardfit_multiplier for Lattice ECP5: the same module, whose register is the one inside of a DSP block.
//
// It takes the place of ../hardfit_multiplier.v where Yosys, up to 0.70, would put the register into flip-flops beside
// the block. Latency, parameters and ports are those of that file, and so is every bit in every cycle. Wider factors
// than a block has, and those of one bit, are multiplied as there.
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
    output wire [PRODUCT_WIDTH-1:0] product
);

  localparam integer A_ZEROS = A_SIGNED != 0 ? 0 : 1;
  localparam integer B_ZEROS = B_SIGNED != 0 ? 0 : 1;
  localparam integer A_FACTOR = A_WIDTH + A_ZEROS;
  localparam integer B_FACTOR = B_WIDTH + B_ZEROS;

  wire signed [A_FACTOR-1:0] a_factor = {{A_ZEROS {1'b0}}, a};
  wire signed [B_FACTOR-1:0] b_factor = {{B_ZEROS {1'b0}}, b};

  generate
    if (A_FACTOR > 18 || B_FACTOR > 18 || A_FACTOR < 2 || B_FACTOR < 2) begin : cells
      wire signed [PRODUCT_WIDTH-1:0] exact = a_factor * b_factor;
      reg [PRODUCT_WIDTH-1:0] word;

      always @(posedge clk)
        if (rst) word <= {PRODUCT_WIDTH {1'b0}};
        else if (enable) word <= exact;

      assign product = word;
    end else begin : dsp
      // Unsigned: for bits of a signed wire at a cell, Yosys 0.70 elaborates the module anew.
      wire [17:0] s = a_factor;
      wire [17:0] t = b_factor;
      wire [35:0] p;

      MULT18X18D #(
          .REG_OUTPUT_CLK("CLK0"), .REG_OUTPUT_CE("CE0"), .REG_OUTPUT_RST("RST0"), .RESETMODE("SYNC")
      ) block (
          .CLK0(clk), .CE0(enable), .RST0(rst), .SIGNEDA(1'b1), .SIGNEDB(1'b1), .SOURCEA(1'b0), .SOURCEB(1'b0),
          .A0(s[0]), .A1(s[1]), .A2(s[2]), .A3(s[3]), .A4(s[4]), .A5(s[5]), .A6(s[6]), .A7(s[7]), .A8(s[8]),
          .A9(s[9]), .A10(s[10]), .A11(s[11]), .A12(s[12]), .A13(s[13]), .A14(s[14]), .A15(s[15]), .A16(s[16]),
          .A17(s[17]),
          .B0(t[0]), .B1(t[1]), .B2(t[2]), .B3(t[3]), .B4(t[4]), .B5(t[5]), .B6(t[6]), .B7(t[7]), .B8(t[8]),
          .B9(t[9]), .B10(t[10]), .B11(t[11]), .B12(t[12]), .B13(t[13]), .B14(t[14]), .B15(t[15]), .B16(t[16]),
          .B17(t[17]),
          .P0(p[0]), .P1(p[1]), .P2(p[2]), .P3(p[3]), .P4(p[4]), .P5(p[5]), .P6(p[6]), .P7(p[7]), .P8(p[8]),
          .P9(p[9]), .P10(p[10]), .P11(p[11]), .P12(p[12]), .P13(p[13]), .P14(p[14]), .P15(p[15]), .P16(p[16]),
          .P17(p[17]), .P18(p[18]), .P19(p[19]), .P20(p[20]), .P21(p[21]), .P22(p[22]), .P23(p[23]), .P24(p[24]),
          .P25(p[25]), .P26(p[26]), .P27(p[27]), .P28(p[28]), .P29(p[29]), .P30(p[30]), .P31(p[31]), .P32(p[32]),
          .P33(p[33]), .P34(p[34]), .P35(p[35])
      );

      wire [35:0] unused_product = p;

      assign product = p[PRODUCT_WIDTH-1:0];
    end
  endgenerate

endmodule

`resetall
