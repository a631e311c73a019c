// hardfit_moments_controller: the states of a run whose samples pass once, the pipeline's valid and last bits, and the rule
// that ends the run.
//
// Latency: N cycles in `run` and 4D - 1 in `drain`, once; then an epoch takes
// (D + 1) ((D + 2) (V + 2) + W + 8) + 3 cycles, D = DEGREE, V = WEIGHT_WIDTH, W = STEP_WIDTH.
//
//   state      cycles                             does
//   0 idle     until start                        waits; takes the configuration with `start`
//   1 load     D + 2                              weigh; with RUNNING = 2 a cycle more, before it, and after every run
//   2 run      N                                  accept samples up to tlast
//              with RUNNING, until one is there   wait for a complete stream
//   3 drain    4D - 1                             wait until the last sample is in the accumulators
//   4 update   (D + 1)((D + 2)(V + 2) + 1) + 1    the gradients and the loss, as hardfit_residual has it
//              (D + 1)(W + 6) + D + 2             the parameters, as hardfit_update has it
//   5 result   until taken                        offer {loss, theta}; then the next epoch's update
//              1 where it is not offered
//
// `index` is {1, phase, k, j} for the residual and {0, 0, 0, phase, k} for the update.
//
// Parameters
//   DEGREE                    1, 2 or 3
//   RUNNING                   as in hardfit_moments
//   RESULTS                   0: each epoch's result is offered, 1: that of the epoch after which the run stops
//   STEP_WIDTH, WEIGHT_WIDTH  bits of the step and of a weight: as many cycles does a multiplication take
//   LOSS_WIDTH, LOSS_SIGNED   the format of the loss
`resetall
`default_nettype none

