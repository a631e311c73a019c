// hardfit_remainder: what is left of a word when terms are taken off it one after the other, exact, and its cast.
//
// Latency: one cycle a term; the cast is combinational.
//
//   rest = first - term on `enable` with `begins`, rest - term on `enable`
//   word = Q(rest)
//
// Parameters
//   FIRST_*, TERM_*  the formats of the word and of the terms
//   COUNT            how many terms there are, 2 to 4
//   WIDTH … N_BITS   the format of the cast, as in hardfit_quantizer
`resetall
`default_nettype none

module hardfit_remainder #(
    parameter integer FIRST_WIDTH = 40, FIRST_FRACTION = 24, FIRST_SIGNED = 1,
    parameter integer TERM_WIDTH = 58, TERM_FRACTION = 34, TERM_SIGNED = 1,
    parameter integer COUNT = 2,
    parameter integer WIDTH = 40, FRACTION = 24, SIGNED = 1,
    parameter integer QUANTIZATION = 0, OVERFLOW = 3, N_BITS = 0
) (
    input  wire                   clk,
    input  wire                   rst,
    input  wire                   begins,
    input  wire                   enable,
    input  wire [FIRST_WIDTH-1:0] first,
    input  wire [TERM_WIDTH-1:0]  term,
    output wire [WIDTH-1:0]       word,
    output wire                   overflow
);

  // Both on the finer fraction, with a sign; guard bits for the sum of the terms, and one for the difference.
  localparam integer GUARD = COUNT > 2 ? 2 : 1;
  localparam integer REST_FRACTION = FIRST_FRACTION > TERM_FRACTION ? FIRST_FRACTION : TERM_FRACTION;
  localparam integer FIRST_ZEROS = REST_FRACTION - FIRST_FRACTION;
  localparam integer TERM_ZEROS = REST_FRACTION - TERM_FRACTION;
  localparam integer FIRST_ALIGNED = FIRST_WIDTH + FIRST_ZEROS + (FIRST_SIGNED != 0 ? 0 : 1);
  localparam integer TERM_ALIGNED = TERM_WIDTH + TERM_ZEROS + GUARD + (TERM_SIGNED != 0 ? 0 : 1);
  localparam integer REST_WIDTH = (FIRST_ALIGNED > TERM_ALIGNED ? FIRST_ALIGNED : TERM_ALIGNED) + 1;

  reg [REST_WIDTH-1:0] rest;

  wire first_sign = FIRST_SIGNED != 0 && first[FIRST_WIDTH-1];
  wire term_sign = TERM_SIGNED != 0 && term[TERM_WIDTH-1];
  wire [REST_WIDTH-1:0] whole = {{(REST_WIDTH - FIRST_ZEROS - FIRST_WIDTH) {first_sign}}, first, {FIRST_ZEROS {1'b0}}};
  wire [REST_WIDTH-1:0] part = {{(REST_WIDTH - TERM_ZEROS - TERM_WIDTH) {term_sign}}, term, {TERM_ZEROS {1'b0}}};

  always @(posedge clk)
    if (rst) rest <= {REST_WIDTH {1'b0}};
    else if (enable) rest <= (begins ? whole : rest) - part;

  hardfit_quantizer #(
      .SOURCE_WIDTH(REST_WIDTH), .SOURCE_FRACTION(REST_FRACTION), .SOURCE_SIGNED(1),
      .WIDTH(WIDTH), .FRACTION(FRACTION), .SIGNED(SIGNED),
      .QUANTIZATION(QUANTIZATION), .OVERFLOW(OVERFLOW), .N_BITS(N_BITS)
  ) quantizer (
      .source(rest), .word(word), .overflow(overflow)
  );

endmodule

`resetall
