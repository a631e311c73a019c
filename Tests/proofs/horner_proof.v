// hardfit_horner beside the plain form: one multiplier, and one sum with its cast, in a single cycle.
module horner_proof #(
    parameter integer FACTOR_WIDTH = 5, FACTOR_FRACTION = 2, FACTOR_SIGNED = 1,
    parameter integer X_WIDTH = 4, X_FRACTION = 2, X_SIGNED = 1,
    parameter integer ADDEND_WIDTH = 5, ADDEND_FRACTION = 3, ADDEND_SIGNED = 1,
    parameter integer WIDTH = 6, FRACTION = 2, SIGNED = 1,
    parameter integer QUANTIZATION = 6, OVERFLOW = 0, N_BITS = 0
) (
    input wire clk,
    input wire [FACTOR_WIDTH-1:0] factor,
    input wire [X_WIDTH-1:0] x,
    input wire [ADDEND_WIDTH-1:0] addend,
    output wire ok
);
  localparam integer HORNER_WIDTH = FACTOR_WIDTH + X_WIDTH;
  localparam integer HORNER_SIGNED = FACTOR_SIGNED != 0 || X_SIGNED != 0 ? 1 : 0;

  wire [WIDTH-1:0] estimate, next_expected;
  wire [HORNER_WIDTH-1:0] product;
  wire overflow, next_overflow;

  hardfit_horner #(
      .FACTOR_WIDTH(FACTOR_WIDTH), .FACTOR_FRACTION(FACTOR_FRACTION), .FACTOR_SIGNED(FACTOR_SIGNED),
      .X_WIDTH(X_WIDTH), .X_FRACTION(X_FRACTION), .X_SIGNED(X_SIGNED),
      .ADDEND_WIDTH(ADDEND_WIDTH), .ADDEND_FRACTION(ADDEND_FRACTION), .ADDEND_SIGNED(ADDEND_SIGNED),
      .WIDTH(WIDTH), .FRACTION(FRACTION), .SIGNED(SIGNED),
      .QUANTIZATION(QUANTIZATION), .OVERFLOW(OVERFLOW), .N_BITS(N_BITS)
  ) step (
      .clk(clk), .rst(1'b0), .enable(4'b1111), .factor(factor), .x(x), .addend(addend),
      .estimate(estimate), .overflow(overflow)
  );

  // The addend of the third stage meets the product of the factors of two cycles before.
  reg [FACTOR_WIDTH-1:0] factor_1;
  reg [X_WIDTH-1:0] x_1;

  hardfit_multiplier #(
      .A_WIDTH(FACTOR_WIDTH), .A_SIGNED(FACTOR_SIGNED), .B_WIDTH(X_WIDTH), .B_SIGNED(X_SIGNED),
      .PRODUCT_WIDTH(HORNER_WIDTH)
  ) multiplier (.clk(clk), .rst(1'b0), .enable(1'b1), .a(factor_1), .b(x_1), .product(product));

  hardfit_adder #(
      .A_WIDTH(HORNER_WIDTH), .A_FRACTION(FACTOR_FRACTION + X_FRACTION), .A_SIGNED(HORNER_SIGNED),
      .B_WIDTH(ADDEND_WIDTH), .B_FRACTION(ADDEND_FRACTION), .B_SIGNED(ADDEND_SIGNED),
      .WIDTH(WIDTH), .FRACTION(FRACTION), .SIGNED(SIGNED),
      .QUANTIZATION(QUANTIZATION), .OVERFLOW(OVERFLOW), .N_BITS(N_BITS)
  ) adder (
      .clk(1'b0), .rst(1'b0), .enable(1'b0), .a(product), .b(addend), .word(next_expected), .overflow(next_overflow)
  );

  reg [WIDTH-1:0] expected_1, expected;
  reg overflow_1;

  always @(posedge clk) begin
    factor_1 <= factor;
    x_1 <= x;
    {expected, expected_1} <= {expected_1, next_expected};
    overflow_1 <= next_overflow;
  end

  assign ok = estimate == expected && overflow == overflow_1;
endmodule
