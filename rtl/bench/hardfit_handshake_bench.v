// hardfit_handshake_bench: drives a design by its handshakes alone and compares the result of every epoch.
//
// For implementations with another latency than rtl/hardfit.v: nothing here depends on cycles. The source streams the
// samples of samples.hex again and again and keeps what it offers until it is taken; the sink takes each result and
// compares it with a line of epochs.hex: loss, theta_DEGREE … theta_0, and converged, stalled, overflow as
// they stand in that cycle. design.vh has the parameters, run.vh what the configuration ports carry:
//   RUN_STEP, RUN_THETA_INIT, RUN_TOLERANCE, RUN_MAX_EPOCHS, SAMPLES and EPOCHS (the lines of either file)
// The last line printed is PASS <n> epochs, or FAIL <reason> after a line
//   epoch <n> <field> expected <hex> actual <hex>
//
// Plusargs: +vectors=FOLDER (.), +stall=PERCENT of cycles in which the source and the sink each pause, +seed=N for them,
// +patience=CYCLES without any handshake after which the design counts as stuck (100000), +beats=N to print the
// first N results as lines beat <n> <words of epochs.hex>.
`resetall
`default_nettype none

module hardfit_handshake_bench;

  `include "design.vh"
  `include "run.vh"

  localparam integer X_FIELD = (X_WIDTH + 7) / 8 * 8;
  localparam integer Y_FIELD = (Y_WIDTH + 7) / 8 * 8;
  localparam integer THETA_FIELD = (THETA_WIDTH + 7) / 8 * 8;
  localparam integer LOSS_FIELD = (LOSS_WIDTH + 7) / 8 * 8;
  localparam integer RESULT_WIDTH = LOSS_FIELD + (DEGREE + 1) * THETA_FIELD;

  // Columns take whole digits of four bits
  localparam integer X_DIGITS = (X_WIDTH + 3) / 4, Y_DIGITS = (Y_WIDTH + 3) / 4;
  localparam integer THETA_DIGITS = (THETA_WIDTH + 3) / 4, LOSS_DIGITS = (LOSS_WIDTH + 3) / 4;
  localparam integer THETA_AT = 24;   // above converged, stalled and the four digits of overflow
  localparam integer LOSS_AT = THETA_AT + (DEGREE + 1) * 4 * THETA_DIGITS;

  reg clk, rst, start, s_axis_tvalid, m_axis_tready;
  wire s_axis_tready, m_axis_tvalid, done, converged, stalled;
  wire [RESULT_WIDTH-1:0] m_axis_tdata;
  wire [12:0] overflow;

  reg [4*(X_DIGITS+Y_DIGITS)-1:0] samples[0:SAMPLES-1];
  reg [LOSS_AT+4*LOSS_DIGITS-1:0] epochs[0:EPOCHS-1];
  integer sample, epoch, idle, stall, seed, patience, beats, k;
  wire [X_WIDTH-1:0] x = samples[sample][4*Y_DIGITS+:X_WIDTH];
  wire [Y_WIDTH-1:0] y = samples[sample][0+:Y_WIDTH];
  wire s_axis_tlast = sample == SAMPLES - 1;
  wire [Y_FIELD+X_FIELD-1:0] s_axis_tdata = {
    {(Y_FIELD - Y_WIDTH) {Y_SIGNED != 0 && y[Y_WIDTH-1]}}, y, {(X_FIELD - X_WIDTH) {X_SIGNED != 0 && x[X_WIDTH-1]}}, x
  };

  hardfit #(
