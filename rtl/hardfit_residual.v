// hardfit_residual: the gradients and the loss from the moments, without a multiplier.
//
//   gradient_k = Q(cross_k - sum_j weight_j moment_(j+k))          k, j = 0 … DEGREE
//   loss       = Q(energy - sum_k weight_k (cross_k + gradient_k))
//
// Latency: (D + 1) ((D + 2) (V + 2) + 1) + 1 cycles, D = DEGREE, V = WEIGHT_WIDTH. The controller counts `index`,
// {phase, k, j}; j = D + 1 is the parameter's share of the loss, k = D + 1 the loss:
//
//   strobe     cycles   j <= D                          j = D + 1
//   cast       1                                        gradient_k = Q(residual); with k = D + 1, loss = Q(remainder)
//   load       1        chosen   = moment_(j+k)         pair      = cross_k + gradient_k, exact
//                       term     = 0                    share     = 0
//   multiply   V        term     = weight_j * chosen    share     = weight_k * pair, exact: a bit of the weight a cycle
//   subtract   1        residual = cross_k or           remainder = energy or
//                                  residual - term                  remainder - share
//
// Parameters
//   DEGREE                               1, 2 or 3
//   WEIGHT_*, MOMENT_*, CROSS_*, ENERGY_*   the formats of the words
//   GRADIENT_*, LOSS_*                   the formats of the casts, as in hardfit_quantizer
`resetall
`default_nettype none

