// hardfit_horner: one step of Horner's rule, four stages of the pipeline.
//
// Latency: four cycles, one sample a cycle.
//
//   stage   loads with   register
//   1       enable[0]    lower    = factor[SPLIT-1:0] * x           exact; the upper part has 18 bits at most, which is
//                        upper    = factor[FACTOR_WIDTH-1:SPLIT] * x   what a multiplier block takes
//   2       enable[1]    horner   = lower + upper * 2^SPLIT         exact
//   3       enable[2]    adder's sum = horner + addend              exact
//   4       enable[3]    estimate = Q(sum)
//
// Parameters
//   FACTOR_*, X_*, ADDEND_*   the formats of the operands
//   WIDTH … N_BITS            the format of the estimate, as in hardfit_quantizer
`resetall
`default_nettype none

module hardfit_horner #(
    parameter integer FACTOR_WIDTH = 16, FACTOR_FRACTION = 12, FACTOR_SIGNED = 1,
    parameter integer X_WIDTH = 16, X_FRACTION = 12, X_SIGNED = 1,
    parameter integer ADDEND_WIDTH = 16, ADDEND_FRACTION = 12, ADDEND_SIGNED = 1,
    parameter integer WIDTH = 16, FRACTION = 12, SIGNED = 1,
    parameter integer QUANTIZATION = 0, OVERFLOW = 3, N_BITS = 0
) (
    input  wire                    clk,
    input  wire                    rst,
    input  wire [3:0]              enable,
    input  wire [FACTOR_WIDTH-1:0] factor,
    input  wire [X_WIDTH-1:0]      x,
    input  wire [ADDEND_WIDTH-1:0] addend,
    output reg  [WIDTH-1:0]        estimate,
    output wire                    overflow   // of the cast that `estimate` takes at the end of this cycle
);

  localparam integer HORNER_WIDTH = FACTOR_WIDTH + X_WIDTH;
  localparam integer HORNER_FRACTION = FACTOR_FRACTION + X_FRACTION;
  localparam integer HORNER_SIGNED = FACTOR_SIGNED != 0 || X_SIGNED != 0 ? 1 : 0;

  // The factor in two parts, of which the upper one has its sign, and a bit at least
  localparam integer SPLIT = FACTOR_WIDTH > 19 ? FACTOR_WIDTH - 18 : 1;
  localparam integer UPPER = FACTOR_WIDTH > SPLIT ? FACTOR_WIDTH - SPLIT : 1;

  wire factor_sign = FACTOR_SIGNED != 0 && factor[FACTOR_WIDTH-1];
  wire [FACTOR_WIDTH:0] extended = {factor_sign, factor};
  wire [SPLIT+X_WIDTH-1:0] lower;
  wire [UPPER+X_WIDTH-1:0] upper;

  generate
    if (SPLIT == 1) begin : bit_below
      wire x_sign = X_SIGNED != 0 && x[X_WIDTH-1];

      wire [X_WIDTH:0] exact = extended[0] ? {x_sign, x} : {(X_WIDTH + 1) {1'b0}};
      reg [X_WIDTH:0] product;

      always @(posedge clk)
        if (rst) product <= {(X_WIDTH + 1) {1'b0}};
        else if (enable[0]) product <= exact;

      assign lower = product;
    end else begin : bits_below
      hardfit_multiplier #(
          .A_WIDTH(SPLIT), .A_SIGNED(0), .B_WIDTH(X_WIDTH), .B_SIGNED(X_SIGNED), .PRODUCT_WIDTH(SPLIT + X_WIDTH)
      ) multiplier (
          .clk(clk), .rst(rst), .enable(enable[0]), .a(extended[SPLIT-1:0]), .b(x), .product(lower)
      );
    end
  endgenerate

  hardfit_multiplier #(
      .A_WIDTH(UPPER), .A_SIGNED(FACTOR_SIGNED), .B_WIDTH(X_WIDTH), .B_SIGNED(X_SIGNED), .PRODUCT_WIDTH(UPPER + X_WIDTH)
  ) multiplier (
      .clk(clk), .rst(rst), .enable(enable[0]), .a(extended[SPLIT+:UPPER]), .b(x), .product(upper)
  );

  reg [HORNER_WIDTH-1:0] horner;

  // The upper part reaches as far as the product does, or a bit further where the factor has but one.
  localparam integer EXACT_WIDTH = UPPER + SPLIT + X_WIDTH;
  reg [EXACT_WIDTH-1:0] next_horner;
  wire [FACTOR_WIDTH:0] unused_sign = extended;
  wire [EXACT_WIDTH-1:0] unused_horner = next_horner;

  always @*
    next_horner = {{(EXACT_WIDTH - SPLIT - X_WIDTH) {X_SIGNED != 0 && lower[SPLIT+X_WIDTH-1]}}, lower}
                + {upper, {SPLIT {1'b0}}};

  wire [WIDTH-1:0] next_estimate;
  wire overflowed;

  hardfit_adder #(
      .A_WIDTH(HORNER_WIDTH), .A_FRACTION(HORNER_FRACTION), .A_SIGNED(HORNER_SIGNED),
      .B_WIDTH(ADDEND_WIDTH), .B_FRACTION(ADDEND_FRACTION), .B_SIGNED(ADDEND_SIGNED),
      .WIDTH(WIDTH), .FRACTION(FRACTION), .SIGNED(SIGNED),
      .QUANTIZATION(QUANTIZATION), .OVERFLOW(OVERFLOW), .N_BITS(N_BITS), .STAGED(1)
  ) adder (
      .clk(clk), .rst(rst), .enable(enable[2]), .a(horner), .b(addend), .word(next_estimate), .overflow(overflowed)
  );

  assign overflow = enable[3] & overflowed;

  always @(posedge clk)
    if (rst) begin
      horner   <= {HORNER_WIDTH {1'b0}};
      estimate <= {WIDTH {1'b0}};
    end else begin
      if (enable[1]) horner <= next_horner[HORNER_WIDTH-1:0];
      if (enable[3]) estimate <= next_estimate;
    end

endmodule

`resetall
