// hardfit_update beside the plain form: a multiplier, one cast, one sum, in the cycle of `scale`.
module update_proof #(
    parameter integer GRADIENT_WIDTH = 5, GRADIENT_FRACTION = 2, GRADIENT_SIGNED = 1,
    parameter integer STEP_WIDTH = 3, STEP_FRACTION = 4,
    parameter integer UPDATE_WIDTH = 5, UPDATE_FRACTION = 3, UPDATE_SIGNED = 1,
    parameter integer UPDATE_QUANTIZATION = 6, UPDATE_OVERFLOW = 0, UPDATE_N_BITS = 0,
    parameter integer THETA_WIDTH = 5, THETA_FRACTION = 2, THETA_SIGNED = 1,
    parameter integer THETA_QUANTIZATION = 2, THETA_OVERFLOW = 3, THETA_N_BITS = 0
) (
    input wire clk, rst, start, s_axis_tvalid, s_axis_tlast, m_axis_tready,
    input wire [STEP_WIDTH-1:0] cfg_step,
    input wire [2*THETA_WIDTH-1:0] cfg_theta_init,
    input wire [2*GRADIENT_WIDTH-1:0] gradient,
    output wire ok
);
  wire [9:0] enable;
  wire [5:0] index;
  wire load, scale, multiply, round, limit, add, settle, move, weigh, moves;
  wire [2*THETA_WIDTH-1:0] theta;
  wire update_overflow, theta_overflow;

  // Connected once the hierarchy is flat
  (* keep *) wire [STEP_WIDTH-1:0] taken_step;
  (* keep *) wire [2:0] state;
  (* keep *) wire [5:0] bits_left;
  (* keep *) wire [THETA_WIDTH-1:0] moved;

  hardfit_controller #(.DEGREE(1), .STEP_WIDTH(STEP_WIDTH), .LOSS_WIDTH(1)) controller (
      .clk(clk), .rst(rst), .start(start), .cfg_tolerance(2'd0), .cfg_max_epochs(32'd2), .loss(1'b0),
      .s_axis_tvalid(s_axis_tvalid), .s_axis_tlast(s_axis_tlast), .m_axis_tready(m_axis_tready), .moves(moves),
      .enable(enable), .index(index), .load(load), .scale(scale), .multiply(multiply), .round(round), .limit(limit),
      .add(add), .settle(settle), .move(move), .weigh(weigh)
  );

  hardfit_update #(
      .DEGREE(1), .GRADIENT_WIDTH(GRADIENT_WIDTH), .GRADIENT_FRACTION(GRADIENT_FRACTION), .GRADIENT_SIGNED(GRADIENT_SIGNED),
      .STEP_WIDTH(STEP_WIDTH), .STEP_FRACTION(STEP_FRACTION),
      .UPDATE_WIDTH(UPDATE_WIDTH), .UPDATE_FRACTION(UPDATE_FRACTION), .UPDATE_SIGNED(UPDATE_SIGNED),
      .UPDATE_QUANTIZATION(UPDATE_QUANTIZATION), .UPDATE_OVERFLOW(UPDATE_OVERFLOW), .UPDATE_N_BITS(UPDATE_N_BITS),
      .THETA_WIDTH(THETA_WIDTH), .THETA_FRACTION(THETA_FRACTION), .THETA_SIGNED(THETA_SIGNED),
      .THETA_QUANTIZATION(THETA_QUANTIZATION), .THETA_OVERFLOW(THETA_OVERFLOW), .THETA_N_BITS(THETA_N_BITS)
  ) update (
      .clk(clk), .rst(rst), .load(load), .cfg_step(cfg_step), .cfg_theta_init(cfg_theta_init), .index(index),
      .scale(scale), .multiply(multiply), .round(round), .limit(limit), .add(add), .settle(settle), .move(move),
      .weigh(weigh), .gradient(gradient), .theta_words(theta), .moves(moves),
      .update_overflow(update_overflow), .theta_overflow(theta_overflow)
  );

  reg [STEP_WIDTH-1:0] step;

  always @(posedge clk)
    if (rst) step <= 0;
    else if (load) step <= cfg_step;

  // The plain form, of the parameter that is in turn
  wire k = index[0];
  wire [GRADIENT_WIDTH-1:0] gradient_k = gradient[k*GRADIENT_WIDTH+:GRADIENT_WIDTH];
  wire [THETA_WIDTH-1:0] theta_k = theta[k*THETA_WIDTH+:THETA_WIDTH];
  wire signed [STEP_WIDTH:0] factor = {1'b0, step};
  wire signed [GRADIENT_WIDTH:0] gradient_factor = {GRADIENT_SIGNED != 0 && gradient_k[GRADIENT_WIDTH-1], gradient_k};
  wire signed [STEP_WIDTH+GRADIENT_WIDTH-1:0] product = factor * gradient_factor;
  wire [UPDATE_WIDTH-1:0] movement;
  wire [THETA_WIDTH-1:0] sum;
  wire movement_overflow, sum_overflow;

  hardfit_quantizer #(
      .SOURCE_WIDTH(STEP_WIDTH + GRADIENT_WIDTH), .SOURCE_FRACTION(STEP_FRACTION + GRADIENT_FRACTION),
      .SOURCE_SIGNED(GRADIENT_SIGNED), .WIDTH(UPDATE_WIDTH), .FRACTION(UPDATE_FRACTION), .SIGNED(UPDATE_SIGNED),
      .QUANTIZATION(UPDATE_QUANTIZATION), .OVERFLOW(UPDATE_OVERFLOW), .N_BITS(UPDATE_N_BITS)
  ) quantizer (.source(product), .word(movement), .overflow(movement_overflow));

  hardfit_adder #(
      .A_WIDTH(THETA_WIDTH), .A_FRACTION(THETA_FRACTION), .A_SIGNED(THETA_SIGNED),
      .B_WIDTH(UPDATE_WIDTH), .B_FRACTION(UPDATE_FRACTION), .B_SIGNED(UPDATE_SIGNED),
      .WIDTH(THETA_WIDTH), .FRACTION(THETA_FRACTION), .SIGNED(THETA_SIGNED),
      .QUANTIZATION(THETA_QUANTIZATION), .OVERFLOW(THETA_OVERFLOW), .N_BITS(THETA_N_BITS)
  ) adder (.clk(1'b0), .rst(1'b0), .enable(1'b0), .a(theta_k), .b(movement), .word(sum), .overflow(sum_overflow));

  reg [THETA_WIDTH-1:0] expected;
  reg [1:0] overflows;

  always @(posedge clk)
    if (rst) {overflows, expected} <= 0;
    else if (scale) {overflows, expected} <= {movement_overflow, sum_overflow, sum};

  localparam [5:0] HIGHEST_BIT = STEP_WIDTH - 1;
  localparam [2:0] UPDATE = 3'd4;
  wire updating = state == UPDATE;

  // What a run can be in, and the same parameter and overflows
  assign ok = step == taken_step && (!updating || index[2:0] <= (index[5:3] == 3'd7 ? 3'd2 : 3'd1)) && (!multiply || bits_left <= HIGHEST_BIT)
           && (!move || moved == expected)
           && (!limit || update_overflow == overflows[1]) && (!settle || theta_overflow == overflows[0]);
endmodule
