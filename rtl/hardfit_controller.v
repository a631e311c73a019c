// hardfit_controller: the states of a run, the pipeline's valid and last bits, and the rule that ends the run.
//
// Latency: an epoch of N samples takes N + 3 * DEGREE + 8 cycles: N in `run`, 2 * DEGREE + 4 in `drain`,
// DEGREE + 3 in `update`, one in `result`.
//
//   state      cycles       does
//   0 idle     until start  waits; takes the configuration with `start`
//   1 load     DEGREE + 1   weigh theta_0 … theta_DEGREE        index = 3 … DEGREE + 3
//   2 run      N            accept samples up to tlast
//   3 drain    2D + 4       wait until the last sample is in the accumulators
//   4 update   DEGREE + 3   scale, cast, apply, weigh           index = 0 … DEGREE + 2
//   5 result   until taken  offer {loss, theta}; weigh theta_DEGREE as it is taken
//
// Parameters
//   DEGREE                    1, 2 or 3
//   LOSS_WIDTH, LOSS_SIGNED   the format of the loss
`resetall
`default_nettype none

module hardfit_controller #(
    parameter integer DEGREE = 1,
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
    output wire [2*DEGREE+4:0] enable,

    // Update
    input  wire       moves,   // a parameter takes another value at the end of this cycle
    output reg  [2:0] index,
    output wire       load,    // a run starts
    output wire       scale,
    output wire       cast,
    output wire       apply,
    output wire       weigh,

    // Loss
    input  wire [LOSS_WIDTH-1:0] loss,
    output wire                  finish,        // the epoch's loss moves into loss_previous
    output reg  [LOSS_WIDTH-1:0] loss_previous
);

  localparam integer LAST_STAGE = 2 * DEGREE + 3;
  localparam [2:0] IDLE = 3'd0, LOAD = 3'd1, RUN = 3'd2, DRAIN = 3'd3, UPDATE = 3'd4, RESULT = 3'd5;
  localparam [2:0] LAST_SCALED = DEGREE[2:0], LAST_CAST = LAST_SCALED + 3'd1;
  localparam [2:0] LAST_APPLIED = LAST_SCALED + 3'd2, LAST_WEIGHED = LAST_SCALED + 3'd3;

  reg [2:0] state;
  reg [31:0] epochs_left;
  reg [LOSS_WIDTH:0] tolerance;
  reg has_previous, changed;
  reg [LAST_STAGE:0] valid, last;

  assign s_axis_tready = state == RUN;
  assign m_axis_tvalid = state == RESULT;

  wire accept = s_axis_tvalid & s_axis_tready;
  wire taken = m_axis_tvalid & m_axis_tready;
  wire updating = state == UPDATE;

  assign enable = {valid, accept};
  assign load = state == IDLE && start;
  assign scale = updating && index <= LAST_SCALED;
  assign cast = updating && index >= 3'd1 && index <= LAST_CAST;
  assign apply = updating && index >= 3'd2;
  assign weigh = state == LOAD || taken || (updating && index >= 3'd3);
  assign finish = updating && index == LAST_APPLIED;

  // The loss decreases no further: loss_previous - loss <= tolerance, exact in one bit more than the loss has.
  wire loss_sign = LOSS_SIGNED != 0 && loss[LOSS_WIDTH-1];
  wire loss_previous_sign = LOSS_SIGNED != 0 && loss_previous[LOSS_WIDTH-1];
  wire [LOSS_WIDTH:0] decrease = {loss_previous_sign, loss_previous} - {loss_sign, loss};
  wire settled = has_previous && $signed(decrease) <= $signed(tolerance);

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
      index         <= 3'd0;
      epochs_left   <= 32'd0;
      tolerance     <= {(LOSS_WIDTH + 1) {1'b0}};
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
          epochs_left  <= cfg_max_epochs;
          has_previous <= 1'b0;
          changed      <= 1'b0;
          done         <= 1'b0;
          converged    <= 1'b0;
          stalled      <= 1'b0;
          index        <= 3'd3;
          state        <= LOAD;
        end

        LOAD:
        if (index == LAST_WEIGHED) state <= RUN;
        else index <= index + 3'd1;

        RUN: if (accept & s_axis_tlast) state <= DRAIN;

        DRAIN:
        if (valid[LAST_STAGE] & last[LAST_STAGE]) begin
          index   <= 3'd0;
          changed <= 1'b0;
          state   <= UPDATE;
        end

        UPDATE: begin
          index   <= index + 3'd1;
          changed <= changed | moves;
          if (finish) begin
            converged     <= settled;
            stalled       <= ~(changed | moves);
            loss_previous <= loss;
            has_previous  <= 1'b1;
            epochs_left   <= epochs_left - 32'd1;
            state         <= RESULT;
          end
        end

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