`include "overrides.vh"
  ) dut (
      .clk(clk), .rst(rst),
      .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready), .s_axis_tlast(s_axis_tlast), .s_axis_tdata(s_axis_tdata),
      .start(start), .cfg_step(RUN_STEP), .cfg_theta_init(RUN_THETA_INIT), .cfg_tolerance(RUN_TOLERANCE),
      .cfg_max_epochs(RUN_MAX_EPOCHS),
      .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(m_axis_tready), .m_axis_tdata(m_axis_tdata),
      .done(done), .converged(converged), .stalled(stalled), .overflow(overflow)
  );

  wire [31:0] violations;

  hardfit_axis_check #(.WIDTH(RESULT_WIDTH), .NAME("m_axis")) results (
      .clk(clk), .rst(rst), .tvalid(m_axis_tvalid), .tready(m_axis_tready), .tdata(m_axis_tdata), .violations(violations)
  );

  reg [8*1024-1:0] folder, path;
  reg ended, differs;

  function pauses(input integer percent);
    pauses = percent > 0 && $unsigned($random(seed)) % 100 < percent;
  endfunction

  task edge_of_clock;
    begin
      #1 clk = 1'b1;
      #2 clk = 1'b0;
      #1 ;
    end
  endtask

  task compare(input [8*13-1:0] field, input [LOSS_WIDTH+THETA_WIDTH+12:0] expected, actual);
    if (actual !== expected) begin
      $display("epoch %0d %0s expected %h actual %h", epoch + 1, field, expected, actual);
      differs = 1'b1;
    end
  endtask

  // A field of the result without the bits above its word
  function [LOSS_WIDTH+THETA_WIDTH+12:0] theta_of(input integer parameter_k);
    theta_of = {{(LOSS_WIDTH + 13) {1'b0}}, m_axis_tdata[parameter_k*THETA_FIELD+:THETA_WIDTH]};
  endfunction

  reg [8*13-1:0] theta_name;

  task compare_result;
    begin
      compare("loss", {{(THETA_WIDTH + 13) {1'b0}}, epochs[epoch][LOSS_AT+:LOSS_WIDTH]},
          {{(THETA_WIDTH + 13) {1'b0}}, m_axis_tdata[(DEGREE+1)*THETA_FIELD+:LOSS_WIDTH]});
      for (k = DEGREE; k >= 0; k = k - 1) begin
        $sformat(theta_name, "theta_%0d", k);
        compare(theta_name, {{(LOSS_WIDTH + 13) {1'b0}}, epochs[epoch][THETA_AT+4*THETA_DIGITS*k+:THETA_WIDTH]}, theta_of(k));
      end
      compare("converged", {{(LOSS_WIDTH + THETA_WIDTH + 12) {1'b0}}, epochs[epoch][20]},
          {{(LOSS_WIDTH + THETA_WIDTH + 12) {1'b0}}, converged});
      compare("stalled", {{(LOSS_WIDTH + THETA_WIDTH + 12) {1'b0}}, epochs[epoch][16]},
          {{(LOSS_WIDTH + THETA_WIDTH + 12) {1'b0}}, stalled});
      compare("overflow", {{(LOSS_WIDTH + THETA_WIDTH) {1'b0}}, epochs[epoch][12:0]},
          {{(LOSS_WIDTH + THETA_WIDTH) {1'b0}}, overflow});
    end
  endtask

  task print_result;
    begin
      $write("beat %0d %h", epoch + 1, m_axis_tdata[(DEGREE+1)*THETA_FIELD+:LOSS_WIDTH]);
      for (k = DEGREE; k >= 0; k = k - 1) $write("_%h", m_axis_tdata[k*THETA_FIELD+:THETA_WIDTH]);
      $display("_%h_%h_%h", converged, stalled, overflow);
    end
  endtask

  task finish(input [8*64-1:0] reason);
    begin
      $display("FAIL %0s", reason);
      ended = 1'b1;
    end
  endtask

  initial begin
    if (!$value$plusargs("vectors=%s", folder)) folder = ".";
    if (!$value$plusargs("stall=%d", stall)) stall = 0;
    if (!$value$plusargs("seed=%d", seed)) seed = 1;
    if (!$value$plusargs("patience=%d", patience)) patience = 100000;
    if (!$value$plusargs("beats=%d", beats)) beats = 0;
    $sformat(path, "%0s/samples.hex", folder);
    $readmemh(path, samples);
    $sformat(path, "%0s/epochs.hex", folder);
    $readmemh(path, epochs);

    {clk, rst, start, s_axis_tvalid, m_axis_tready} = 5'b01000;
    {ended, differs} = 2'b00;
    sample = 0;
    epoch = 0;
    idle = 0;
    edge_of_clock;
    edge_of_clock;
    rst = 1'b0;
    start = 1'b1;
    edge_of_clock;
    start = 1'b0;

    while (!ended) begin
      if (!s_axis_tvalid) s_axis_tvalid = !pauses(stall);
      m_axis_tready = !pauses(stall);
      #1 idle = idle + 1;
      if (m_axis_tvalid === 1'b1 && m_axis_tready) begin
        if (epoch < beats) print_result;
        if (epoch >= EPOCHS) finish("more results than there are epochs");
        else compare_result;
        if (differs && epoch >= beats) finish("a result differs");
        epoch = epoch + 1;
        idle = 0;
      end
      if (violations != 0) finish("a rule of AXI4-Stream is broken");
      if (s_axis_tvalid && s_axis_tready === 1'b1) idle = 0;
      if (done === 1'b1 && !ended) begin
        if (differs) finish("a result differs");
        else if (epoch < EPOCHS) finish("done before the last epoch");
        else begin
          $display("PASS %0d epochs", epoch);
          ended = 1'b1;
        end
      end else if (idle > patience && !ended) finish("stuck: no handshake, not done");
      if (s_axis_tvalid && s_axis_tready === 1'b1) begin
        // Taken at the edge; what is offered changes after it
        edge_of_clock;
        sample = s_axis_tlast ? 0 : sample + 1;
        s_axis_tvalid = 1'b0;
      end else edge_of_clock;
    end
    $finish;
  end

endmodule

`resetall