module hardfit_residual #(
    parameter integer DEGREE = 1,
    parameter integer WEIGHT_WIDTH = 18, WEIGHT_FRACTION = 10, WEIGHT_SIGNED = 1,
    parameter integer MOMENT_WIDTH = 50, MOMENT_FRACTION = 24, MOMENT_SIGNED = 1,
    parameter integer CROSS_WIDTH = 50, CROSS_FRACTION = 24, CROSS_SIGNED = 1,
    parameter integer ENERGY_WIDTH = 50, ENERGY_FRACTION = 24, ENERGY_SIGNED = 0,
    parameter integer GRADIENT_WIDTH = 60, GRADIENT_FRACTION = 24, GRADIENT_SIGNED = 1,
    parameter integer GRADIENT_QUANTIZATION = 0, GRADIENT_OVERFLOW = 0, GRADIENT_N_BITS = 0,
    parameter integer LOSS_WIDTH = 55, LOSS_FRACTION = 24, LOSS_SIGNED = 0,
    parameter integer LOSS_QUANTIZATION = 0, LOSS_OVERFLOW = 0, LOSS_N_BITS = 0
) (
    input wire clk,
    input wire rst,

    // From the controller
    input wire [7:0] index,
    input wire [5:0] bits_left,
    input wire       load,
    input wire       multiply,
    input wire       subtract,
    input wire       cast,

    // Words that stand still
    input wire [(2*DEGREE+1)*MOMENT_WIDTH-1:0] moment,
    input wire [(DEGREE+1)*CROSS_WIDTH-1:0]    crossed,
    input wire [ENERGY_WIDTH-1:0]              energy,
    input wire [(DEGREE+1)*WEIGHT_WIDTH-1:0]   weight,

    output wire [(DEGREE+1)*GRADIENT_WIDTH-1:0] gradient,
    output reg  [LOSS_WIDTH-1:0]                loss,

    // Of the casts that are taken at the end of this cycle
    output wire gradient_overflow,
    output wire loss_overflow
);

  localparam [2:0] SHARE = DEGREE[2:0] + 3'd1;

  wire [1:0] unused_phase = index[7:6];
  wire [2:0] k = index[5:3];
  wire [2:0] j = index[2:0];
  wire [2:0] m = j + k;
  wire of_loss = j == SHARE;
  wire [2:0] w = of_loss ? k : j;

  // AND-OR selections
  reg [MOMENT_WIDTH-1:0] selected_moment;
  reg [CROSS_WIDTH-1:0] selected_cross;
  reg [WEIGHT_WIDTH-1:0] selected_weight;
  reg [GRADIENT_WIDTH-1:0] selected_gradient;
  integer i;

  always @* begin
    selected_moment = {MOMENT_WIDTH {1'b0}};
    selected_cross = {CROSS_WIDTH {1'b0}};
    selected_weight = {WEIGHT_WIDTH {1'b0}};
    selected_gradient = {GRADIENT_WIDTH {1'b0}};
    for (i = 0; i <= 2 * DEGREE; i = i + 1)
      if (m == i[2:0]) selected_moment = selected_moment | moment[i*MOMENT_WIDTH+:MOMENT_WIDTH];
    for (i = 0; i <= DEGREE; i = i + 1) begin
      if (w == i[2:0]) selected_weight = selected_weight | weight[i*WEIGHT_WIDTH+:WEIGHT_WIDTH];
      if (k == i[2:0]) begin
        selected_cross = selected_cross | crossed[i*CROSS_WIDTH+:CROSS_WIDTH];
        selected_gradient = selected_gradient | gradient[i*GRADIENT_WIDTH+:GRADIENT_WIDTH];
      end
    end
  end

  // The digit of the weight in this cycle
  localparam integer HIGHEST_BIT = WEIGHT_WIDTH - 1;

  wire [WEIGHT_WIDTH-1:0] digits = selected_weight >> bits_left;
  wire digit = digits[0];
  wire is_sign = WEIGHT_SIGNED != 0 && bits_left == HIGHEST_BIT[5:0];
  wire [WEIGHT_WIDTH-1:0] unused_digits = digits;

  // The residual: cross_k less weight_j * moment_(j+k)
  localparam integer TERM_SIGNED = WEIGHT_SIGNED != 0 || MOMENT_SIGNED != 0 ? 1 : 0;

  reg [MOMENT_WIDTH-1:0] chosen;
  wire [WEIGHT_WIDTH+MOMENT_WIDTH-1:0] term_product;
  wire [GRADIENT_WIDTH-1:0] next_gradient;
  wire gradient_overflowed;

  hardfit_digits #(
      .WEIGHT_WIDTH(WEIGHT_WIDTH), .FACTOR_WIDTH(MOMENT_WIDTH), .FACTOR_SIGNED(MOMENT_SIGNED)
  ) term (
      .clk(clk), .rst(rst), .clear(load & ~of_loss), .enable(multiply & ~of_loss), .digit(digit), .is_sign(is_sign),
      .factor(chosen), .product(term_product)
  );

  hardfit_remainder #(
      .FIRST_WIDTH(CROSS_WIDTH), .FIRST_FRACTION(CROSS_FRACTION), .FIRST_SIGNED(CROSS_SIGNED),
      .TERM_WIDTH(WEIGHT_WIDTH + MOMENT_WIDTH), .TERM_FRACTION(WEIGHT_FRACTION + MOMENT_FRACTION),
      .TERM_SIGNED(TERM_SIGNED), .COUNT(DEGREE + 1),
      .WIDTH(GRADIENT_WIDTH), .FRACTION(GRADIENT_FRACTION), .SIGNED(GRADIENT_SIGNED),
      .QUANTIZATION(GRADIENT_QUANTIZATION), .OVERFLOW(GRADIENT_OVERFLOW), .N_BITS(GRADIENT_N_BITS)
  ) residual (
      .clk(clk), .rst(rst), .begins(j == 3'd0), .enable(subtract & ~of_loss), .first(selected_cross),
      .term(term_product), .word(next_gradient), .overflow(gradient_overflowed)
  );

  assign gradient_overflow = cast & of_loss & gradient_overflowed;

  // The loss: the energy less weight_k * (cross_k + gradient_k)
  localparam integer PAIR_FRACTION = CROSS_FRACTION > GRADIENT_FRACTION ? CROSS_FRACTION : GRADIENT_FRACTION;
  localparam integer PAIR_SIGNED = CROSS_SIGNED != 0 || GRADIENT_SIGNED != 0 ? 1 : 0;
  localparam integer CROSS_ZEROS = PAIR_FRACTION - CROSS_FRACTION;
  localparam integer GRADIENT_ZEROS = PAIR_FRACTION - GRADIENT_FRACTION;
  localparam integer CROSS_ALIGNED = CROSS_WIDTH + CROSS_ZEROS + (PAIR_SIGNED != 0 && CROSS_SIGNED == 0 ? 1 : 0);
  localparam integer GRADIENT_ALIGNED =
      GRADIENT_WIDTH + GRADIENT_ZEROS + (PAIR_SIGNED != 0 && GRADIENT_SIGNED == 0 ? 1 : 0);
  localparam integer PAIR_WIDTH = (CROSS_ALIGNED > GRADIENT_ALIGNED ? CROSS_ALIGNED : GRADIENT_ALIGNED) + 1;
  localparam integer SHARE_SIGNED = WEIGHT_SIGNED != 0 || PAIR_SIGNED != 0 ? 1 : 0;

  wire cross_sign = CROSS_SIGNED != 0 && selected_cross[CROSS_WIDTH-1];
  wire gradient_sign = GRADIENT_SIGNED != 0 && selected_gradient[GRADIENT_WIDTH-1];
  wire [PAIR_WIDTH-1:0] cross_exact =
      {{(PAIR_WIDTH - CROSS_ZEROS - CROSS_WIDTH) {cross_sign}}, selected_cross, {CROSS_ZEROS {1'b0}}};
  wire [PAIR_WIDTH-1:0] gradient_exact =
      {{(PAIR_WIDTH - GRADIENT_ZEROS - GRADIENT_WIDTH) {gradient_sign}}, selected_gradient, {GRADIENT_ZEROS {1'b0}}};

  reg [PAIR_WIDTH-1:0] pair;
  wire [WEIGHT_WIDTH+PAIR_WIDTH-1:0] share_product;
  wire [LOSS_WIDTH-1:0] next_loss;
  wire loss_overflowed;

  hardfit_digits #(
      .WEIGHT_WIDTH(WEIGHT_WIDTH), .FACTOR_WIDTH(PAIR_WIDTH), .FACTOR_SIGNED(PAIR_SIGNED)
  ) share (
      .clk(clk), .rst(rst), .clear(load & of_loss), .enable(multiply & of_loss), .digit(digit), .is_sign(is_sign),
      .factor(pair), .product(share_product)
  );

  hardfit_remainder #(
      .FIRST_WIDTH(ENERGY_WIDTH), .FIRST_FRACTION(ENERGY_FRACTION), .FIRST_SIGNED(ENERGY_SIGNED),
      .TERM_WIDTH(WEIGHT_WIDTH + PAIR_WIDTH), .TERM_FRACTION(WEIGHT_FRACTION + PAIR_FRACTION),
      .TERM_SIGNED(SHARE_SIGNED), .COUNT(DEGREE + 1),
      .WIDTH(LOSS_WIDTH), .FRACTION(LOSS_FRACTION), .SIGNED(LOSS_SIGNED),
      .QUANTIZATION(LOSS_QUANTIZATION), .OVERFLOW(LOSS_OVERFLOW), .N_BITS(LOSS_N_BITS)
  ) remainder (
      .clk(clk), .rst(rst), .begins(k == 3'd0), .enable(subtract & of_loss), .first(energy),
      .term(share_product), .word(next_loss), .overflow(loss_overflowed)
  );

  wire ends = cast & k == SHARE;
  assign loss_overflow = ends & loss_overflowed;

  always @(posedge clk)
    if (rst) begin
      chosen <= {MOMENT_WIDTH {1'b0}};
      pair   <= {PAIR_WIDTH {1'b0}};
      loss   <= {LOSS_WIDTH {1'b0}};
    end else begin
      if (load & ~of_loss) chosen <= selected_moment;
      if (load & of_loss) pair <= cross_exact + gradient_exact;
      if (ends) loss <= next_loss;
    end

  genvar g;
  generate
    for (g = 0; g <= DEGREE; g = g + 1) begin : gradients
      localparam [2:0] OWN = g;

      reg [GRADIENT_WIDTH-1:0] word;

      always @(posedge clk)
        if (rst) word <= {GRADIENT_WIDTH {1'b0}};
        else if (cast && of_loss && k == OWN) word <= next_gradient;

      assign gradient[g*GRADIENT_WIDTH+:GRADIENT_WIDTH] = word;
    end
  endgenerate

endmodule

`resetall
