// hardfit_term: multiplies two words exactly, then casts the product; used wherever a product is formed for itself.
//
// Latency: two cycles, one product a cycle.
//
//   stage   loads with   register
//   1       enable[0]    exact = a * b
//   2       enable[1]    word  = Q(exact)
//
// Parameters
//   A_*, B_*         the formats of the factors
//   SQUARE           1 if b is a: the square of a signed word is unsigned and one bit narrower
//   WIDTH … N_BITS   the format of the word, as in hardfit_quantizer
`resetall
`default_nettype none

module hardfit_term #(
    parameter integer A_WIDTH = 16, A_FRACTION = 12, A_SIGNED = 1,
    parameter integer B_WIDTH = 16, B_FRACTION = 12, B_SIGNED = 1,
    parameter integer SQUARE = 0,
    parameter integer WIDTH = 16, FRACTION = 12, SIGNED = 1,
    parameter integer QUANTIZATION = 0, OVERFLOW = 3, N_BITS = 0
) (
    input  wire               clk,
    input  wire               rst,
    input  wire [1:0]         enable,
    input  wire [A_WIDTH-1:0] a,
    input  wire [B_WIDTH-1:0] b,
    output reg  [WIDTH-1:0]   word,
    output wire               overflow   // of the cast that `word` takes at the end of this cycle
);

  localparam integer EXACT_WIDTH = A_WIDTH + B_WIDTH - (SQUARE != 0 && A_SIGNED != 0 ? 1 : 0);
  localparam integer EXACT_SIGNED = SQUARE == 0 && (A_SIGNED != 0 || B_SIGNED != 0) ? 1 : 0;

  wire [EXACT_WIDTH-1:0] exact;
  wire [WIDTH-1:0] next_word;
  wire overflowed;

  hardfit_multiplier #(
      .A_WIDTH(A_WIDTH), .A_SIGNED(A_SIGNED), .B_WIDTH(B_WIDTH), .B_SIGNED(B_SIGNED),
      .PRODUCT_WIDTH(EXACT_WIDTH)
  ) multiplier (
      .clk(clk), .rst(rst), .enable(enable[0]), .a(a), .b(b), .product(exact)
  );

  hardfit_quantizer #(
      .SOURCE_WIDTH(EXACT_WIDTH), .SOURCE_FRACTION(A_FRACTION + B_FRACTION), .SOURCE_SIGNED(EXACT_SIGNED),
      .WIDTH(WIDTH), .FRACTION(FRACTION), .SIGNED(SIGNED),
      .QUANTIZATION(QUANTIZATION), .OVERFLOW(OVERFLOW), .N_BITS(N_BITS)
  ) quantizer (
      .source(exact), .word(next_word), .overflow(overflowed)
  );

  assign overflow = enable[1] & overflowed;

  always @(posedge clk)
    if (rst) word <= {WIDTH {1'b0}};
    else if (enable[1]) word <= next_word;

endmodule

`resetall
