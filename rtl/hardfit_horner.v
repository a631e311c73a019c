// hardfit_horner: one step of Horner's rule, two stages of the pipeline.
//
// Latency: two cycles, one sample a cycle.
//
//   stage   loads with   register
//   1       enable[0]    horner   = factor * x             exact
//   2       enable[1]    estimate = Q(horner + addend)
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
    input  wire [1:0]              enable,
    input  wire [FACTOR_WIDTH-1:0] factor,
    input  wire [X_WIDTH-1:0]      x,
    input  wire [ADDEND_WIDTH-1:0] addend,
    output reg  [WIDTH-1:0]        estimate,
    output wire                    overflow   // of the cast that `estimate` takes at the end of this cycle
);

  localparam integer HORNER_WIDTH = FACTOR_WIDTH + X_WIDTH;
  localparam integer HORNER_FRACTION = FACTOR_FRACTION + X_FRACTION;
  localparam integer HORNER_SIGNED = FACTOR_SIGNED != 0 || X_SIGNED != 0 ? 1 : 0;

  wire [HORNER_WIDTH-1:0] next_horner;
  wire [WIDTH-1:0] next_estimate;
  wire overflowed;

  hardfit_multiplier #(
      .A_WIDTH(FACTOR_WIDTH), .A_SIGNED(FACTOR_SIGNED), .B_WIDTH(X_WIDTH), .B_SIGNED(X_SIGNED),
      .PRODUCT_WIDTH(HORNER_WIDTH)
  ) multiplier (
      .a(factor), .b(x), .product(next_horner)
  );

  reg [HORNER_WIDTH-1:0] horner;

  hardfit_adder #(
      .A_WIDTH(HORNER_WIDTH), .A_FRACTION(HORNER_FRACTION), .A_SIGNED(HORNER_SIGNED),
      .B_WIDTH(ADDEND_WIDTH), .B_FRACTION(ADDEND_FRACTION), .B_SIGNED(ADDEND_SIGNED),
      .WIDTH(WIDTH), .FRACTION(FRACTION), .SIGNED(SIGNED),
      .QUANTIZATION(QUANTIZATION), .OVERFLOW(OVERFLOW), .N_BITS(N_BITS)
  ) adder (
      .a(horner), .b(addend), .word(next_estimate), .overflow(overflowed)
  );

  assign overflow = enable[1] & overflowed;

  always @(posedge clk)
    if (rst) begin
      horner   <= {HORNER_WIDTH {1'b0}};
      estimate <= {WIDTH {1'b0}};
    end else begin
      if (enable[0]) horner <= next_horner;
      if (enable[1]) estimate <= next_estimate;
    end

endmodule

`resetall
