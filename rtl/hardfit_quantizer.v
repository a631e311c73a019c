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
  localparam integer ROUNDS = DROPPED > 0 && QUANTIZATION != 0 ? 1 : 0;

  // k is a signed integer: an unsigned source takes one bit more for its sign, rounding one for its carry. It is one bit
  // wider than the word at least.
  localparam integer FLOOR_WIDTH = DROPPED < SOURCE_WIDTH ? SOURCE_WIDTH - DROPPED : 1;
  localparam integer SCALED_WIDTH = FLOOR_WIDTH + ROUNDS + ADDED + (SOURCE_SIGNED != 0 ? 0 : 1);
  localparam integer K_WIDTH = SCALED_WIDTH > WIDTH ? SCALED_WIDTH : WIDTH + 1;
  localparam integer EXACT_WIDTH = K_WIDTH - ADDED + DROPPED;

  // Overflow: where k is out of range, the bits in TOP come from the limit that it passed, the others from k itself.
  localparam [WIDTH-1:0] ONES = {WIDTH {1'b1}};
  localparam [WIDTH-1:0] GREATEST = SIGNED != 0 ? ONES >> 1 : ONES;
  localparam [WIDTH-1:0] LEAST = ~GREATEST;   // signed -2^(WIDTH-1), unsigned 0
  localparam [WIDTH-1:0] UPPER = OVERFLOW == SAT_ZERO ? ~ONES : GREATEST;
  localparam [WIDTH-1:0] LOWER = OVERFLOW == SAT_ZERO ? ~ONES
                               : OVERFLOW == SAT_SYM && SIGNED != 0 ? ~GREATEST + (ONES ^ (ONES << 1)) : LEAST;
  localparam [WIDTH-1:0] TOP = OVERFLOW == WRAP || OVERFLOW == WRAP_SM ? ~(ONES >> N_BITS) : ONES;
  localparam integer MAGNITUDE_BIT = N_BITS == 0 || N_BITS >= WIDTH ? WIDTH - 1 : WIDTH - N_BITS;

  // A cast into a format that holds every k is wires alone.
  localparam integer LOSSLESS = ROUNDS == 0 && OVERFLOW != SAT_SYM
      && (SIGNED != 0 ? SCALED_WIDTH <= WIDTH : SOURCE_SIGNED == 0 && SCALED_WIDTH <= WIDTH + 1) ? 1 : 0;

  generate
    if (LOSSLESS != 0 && SHIFT == 0 && SOURCE_WIDTH == WIDTH) begin : same
      assign word = source;
      assign overflow = 1'b0;
    end else if (LOSSLESS != 0) begin : wires
      wire sign = SOURCE_SIGNED != 0 && source[SOURCE_WIDTH-1];
      wire [EXACT_WIDTH-1:0] unused_exact = {{(EXACT_WIDTH - SOURCE_WIDTH) {sign}}, source};
      wire [K_WIDTH-1:0] unused_k = {unused_exact[EXACT_WIDTH-1:DROPPED], {ADDED {1'b0}}};

      assign word = unused_k[WIDTH-1:0];
      assign overflow = 1'b0;
    end else begin : cast
      // GUARD is the first bit dropped, STICKY all further ones, END the highest of k, which stands from DROPPED on.
      localparam integer GUARD = DROPPED > 0 ? DROPPED - 1 : 0, END = K_WIDTH + DROPPED - 1;
      localparam [END:0] ONE = {{END {1'b0}}, 1'b1};
      localparam [END:0] STICKY = DROPPED > 0 ? (ONE << GUARD) - ONE : {(END + 1) {1'b0}};

      // The bits of k below those that tell whether it is in range; a signed word of one bit has none.
      localparam integer LOW = WIDTH > SIGNED ? WIDTH - SIGNED : 1;

      reg [END:0] exact;
      reg beyond;
      reg [WIDTH-1:0] cast_word;

      // In one process of few variables: simulators spend their time on events and on reading variables, not on bits.
      always @* begin
        exact = {{(EXACT_WIDTH - SOURCE_WIDTH) {SOURCE_SIGNED != 0 && source[SOURCE_WIDTH-1]}}, source, {ADDED {1'b0}}};

        // Whether the floor is out of range. An increment changes that only where it carries through all of LOW, so the
        // comparison need not wait for its addition, which would be the longest path.
        if (SIGNED != 0) beyond = ~(&exact[END:DROPPED+WIDTH-1] | ~|exact[END:DROPPED+WIDTH-1]);
        else beyond = |exact[END:DROPPED+WIDTH];

        if (ROUNDS != 0)
          if (QUANTIZATION == TRN_ZERO ? exact[END] : exact[GUARD])
            if (QUANTIZATION == TRN_ZERO    ? exact[GUARD] | |(exact & STICKY)
              : QUANTIZATION == RND         ? 1'b1
              : QUANTIZATION == RND_MIN_INF ? |(exact & STICKY)
              : QUANTIZATION == RND_ZERO    ? exact[END] | |(exact & STICKY)
              : QUANTIZATION == RND_INF     ? ~exact[END] | |(exact & STICKY)
              :                               exact[DROPPED] | |(exact & STICKY)) begin
              if (WIDTH == SIGNED || &exact[DROPPED+:LOW]) beyond = ~&exact[END:DROPPED+WIDTH];
              exact[END:DROPPED] = exact[END:DROPPED] + {{(K_WIDTH - 1) {1'b0}}, 1'b1};
            end

        if (OVERFLOW == SAT_SYM && SIGNED != 0) beyond = beyond | exact[DROPPED+:WIDTH] == LEAST;

        cast_word = exact[DROPPED+:WIDTH];
        if (beyond && (OVERFLOW != WRAP || N_BITS != 0))
          cast_word = ((exact[END] ? LOWER : UPPER) & TOP) | ((cast_word ^ {WIDTH {OVERFLOW == WRAP_SM && (
                N_BITS == 0 ? exact[DROPPED+WIDTH] ^ exact[DROPPED+WIDTH-1]
              : N_BITS == 1 ? exact[END] ^ exact[DROPPED+WIDTH-1]
              :               exact[END] ~^ exact[DROPPED+MAGNITUDE_BIT])}}) & ~TOP);
      end

      assign word = cast_word;
      assign overflow = beyond;
    end
  endgenerate

endmodule

`resetall
