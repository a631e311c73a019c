// hardfit_lean_bench: runs hardfit on samples in memory and does nothing else, for measuring how fast a simulator is.
//
// The source offers a sample in every cycle, the sink takes every result. samples.hex has a word s_axis_tdata a line;
// run.vh has SAMPLES, RUN_STEP, RUN_THETA_INIT and RUN_TOLERANCE, design.vh the parameters. At the end of
// each run one line is printed, with the cycles from the one of `start` to the first of `done`:
//   RESULT <m_axis_tdata in hex> <cycles> <converged> <stalled> <overflow in hex>
//
// Plusargs: +epochs=N of a run, +runs=N, one after the other; with none the files are read and nothing is run.
`resetall
`default_nettype none

module hardfit_lean_bench;

  `include "design.vh"
  `include "run.vh"

  localparam integer X_FIELD = (X_WIDTH + 7) / 8 * 8;
  localparam integer Y_FIELD = (Y_WIDTH + 7) / 8 * 8;
  localparam integer THETA_FIELD = (THETA_WIDTH + 7) / 8 * 8;
  localparam integer LOSS_FIELD = (LOSS_WIDTH + 7) / 8 * 8;
  localparam integer RESULT_WIDTH = LOSS_FIELD + (DEGREE + 1) * THETA_FIELD;

  reg clk, rst, start, s_axis_tlast;
  reg [Y_FIELD+X_FIELD-1:0] s_axis_tdata;
  reg [31:0] cfg_max_epochs;
  wire s_axis_tready, m_axis_tvalid, done, converged, stalled;
  wire [RESULT_WIDTH-1:0] m_axis_tdata;
  wire [12:0] overflow;

  reg [Y_FIELD+X_FIELD-1:0] samples[0:SAMPLES-1];
  integer sample, cycles, runs;

  hardfit #(
`include "overrides.vh"
  ) dut (
      .clk(clk), .rst(rst),
      .s_axis_tvalid(1'b1), .s_axis_tready(s_axis_tready), .s_axis_tlast(s_axis_tlast), .s_axis_tdata(s_axis_tdata),
      .start(start), .cfg_step(RUN_STEP), .cfg_theta_init(RUN_THETA_INIT), .cfg_tolerance(RUN_TOLERANCE),
      .cfg_max_epochs(cfg_max_epochs),
      .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(1'b1), .m_axis_tdata(m_axis_tdata),
      .done(done), .converged(converged), .stalled(stalled), .overflow(overflow)
  );

  initial begin
    $readmemh("samples.hex", samples);
    if (!$value$plusargs("runs=%d", runs)) runs = 0;
    if (!$value$plusargs("epochs=%d", cfg_max_epochs)) cfg_max_epochs = 1;
    clk = 1'b0;
    rst = 1'b1;
    start = 1'b0;
    sample = 0;
    s_axis_tdata = samples[0];
    s_axis_tlast = SAMPLES == 1;
    cycles = 0;
    #1 clk = 1'b1;
    #1 clk = 1'b0;
    rst = 1'b0;
    start = runs > 0;
    while (runs > 0) begin
      #1 clk = 1'b1;
      #1 clk = 1'b0;
      cycles = cycles + 1;
      start = 1'b0;
      if (done) begin
        $display("RESULT %h %0d %b %b %h", m_axis_tdata, cycles, converged, stalled, overflow);
        runs = runs - 1;
        cycles = 0;
        start = runs > 0;
      end
    end
    $finish;
  end

  always @(posedge clk)
    if (s_axis_tready) begin
      sample <= sample == SAMPLES - 1 ? 0 : sample + 1;
      s_axis_tdata <= samples[sample==SAMPLES-1?0 : sample+1];
      s_axis_tlast <= sample == SAMPLES - 2 || SAMPLES == 1;
    end

endmodule

`resetall
