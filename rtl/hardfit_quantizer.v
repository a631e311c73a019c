// hardfit_quantizer: casts an exact word into a fixed-point format, to IEEE 1666 (sc_fix) and to the bit.
//
// Latency: none, combinational. Quantise first, overflow second:
//
//   k    = floor(source * 2^(FRACTION - SOURCE_FRACTION)) + increment       integer, exact
//   word = k if it is in range, otherwise what OVERFLOW makes of k          WIDTH bits
//
// Parameters
//   SOURCE_WIDTH, SOURCE_FRACTION, SOURCE_SIGNED   the word that comes in
//   WIDTH, FRACTION, SIGNED                        the word that goes out; a FRACTION may be negative or exceed its width
//   QUANTIZATION   0 TRN  1 TRN_ZERO  2 RND  3 RND_MIN_INF  4 RND_ZERO  5 RND_INF  6 RND_CONV
//   OVERFLOW       0 SAT  1 SAT_ZERO  2 SAT_SYM  3 WRAP  4 WRAP_SM (signed only)
//   N_BITS         saturated bits of WRAP and WRAP_SM
`resetall
`default_nettype none

module hardfit_quantizer #(
    parameter integer SOURCE_WIDTH = 32, SOURCE_FRACTION = 24, SOURCE_SIGNED = 1,
    parameter integer WIDTH = 16, FRACTION = 12, SIGNED = 1,
    parameter integer QUANTIZATION = 0, OVERFLOW = 3, N_BITS = 0
) (
    input  wire [SOURCE_WIDTH-1:0] source,
    output wire [WIDTH-1:0]        word,
    output wire                    overflow   // k was out of range
);

  localparam integer TRN_ZERO = 1, RND = 2, RND_MIN_INF = 3, RND_ZERO = 4, RND_INF = 5, RND_CONV = 6;
  localparam integer SAT_ZERO = 1, SAT_SYM = 2, WRAP = 3, WRAP_SM = 4;

  generate
    if (WIDTH < 1 || SOURCE_WIDTH < 1) begin : check_width
      HARDFIT_ERROR_WIDTH_must_be_positive refused ();
    end
    if (SIGNED < 0 || SIGNED > 1 || SOURCE_SIGNED < 0 || SOURCE_SIGNED > 1) begin : check_signed
      HARDFIT_ERROR_SIGNED_must_be_0_or_1 refused ();
    end
    if (QUANTIZATION < 0 || QUANTIZATION > RND_CONV) begin : check_quantization
      HARDFIT_ERROR_QUANTIZATION_must_be_0_to_6 refused ();
    end
    if (OVERFLOW < 0 || OVERFLOW > WRAP_SM || N_BITS < 0) begin : check_overflow
      HARDFIT_ERROR_OVERFLOW_must_be_0_to_4_and_N_BITS_not_negative refused ();
    end
    if (OVERFLOW == WRAP_SM && SIGNED == 0) begin : check_sign_magnitude
      HARDFIT_ERROR_WRAP_SM_needs_a_signed_format refused ();
    end
  endgenerate

  // Places dropped below the last one or added as zeros. Further away every bit is a copy of the sign or a zero,
  // so that both may be cut short there.
  localparam integer SHIFT = SOURCE_FRACTION - FRACTION;
  localparam integer DROPPED = SHIFT <= 0 ? 0 : SHIFT > SOURCE_WIDTH ? SOURCE_WIDTH + 1 : SHIFT;
  localparam integer ADDED = SHIFT >= 0 ? 0 : -SHIFT > WIDTH ? WIDTH + 1 : -SHIFT;

  // An unsigned source takes two more bits, its sign and room for rounding up; a signed one has both once a bit is
  // dropped, and one more keeps them when none is.
  localparam integer LEAST_WIDTH = SOURCE_WIDTH + (SOURCE_SIGNED != 0 ? 1 : 2);
  localparam integer EXACT_WIDTH = LEAST_WIDTH > DROPPED ? LEAST_WIDTH : DROPPED + 1;
  localparam integer ROUNDED_WIDTH = EXACT_WIDTH - DROPPED;
  localparam integer SCALED_WIDTH = ROUNDED_WIDTH + ADDED;
  localparam integer K_WIDTH = SCALED_WIDTH > WIDTH ? SCALED_WIDTH : WIDTH + 1;

  // Quantisation: G is the first bit dropped, S whether any further one is set, N the sign, L the floor's last bit.
  wire negative = SOURCE_SIGNED != 0 && source[SOURCE_WIDTH-1];
  wire [EXACT_WIDTH-1:0] exact = {{(EXACT_WIDTH - SOURCE_WIDTH) {negative}}, source};
  wire [ROUNDED_WIDTH-1:0] floor = exact[EXACT_WIDTH-1:DROPPED];
  wire guard, sticky;

  generate
    if (DROPPED > 0) begin : guard_bit
      assign guard = exact[DROPPED-1];
    end else begin : no_guard_bit
      assign guard = 1'b0;
    end
    if (DROPPED > 1) begin : sticky_bits
      assign sticky = |exact[DROPPED-2:0];
    end else begin : no_sticky_bits
      assign sticky = 1'b0;
    end
  endgenerate

  wire increment = QUANTIZATION == TRN_ZERO    ? negative & (guard | sticky)
                 : QUANTIZATION == RND         ? guard
                 : QUANTIZATION == RND_MIN_INF ? guard & sticky
                 : QUANTIZATION == RND_ZERO    ? guard & (negative | sticky)
                 : QUANTIZATION == RND_INF     ? guard & (~negative | sticky)
                 : QUANTIZATION == RND_CONV    ? guard & (floor[0] | sticky)
                 :                               1'b0;

  wire [ROUNDED_WIDTH-1:0] rounded = floor + {{(ROUNDED_WIDTH - 1) {1'b0}}, increment};
  wire [K_WIDTH-1:0] k = {{(K_WIDTH - SCALED_WIDTH) {rounded[ROUNDED_WIDTH-1]}}, rounded, {ADDED {1'b0}}};

  // Overflow: where k is out of range, the bits in TOP come from the limit that it passed, the others from k itself.
  localparam [WIDTH-1:0] ONES = {WIDTH {1'b1}};
  localparam [WIDTH-1:0] GREATEST = SIGNED != 0 ? ONES >> 1 : ONES;
  localparam [WIDTH-1:0] LEAST = ~GREATEST;   // signed -2^(WIDTH-1), unsigned 0
  localparam [WIDTH-1:0] UPPER = OVERFLOW == SAT_ZERO ? ~ONES : GREATEST;
  localparam [WIDTH-1:0] LOWER = OVERFLOW == SAT_ZERO ? ~ONES
                               : OVERFLOW == SAT_SYM && SIGNED != 0 ? ~GREATEST + (ONES ^ (ONES << 1)) : LEAST;
  localparam [WIDTH-1:0] TOP = OVERFLOW == WRAP || OVERFLOW == WRAP_SM ? ~(ONES >> N_BITS) : ONES;
  localparam integer MAGNITUDE_BIT = N_BITS == 0 || N_BITS >= WIDTH ? WIDTH - 1 : WIDTH - N_BITS;

  wire below = k[K_WIDTH-1];
  wire beyond, inverted;

  generate
    if (SIGNED != 0) begin : signed_range
      wire [K_WIDTH-WIDTH:0] head = k[K_WIDTH-1:WIDTH-1];
      wire least = OVERFLOW == SAT_SYM && k[WIDTH-1:0] == LEAST;
      assign beyond = (head != {(K_WIDTH - WIDTH + 1) {below}}) | least;
    end else begin : unsigned_range
      assign beyond = |k[K_WIDTH-1:WIDTH];
    end
    if (OVERFLOW != WRAP_SM) begin : no_magnitude
      assign inverted = 1'b0;
    end else if (N_BITS == 0) begin : wrapped_magnitude
      assign inverted = k[WIDTH] ^ k[WIDTH-1];
    end else if (N_BITS == 1) begin : signed_magnitude
      assign inverted = below ^ k[WIDTH-1];
    end else begin : saturated_magnitude
      assign inverted = below ~^ k[MAGNITUDE_BIT];
    end
  endgenerate

  wire [WIDTH-1:0] low = k[WIDTH-1:0];
  wire [WIDTH-1:0] limit = below ? LOWER : UPPER;
  assign word = beyond ? (limit & TOP) | ((low ^ {WIDTH {inverted}}) & ~TOP) : low;
  assign overflow = beyond;

endmodule

`resetall