module hardfit_moments_controller #(
    parameter integer DEGREE = 1, RESULTS = 0, RUNNING = 0, STEP_WIDTH = 16, WEIGHT_WIDTH = 18,
    parameter integer LOSS_WIDTH = 40, LOSS_SIGNED = 0
) (
    input  wire clk,
    input  wire rst,

    // Run control
    input  wire                start,
    input  wire [LOSS_WIDTH:0] cfg_tolerance,
    input  wire [31:0]         cfg_max_epochs,
    output reg                 done,
    output reg                 converged,
    output reg                 stalled,

    // Handshakes
    input  wire s_axis_tvalid,
    output wire s_axis_tready,
    input  wire s_axis_tlast,
    output wire m_axis_tvalid,
    input  wire m_axis_tready,

    // Pipeline: stage s loads with enable[s], the accumulators with the highest bit
    output wire [4*DEGREE-1:0] enable,
    output wire                clear,    // of all sums
    output wire [4*DEGREE-2:0] begins,   // the sums behind stage s, with the next sample there
    output wire [4*DEGREE-2:0] swap,     // the sums behind stage s are taken over

    // Residual, and what it shares with the update
    output reg  [8:0] index,
    output reg  [5:0] bits_left,   // of a multiplication
    output wire       residual_load,
    output wire       residual_multiply,
    output wire       residual_subtract,
    output wire       residual_cast,

    // Update
    input  wire       moves,   // the parameter takes another value at the end of `move`
    output wire       load,    // `start` is taken
    output wire       reload,  // theta takes its first value
    output wire       scale,
    output wire       multiply,
    output wire       round,
    output wire       limit,
    output wire       add,
    output wire       settle,
    output wire       move,
    output wire       weigh,

    // Loss
    input  wire [LOSS_WIDTH-1:0] loss,
    output wire                  finish,        // the epoch's loss moves into loss_previous
    output reg  [LOSS_WIDTH-1:0] loss_previous
);

  localparam integer LAST_STAGE = 4 * DEGREE - 2;
  localparam [2:0] IDLE = 3'd0, LOAD = 3'd1, RUN = 3'd2, DRAIN = 3'd3, UPDATE = 3'd4, RESULT = 3'd5;
  localparam [2:0] SCALE = 3'd0, MULTIPLY = 3'd1, ROUND = 3'd2, LIMIT = 3'd3, ADD = 3'd4, SETTLE = 3'd5, MOVE = 3'd6;
  localparam [2:0] WEIGH = 3'd7;
  localparam [2:0] LAST = DEGREE[2:0];
  localparam [1:0] RESIDUAL_LOAD = 2'd0, RESIDUAL_MULTIPLY = 2'd1, RESIDUAL_SUBTRACT = 2'd2, RESIDUAL_CAST = 2'd3;
  localparam [8:0] FIRST_TERM = {1'b1, 8'd0}, FIRST_SCALE = 9'd0, FIRST_WEIGH = {3'd0, WEIGH, 3'd0};
  localparam [8:0] FIRST_RELOAD = {3'd0, MOVE, 3'd7};
  localparam integer HIGHEST_BIT = STEP_WIDTH - 1, HIGHEST_WEIGHT_BIT = WEIGHT_WIDTH - 1;

  reg [2:0] state;
  reg [31:0] epochs_left;
  reg [LOSS_WIDTH:0] tolerance, decrease;
  reg has_previous, changed;
  reg [LAST_STAGE:0] valid, last;

  assign s_axis_tready = RUNNING == 0 ? state == RUN : state != IDLE;

  wire over = converged | stalled | epochs_left == 32'd0;
  assign m_axis_tvalid = state == RESULT && (RESULTS == 0 || over);

  wire accept = s_axis_tvalid & s_axis_tready;
  wire residing = state == UPDATE && index[8];
  wire updating = state == UPDATE && ~index[8];
  wire [2:0] phase = index[5:3];
  wire [2:0] k = index[2:0];

  // Of the residual
  wire [1:0] step = index[7:6];
  wire [2:0] row = index[5:3];
  wire [2:0] term = index[2:0];

  assign residual_load = residing && step == RESIDUAL_LOAD;
  assign residual_multiply = residing && step == RESIDUAL_MULTIPLY;
  assign residual_subtract = residing && step == RESIDUAL_SUBTRACT;
  assign residual_cast = residing && step == RESIDUAL_CAST;

  assign enable = {valid, accept};
  assign load = state == IDLE && start;
  assign clear = RUNNING == 0 && load;
  assign reload = RUNNING == 2 ? state == LOAD && phase == MOVE : load;
  assign scale = updating && phase == SCALE;
  assign multiply = updating && phase == MULTIPLY;
  assign round = updating && phase == ROUND;
  assign limit = updating && phase == LIMIT;
  assign add = updating && phase == ADD;
  assign settle = updating && phase == SETTLE;
  assign move = updating && phase == MOVE;
  assign weigh = (state == LOAD && !(RUNNING == 2 && phase == MOVE)) || (updating && phase == WEIGH);
  assign finish = updating && phase == WEIGH && k == LAST + 3'd1;

  // The loss decreases no further: loss_previous - loss <= tolerance, exact in one bit more than the loss has. The sign of
  // what is left of the tolerance tells.
  wire loss_sign = LOSS_SIGNED != 0 && loss[LOSS_WIDTH-1];
  wire loss_previous_sign = LOSS_SIGNED != 0 && loss_previous[LOSS_WIDTH-1];
  wire [LOSS_WIDTH+1:0] rest = {tolerance[LOSS_WIDTH], tolerance} - {decrease[LOSS_WIDTH], decrease};
  wire settled = has_previous & ~rest[LOSS_WIDTH+1];
  wire [LOSS_WIDTH+1:0] unused_rest = rest;

  // Samples that keep coming: a complete stream waits for the run before to end, until the next one's first sample comes;
  // its sums are taken over behind its last sample. In the accumulators behind stage s a stream begins where begins[s] is 1.
  wire [31:0] epochs;
  wire waiting;
  wire swaps = state == RUN && waiting;

  generate
    if (RUNNING != 0) begin : running
      reg [LAST_STAGE:0] begins_s, swap_s;
      reg waits;
      reg [31:0] kept_epochs;

      always @(posedge clk)
        if (rst) begin
          begins_s    <= {(LAST_STAGE + 1) {1'b0}};
          swap_s      <= {(LAST_STAGE + 1) {1'b0}};
          waits       <= 1'b0;
          kept_epochs <= 32'd0;
        end else begin
          begins_s <= load ? {(LAST_STAGE + 1) {1'b1}} : (valid & last) | (~valid & begins_s);
          swap_s   <= {swap_s[LAST_STAGE-1:0], swaps};
          if (accept) waits <= s_axis_tlast;
          else if (swaps) waits <= 1'b0;
          if (load) kept_epochs <= cfg_max_epochs;
        end

      assign begins = begins_s;
      assign swap = swap_s;
      assign waiting = waits;
      assign epochs = kept_epochs;
    end else begin : once
      assign begins = {(LAST_STAGE + 1) {1'b0}};
      assign swap = {(LAST_STAGE + 1) {1'b0}};
      assign waiting = 1'b0;
      assign epochs = 32'd0;
    end
  endgenerate

  always @(posedge clk)
    if (rst) begin
      valid <= {(LAST_STAGE + 1) {1'b0}};
      last  <= {(LAST_STAGE + 1) {1'b0}};
    end else begin
      valid <= {valid[LAST_STAGE-1:0], accept};
      last  <= {last[LAST_STAGE-1:0], accept & s_axis_tlast};
    end

  always @(posedge clk)
    if (rst) begin
      state         <= IDLE;
      index         <= 9'd0;
      bits_left     <= 6'd0;
      epochs_left   <= 32'd0;
      tolerance     <= {(LOSS_WIDTH + 1) {1'b0}};
      decrease      <= {(LOSS_WIDTH + 1) {1'b0}};
      loss_previous <= {LOSS_WIDTH {1'b0}};
      has_previous  <= 1'b0;
      changed       <= 1'b0;
      done          <= 1'b0;
      converged     <= 1'b0;
      stalled       <= 1'b0;
    end else begin
      case (state)
        IDLE:
        if (start) begin
          tolerance    <= cfg_tolerance;
          epochs_left  <= RUNNING == 0 ? cfg_max_epochs : epochs_left;
          has_previous <= 1'b0;
          changed      <= 1'b0;
          done         <= 1'b0;
          converged    <= 1'b0;
          stalled      <= 1'b0;
          index        <= RUNNING == 2 ? FIRST_RELOAD : FIRST_WEIGH;
          state        <= LOAD;
        end

        LOAD:
        if (k == LAST + 3'd1) state <= RUN;
        else index <= index + 9'd1;

        RUN:
        if (RUNNING == 0) begin
          if (accept & s_axis_tlast) state <= DRAIN;
        end else if (swaps) begin
          has_previous <= 1'b0;
          done         <= 1'b0;
          epochs_left  <= epochs;
          state        <= DRAIN;
        end

        DRAIN:
        if (RUNNING == 0 ? valid[LAST_STAGE] & last[LAST_STAGE] : swap[LAST_STAGE]) begin
          index <= FIRST_TERM;
          state <= UPDATE;
        end

        UPDATE:
        if (index[8])
          case (step)
            RESIDUAL_LOAD: begin
              bits_left <= HIGHEST_WEIGHT_BIT[5:0];
              index     <= {1'b1, RESIDUAL_MULTIPLY, row, term};
            end

            RESIDUAL_MULTIPLY: begin
              bits_left <= bits_left - 6'd1;
              if (bits_left == 6'd0) index <= {1'b1, RESIDUAL_SUBTRACT, row, term};
            end

            RESIDUAL_SUBTRACT:
            if (term <= LAST) index <= {1'b1, term == LAST ? RESIDUAL_CAST : RESIDUAL_LOAD, row, term + 3'd1};
            else index <= {1'b1, row == LAST ? RESIDUAL_CAST : RESIDUAL_LOAD, row + 3'd1, 3'd0};

            RESIDUAL_CAST:
            if (row <= LAST) index <= {1'b1, RESIDUAL_LOAD, row, term};
            else begin
              index   <= FIRST_SCALE;
              changed <= 1'b0;
            end
          endcase
        else case (phase)
          SCALE: begin
            bits_left <= HIGHEST_BIT[5:0];
            if (k == 3'd0) decrease <= {loss_previous_sign, loss_previous} - {loss_sign, loss};
            index <= {3'd0, MULTIPLY, k};
          end

          MULTIPLY: begin
            bits_left <= bits_left - 6'd1;
            if (bits_left == 6'd0) index <= {3'd0, ROUND, k};
          end

          MOVE: begin
            changed <= changed | moves;
            index <= k == LAST ? FIRST_WEIGH : {3'd0, SCALE, k + 3'd1};
          end

          WEIGH:
          if (finish) begin
            converged     <= settled;
            stalled       <= ~changed;
            loss_previous <= loss;
            has_previous  <= 1'b1;
            epochs_left   <= epochs_left - 32'd1;
            state         <= RESULT;
          end else index <= index + 9'd1;

          default: index <= {3'd0, phase + 3'd1, k};
        endcase

        RESULT:
        if (m_axis_tready | ~m_axis_tvalid) begin
          if (over) begin
            done  <= 1'b1;
            state <= RUNNING == 0 ? IDLE : RUNNING == 1 ? RUN : LOAD;
          end else state <= UPDATE;
          index <= RUNNING == 2 && over ? FIRST_RELOAD : FIRST_TERM;
        end

        default: state <= IDLE;
      endcase
    end

endmodule

`resetall
