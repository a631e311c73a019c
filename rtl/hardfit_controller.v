// hardfit_controller: the states of a run, the pipeline's valid and last bits, and the rule that ends the run.
//
// Latency: an epoch of N samples takes N + (D + 1) (W + 11) + 3 cycles, D = DEGREE, W = STEP_WIDTH: N in `run`,
// 4D + 5 in `drain`, (D + 1) (W + 6) + D + 2 in `update`, one in `result`.
//
//   state      cycles               does
//   0 idle     until start          waits; takes the configuration with `start`
//   1 load     D + 2                weigh
//   2 run      N                    accept samples up to tlast
//   3 drain    4D + 5               wait until the last sample is in the accumulators
//   4 update   (D + 1)(W + 6)       scale, multiply (W cycles), round, limit, add, settle, move: theta_0, then theta_1, …
//              D + 2                weigh
//   5 result   until taken          offer {loss, theta}
//
// `index` is {phase, k}: the phase in the order above, weigh the last one, and the parameter that it is about.
//
// Parameters
//   DEGREE                    1, 2 or 3
//   STEP_WIDTH                bits of the step: as many cycles does a multiplication take
//   LOSS_WIDTH, LOSS_SIGNED   the format of the loss
`resetall
`default_nettype none

module hardfit_controller #(
    parameter integer DEGREE = 1, STEP_WIDTH = 16,
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
    output wire [4*DEGREE+5:0] enable,

    // Update
    input  wire       moves,   // the parameter takes another value at the end of `move`
    output reg  [5:0] index,   // {phase, parameter}
    output wire       load,    // a run starts
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

  localparam integer LAST_STAGE = 4 * DEGREE + 4;
  localparam [2:0] IDLE = 3'd0, LOAD = 3'd1, RUN = 3'd2, DRAIN = 3'd3, UPDATE = 3'd4, RESULT = 3'd5;
  localparam [2:0] SCALE = 3'd0, MULTIPLY = 3'd1, ROUND = 3'd2, LIMIT = 3'd3, ADD = 3'd4, SETTLE = 3'd5, MOVE = 3'd6;
  localparam [2:0] WEIGH = 3'd7;
  localparam [2:0] LAST = DEGREE[2:0];
  localparam integer HIGHEST_BIT = STEP_WIDTH - 1;

  reg [2:0] state;
  reg [5:0] bits_left;
  reg [31:0] epochs_left;
  reg [LOSS_WIDTH:0] tolerance, decrease;
  reg has_previous, changed;
  reg [LAST_STAGE:0] valid, last;

  assign s_axis_tready = state == RUN;
  assign m_axis_tvalid = state == RESULT;

  wire accept = s_axis_tvalid & s_axis_tready;
  wire updating = state == UPDATE;
  wire [2:0] phase = index[5:3];
  wire [2:0] k = index[2:0];

  assign enable = {valid, accept};
  assign load = state == IDLE && start;
  assign scale = updating && phase == SCALE;
  assign multiply = updating && phase == MULTIPLY;
  assign round = updating && phase == ROUND;
  assign limit = updating && phase == LIMIT;
  assign add = updating && phase == ADD;
  assign settle = updating && phase == SETTLE;
  assign move = updating && phase == MOVE;
  assign weigh = state == LOAD || (updating && phase == WEIGH);
  assign finish = updating && phase == WEIGH && k == LAST + 3'd1;

  // The loss decreases no further: loss_previous - loss <= tolerance, exact in one bit more than the loss has. The sign of
  // what is left of the tolerance tells.
  wire loss_sign = LOSS_SIGNED != 0 && loss[LOSS_WIDTH-1];
  wire loss_previous_sign = LOSS_SIGNED != 0 && loss_previous[LOSS_WIDTH-1];
  wire [LOSS_WIDTH+1:0] rest = {tolerance[LOSS_WIDTH], tolerance} - {decrease[LOSS_WIDTH], decrease};
  wire settled = has_previous & ~rest[LOSS_WIDTH+1];
  wire [LOSS_WIDTH+1:0] unused_rest = rest;

  always @(posedge clk)
    if (rst) begin
      state         <= IDLE;
      valid         <= {(LAST_STAGE + 1) {1'b0}};
      last          <= {(LAST_STAGE + 1) {1'b0}};
      index         <= 6'd0;
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
      valid <= {valid[LAST_STAGE-1:0], accept};
      last  <= {last[LAST_STAGE-1:0], accept & s_axis_tlast};

      case (state)
        IDLE:
        if (start) begin
          tolerance    <= cfg_tolerance;
          epochs_left  <= cfg_max_epochs;
          has_previous <= 1'b0;
          changed      <= 1'b0;
          done         <= 1'b0;
          converged    <= 1'b0;
          stalled      <= 1'b0;
          index        <= {WEIGH, 3'd0};
          state        <= LOAD;
        end

        LOAD:
        if (k == LAST + 3'd1) state <= RUN;
        else index <= index + 6'd1;

        RUN: if (accept & s_axis_tlast) state <= DRAIN;

        DRAIN:
        if (valid[LAST_STAGE] & last[LAST_STAGE]) begin
          index   <= {SCALE, 3'd0};
          changed <= 1'b0;
          state   <= UPDATE;
        end

        UPDATE:
        case (phase)
          SCALE: begin
            bits_left <= HIGHEST_BIT[5:0];
            if (k == 3'd0) decrease <= {loss_previous_sign, loss_previous} - {loss_sign, loss};
            index <= {MULTIPLY, k};
          end

          MULTIPLY: begin
            bits_left <= bits_left - 6'd1;
            if (bits_left == 6'd0) index <= {ROUND, k};
          end

          MOVE: begin
            changed <= changed | moves;
            index <= k == LAST ? {WEIGH, 3'd0} : {SCALE, k + 3'd1};
          end

          WEIGH:
          if (finish) begin
            converged     <= settled;
            stalled       <= ~changed;
            loss_previous <= loss;
            has_previous  <= 1'b1;
            epochs_left   <= epochs_left - 32'd1;
            state         <= RESULT;
          end else index <= index + 6'd1;

          default: index <= {phase + 3'd1, k};
        endcase

        RESULT:
        if (m_axis_tready) begin
          if (converged | stalled | epochs_left == 32'd0) begin
            done  <= 1'b1;
            state <= IDLE;
          end else state <= RUN;
        end

        default: state <= IDLE;
      endcase
    end

endmodule

`resetall
