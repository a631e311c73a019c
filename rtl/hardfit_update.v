// hardfit_update: the parameters theta, their view weight, and Eq. 3: one multiplier moves them one after the other.
//
//   theta_k = theta_k + step * gradient_k,   k = 0 … DEGREE in turn
//
// Latency: four cycles a parameter, one parameter a cycle: the last weight is written DEGREE + 4 cycles after the
// first `scale`. The controller counts `index`; parameter k is in
//
//   cycle       strobe      register
//   index = k   scale       scaled   = step * gradient_k           exact
//   k + 1       cast        update   = Q_update(scaled)
//   k + 2       apply       theta_k  = Q_theta(theta_k + update)
//   k + 3       weigh       weight_k = Q_weight(theta_k)
//
// Parameters
//   DEGREE                             1, 2 or 3
//   GRADIENT_*, STEP_*                 the formats of the factors
//   UPDATE_*, THETA_*, WEIGHT_*        the formats of the casts, as in hardfit_quantizer
`resetall
`default_nettype none

module hardfit_update #(
    parameter integer DEGREE = 1,
    parameter integer GRADIENT_WIDTH = 40, GRADIENT_FRACTION = 24, GRADIENT_SIGNED = 1,
    parameter integer STEP_WIDTH = 16, STEP_FRACTION = 24, STEP_SIGNED = 0,
    parameter integer UPDATE_WIDTH = 32, UPDATE_FRACTION = 24, UPDATE_SIGNED = 1,
    parameter integer UPDATE_QUANTIZATION = 0, UPDATE_OVERFLOW = 3, UPDATE_N_BITS = 0,
    parameter integer THETA_WIDTH = 32, THETA_FRACTION = 24, THETA_SIGNED = 1,
    parameter integer THETA_QUANTIZATION = 0, THETA_OVERFLOW = 3, THETA_N_BITS = 0,
    parameter integer WEIGHT_WIDTH = 16, WEIGHT_FRACTION = 12, WEIGHT_SIGNED = 1,
    parameter integer WEIGHT_QUANTIZATION = 0, WEIGHT_OVERFLOW = 3, WEIGHT_N_BITS = 0
) (
    input  wire clk,
    input  wire rst,

    // What a run starts from, taken with `load`
    input  wire                              load,
    input  wire [STEP_WIDTH-1:0]             cfg_step,
    input  wire [(DEGREE+1)*THETA_WIDTH-1:0] cfg_theta_init,

    // From the controller
    input  wire [2:0] index,
    input  wire       scale,
    input  wire       cast,
    input  wire       apply,
    input  wire       weigh,

    input  wire [(DEGREE+1)*GRADIENT_WIDTH-1:0] gradient,
    output wire [(DEGREE+1)*THETA_WIDTH-1:0]    theta_words,
    output wire [(DEGREE+1)*WEIGHT_WIDTH-1:0]   weight_words,
    output wire                                 moves,   // theta_(index-2) takes another value at the end of this cycle

    // Of the casts that are taken at the end of this cycle
    output wire update_overflow,
    output wire theta_overflow,
    output wire weight_overflow
);

  // The operands of this cycle: AND-OR selections, since index has few values.
  reg [GRADIENT_WIDTH-1:0] scaled_gradient;
  reg [THETA_WIDTH-1:0] moved_theta;
  reg [THETA_WIDTH-1:0] viewed_theta;
  integer i;

  always @* begin
    scaled_gradient = {GRADIENT_WIDTH {1'b0}};
    moved_theta = {THETA_WIDTH {1'b0}};
    viewed_theta = {THETA_WIDTH {1'b0}};
    for (i = 0; i <= DEGREE; i = i + 1) begin
      if (scale && index == i[2:0]) scaled_gradient = scaled_gradient | gradient[i*GRADIENT_WIDTH+:GRADIENT_WIDTH];
      if (index == i[2:0] + 3'd2) moved_theta = moved_theta | theta_words[i*THETA_WIDTH+:THETA_WIDTH];
      if (index == i[2:0] + 3'd3) viewed_theta = viewed_theta | theta_words[i*THETA_WIDTH+:THETA_WIDTH];
    end
  end

  // step * gradient_k and its cast
  reg [STEP_WIDTH-1:0] step;
  wire [UPDATE_WIDTH-1:0] movement;

  always @(posedge clk)
    if (rst) step <= {STEP_WIDTH {1'b0}};
    else if (load) step <= cfg_step;

  hardfit_term #(
      .A_WIDTH(STEP_WIDTH), .A_FRACTION(STEP_FRACTION), .A_SIGNED(STEP_SIGNED),
      .B_WIDTH(GRADIENT_WIDTH), .B_FRACTION(GRADIENT_FRACTION), .B_SIGNED(GRADIENT_SIGNED),
      .WIDTH(UPDATE_WIDTH), .FRACTION(UPDATE_FRACTION), .SIGNED(UPDATE_SIGNED),
      .QUANTIZATION(UPDATE_QUANTIZATION), .OVERFLOW(UPDATE_OVERFLOW), .N_BITS(UPDATE_N_BITS)
  ) scaled (
      .clk(clk), .rst(rst), .enable({cast, scale}), .a(step), .b(scaled_gradient),
      .word(movement), .overflow(update_overflow)
  );

  // theta_k + update
  wire [THETA_WIDTH-1:0] next_theta;
  wire theta_overflowed;

  hardfit_adder #(
      .A_WIDTH(THETA_WIDTH), .A_FRACTION(THETA_FRACTION), .A_SIGNED(THETA_SIGNED),
      .B_WIDTH(UPDATE_WIDTH), .B_FRACTION(UPDATE_FRACTION), .B_SIGNED(UPDATE_SIGNED),
      .WIDTH(THETA_WIDTH), .FRACTION(THETA_FRACTION), .SIGNED(THETA_SIGNED),
      .QUANTIZATION(THETA_QUANTIZATION), .OVERFLOW(THETA_OVERFLOW), .N_BITS(THETA_N_BITS)
  ) adder (
      .a(moved_theta), .b(movement), .word(next_theta), .overflow(theta_overflowed)
  );

  assign theta_overflow = apply & theta_overflowed;
  assign moves = apply & (next_theta != moved_theta);

  // The view of theta_k that the multipliers see
  wire [WEIGHT_WIDTH-1:0] next_weight;
  wire weight_overflowed;

  hardfit_quantizer #(
      .SOURCE_WIDTH(THETA_WIDTH), .SOURCE_FRACTION(THETA_FRACTION), .SOURCE_SIGNED(THETA_SIGNED),
      .WIDTH(WEIGHT_WIDTH), .FRACTION(WEIGHT_FRACTION), .SIGNED(WEIGHT_SIGNED),
      .QUANTIZATION(WEIGHT_QUANTIZATION), .OVERFLOW(WEIGHT_OVERFLOW), .N_BITS(WEIGHT_N_BITS)
  ) view (
      .source(viewed_theta), .word(next_weight), .overflow(weight_overflowed)
  );

  assign weight_overflow = weigh & weight_overflowed;

  genvar k;
  generate
    for (k = 0; k <= DEGREE; k = k + 1) begin : parameters
      localparam [2:0] APPLIED = k + 2, WEIGHED = k + 3;

      reg [THETA_WIDTH-1:0] theta;
      reg [WEIGHT_WIDTH-1:0] weight;

      always @(posedge clk)
        if (rst) begin
          theta  <= {THETA_WIDTH {1'b0}};
          weight <= {WEIGHT_WIDTH {1'b0}};
        end else begin
          if (load) theta <= cfg_theta_init[k*THETA_WIDTH+:THETA_WIDTH];
          else if (apply && index == APPLIED) theta <= next_theta;
          if (weigh && index == WEIGHED) weight <= next_weight;
        end

      assign theta_words[k*THETA_WIDTH+:THETA_WIDTH] = theta;
      assign weight_words[k*WEIGHT_WIDTH+:WEIGHT_WIDTH] = weight;
    end
  endgenerate

endmodule

`resetall
