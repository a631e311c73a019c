// hardfit_adder: the exact sum (or difference) of two fixed-point words, cast into a format.
//
// Latency: none, combinational, or one cycle: STAGED keeps the exact sum in a register.
//
//   word = Q(a + b), or Q(a - b) if SUBTRACT is 1; the sum has the finer of both fractions and loses no bit
//
// Parameters
//   A_*, B_*   the formats of the operands; any mix of signs and fractions
//   SUBTRACT   0 or 1
//   WIDTH … N_BITS   the format of the word, as in hardfit_quantizer
//   STAGED     1 if the sum is kept in a register, `sum`, which loads with `enable`; clk, rst and enable may be 0 if not
`resetall
`default_nettype none

module hardfit_adder #(
    parameter integer A_WIDTH = 16, A_FRACTION = 12, A_SIGNED = 1,
    parameter integer B_WIDTH = 16, B_FRACTION = 12, B_SIGNED = 1,
    parameter integer SUBTRACT = 0,
    parameter integer WIDTH = 16, FRACTION = 12, SIGNED = 1,
    parameter integer QUANTIZATION = 0, OVERFLOW = 3, N_BITS = 0, STAGED = 0
) (
    input  wire               clk,
    input  wire               rst,
    input  wire               enable,
    input  wire [A_WIDTH-1:0] a,
    input  wire [B_WIDTH-1:0] b,
    output wire [WIDTH-1:0]   word,
    output wire               overflow
);

  // Both operands on the finer fraction; beside a signed operand, and in a difference, an unsigned one has a sign.
  localparam integer SUM_FRACTION = A_FRACTION > B_FRACTION ? A_FRACTION : B_FRACTION;
  localparam integer SUM_SIGNED = A_SIGNED != 0 || B_SIGNED != 0 || SUBTRACT != 0 ? 1 : 0;
  localparam integer A_ZEROS = SUM_FRACTION - A_FRACTION;
  localparam integer B_ZEROS = SUM_FRACTION - B_FRACTION;
  localparam integer A_ALIGNED = A_WIDTH + A_ZEROS + (SUM_SIGNED != 0 && A_SIGNED == 0 ? 1 : 0);
  localparam integer B_ALIGNED = B_WIDTH + B_ZEROS + (SUM_SIGNED != 0 && B_SIGNED == 0 ? 1 : 0);
  localparam integer SUM_WIDTH = (A_ALIGNED > B_ALIGNED ? A_ALIGNED : B_ALIGNED) + 1;

  reg [SUM_WIDTH-1:0] exact;

  // The sum stands in the process that keeps it, since a process of its own would wake a simulator once more.
  generate
    if (STAGED != 0) begin : stage
      wire [SUM_WIDTH-1:0] sum = exact;
      wire [SUM_WIDTH-1:0] unused_sum = sum;

      always @(posedge clk)
        if (rst) exact <= {SUM_WIDTH {1'b0}};
        else if (enable)
          if (SUBTRACT != 0)
            exact <= {{(SUM_WIDTH - A_ZEROS - A_WIDTH) {A_SIGNED != 0 && a[A_WIDTH-1]}}, a, {A_ZEROS {1'b0}}}
                   - {{(SUM_WIDTH - B_ZEROS - B_WIDTH) {B_SIGNED != 0 && b[B_WIDTH-1]}}, b, {B_ZEROS {1'b0}}};
          else
            exact <= {{(SUM_WIDTH - A_ZEROS - A_WIDTH) {A_SIGNED != 0 && a[A_WIDTH-1]}}, a, {A_ZEROS {1'b0}}}
                   + {{(SUM_WIDTH - B_ZEROS - B_WIDTH) {B_SIGNED != 0 && b[B_WIDTH-1]}}, b, {B_ZEROS {1'b0}}};
    end else begin : through
      wire [2:0] unused_clock = {clk, rst, enable};

      always @*
        if (SUBTRACT != 0)
          exact = {{(SUM_WIDTH - A_ZEROS - A_WIDTH) {A_SIGNED != 0 && a[A_WIDTH-1]}}, a, {A_ZEROS {1'b0}}}
                - {{(SUM_WIDTH - B_ZEROS - B_WIDTH) {B_SIGNED != 0 && b[B_WIDTH-1]}}, b, {B_ZEROS {1'b0}}};
        else
          exact = {{(SUM_WIDTH - A_ZEROS - A_WIDTH) {A_SIGNED != 0 && a[A_WIDTH-1]}}, a, {A_ZEROS {1'b0}}}
                + {{(SUM_WIDTH - B_ZEROS - B_WIDTH) {B_SIGNED != 0 && b[B_WIDTH-1]}}, b, {B_ZEROS {1'b0}}};
    end
  endgenerate

  hardfit_quantizer #(
      .SOURCE_WIDTH(SUM_WIDTH), .SOURCE_FRACTION(SUM_FRACTION), .SOURCE_SIGNED(SUM_SIGNED),
      .WIDTH(WIDTH), .FRACTION(FRACTION), .SIGNED(SIGNED),
      .QUANTIZATION(QUANTIZATION), .OVERFLOW(OVERFLOW), .N_BITS(N_BITS)
  ) quantizer (
      .source(exact), .word(word), .overflow(overflow)
  );

endmodule

`resetall
