// hardfit_handshake_bench: drives a design by its handshakes alone and compares the result of every epoch.
//
// For implementations with another latency than those of rtl/: nothing here depends on cycles. The source streams the
// samples of samples.hex again and again, or once where they pass once, and keeps what it offers until it is taken; the sink takes each result and
// compares it with a line of epochs.hex: loss, theta_DEGREE … theta_0 with the extension to whole bytes, and converged,
// stalled, overflow as they stand in that cycle. design.vh has the parameters, run.vh what the configuration ports carry:
//   RUN_STEP, RUN_THETA_INIT, RUN_TOLERANCE, RUN_MAX_EPOCHS, SAMPLES and EPOCHS (the lines of either file),
//   ONCE (1 where samples pass once a run, 0 where once an epoch) and OVERFLOW_BITS
//
// The run is played four times, all but the first for SHORT epochs at most:
//   1  after a reset, with the pauses that +stall asks for
//   2  started again without a reset; source and sink pause
//   3  started again; the sink is ready only after it has seen a result for two cycles, and what is not to be
//      looked at changes all the time: the configuration ports after start, and start itself while the design is busy
//   4  after a reset in the midst of an epoch, its configuration changing as well
//
// The last line printed is PASS <n> epochs, or FAIL <reason> after a line play <n> and perhaps lines
//   epoch <n> <field> expected <hex> actual <hex>
//
// Plusargs: +vectors=FOLDER (.), +stall=PERCENT of cycles in which the source and the sink each pause, +seed=N for them,
// +patience=N cycles without any handshake after which the design counts as stuck (100000), and samples after tlast
// without a result; +beats=N to print the
// first N results of play +play=N (1) as lines beat <n> <words of epochs.hex>.
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

  localparam integer PLAYS = 4, SHORT = 20;
  localparam integer PAUSES = 40;   // percent of the cycles, in play 2

  reg clk, rst, start, s_axis_tvalid, m_axis_tready;
  wire s_axis_tready, m_axis_tvalid, done, converged, stalled;
  wire [RESULT_WIDTH-1:0] m_axis_tdata;
  wire [OVERFLOW_BITS-1:0] overflow;

  reg [4*(X_DIGITS+Y_DIGITS)-1:0] samples[0:SAMPLES-1];
  reg [LOSS_AT+4*LOSS_DIGITS-1:0] epochs[0:EPOCHS-1];
  integer sample, epoch, idle, stall, seed, patience, beats, k;
  integer play, beats_play, percent, last_epoch, accepted, taken, waited;
  reg [255:0] noise;
  reg [STEP_WIDTH-1:0] cfg_step;
  reg [(DEGREE+1)*THETA_WIDTH-1:0] cfg_theta_init;
  reg [LOSS_WIDTH:0] cfg_tolerance;
  reg [31:0] cfg_max_epochs;
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
      .start(start), .cfg_step(cfg_step), .cfg_theta_init(cfg_theta_init), .cfg_tolerance(cfg_tolerance),
      .cfg_max_epochs(cfg_max_epochs),
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

  task compare(input [8*15-1:0] field, input [127:0] expected, actual);
    if (actual !== expected) begin
      $display("epoch %0d %0s expected %h actual %h", epoch + 1, field, expected, actual);
      differs = 1'b1;
    end
  endtask

  reg [8*15-1:0] name;

  // A word and, apart from it, the bits above it in its field: copies of the sign that the word has, or zeros
  task compare_field(input [8*7-1:0] field_name, input [127:0] expected, field, input integer word_width, padding, is_signed);
    begin
      compare(field_name, expected, field & ~({128 {1'b1}} << word_width));
      $sformat(name, "%0s_padding", field_name);
      compare(name, is_signed != 0 && field[word_width-1] ? ~({128 {1'b1}} << padding) : 128'd0, field >> word_width);
    end
  endtask

  reg [8*7-1:0] theta_name;

  task compare_result;
    begin
      compare_field("loss", {1'b0, epochs[epoch][LOSS_AT+:LOSS_WIDTH]}, {1'b0, m_axis_tdata[(DEGREE+1)*THETA_FIELD+:LOSS_FIELD]},
          LOSS_WIDTH, LOSS_FIELD - LOSS_WIDTH, LOSS_SIGNED);
      for (k = DEGREE; k >= 0; k = k - 1) begin
        $sformat(theta_name, "theta_%0d", k);
        compare_field(theta_name, {1'b0, epochs[epoch][THETA_AT+4*THETA_DIGITS*k+:THETA_WIDTH]},
            {1'b0, m_axis_tdata[k*THETA_FIELD+:THETA_FIELD]}, THETA_WIDTH, THETA_FIELD - THETA_WIDTH, THETA_SIGNED);
      end
      compare("converged", {127'd0, epochs[epoch][20]}, {127'd0, converged});
      compare("stalled", {127'd0, epochs[epoch][16]}, {127'd0, stalled});
      compare("overflow", {{(128 - OVERFLOW_BITS) {1'b0}}, epochs[epoch][0+:OVERFLOW_BITS]},
          {{(128 - OVERFLOW_BITS) {1'b0}}, overflow});
    end
  endtask

  task print_result;
    begin
      $write("beat %0d %h", epoch + 1, m_axis_tdata[(DEGREE+1)*THETA_FIELD+:LOSS_WIDTH]);
      for (k = DEGREE; k >= 0; k = k - 1) $write("_%h", m_axis_tdata[k*THETA_FIELD+:THETA_WIDTH]);
      $display("_%h_%h_%h", converged, stalled, overflow);
    end
  endtask

  reg [8*128-1:0] account;

  task fail(input [8*128-1:0] reason);
    if (!ended) begin
      $display("play %0d", play);
      $display("FAIL %0s", reason);
      ended = 1'b1;
    end
  endtask

  // What stands at the configuration ports: the run's words, or others
  task configure(input is_noise);
    begin
      for (k = 0; k < 8; k = k + 1) noise[32*k+:32] = is_noise ? $random(seed) : 32'd0;
      cfg_step = RUN_STEP ^ noise[255-:STEP_WIDTH];
      cfg_theta_init = RUN_THETA_INIT ^ noise[0+:(DEGREE+1)*THETA_WIDTH];
      cfg_tolerance = RUN_TOLERANCE ^ noise[7+:LOSS_WIDTH+1];
      cfg_max_epochs = (last_epoch < EPOCHS ? last_epoch : RUN_MAX_EPOCHS) ^ noise[100+:32];
    end
  endtask

  task reset;
    begin
      {start, s_axis_tvalid, m_axis_tready} = 3'b000;
      rst = 1'b1;
      edge_of_clock;
      edge_of_clock;
      rst = 1'b0;
    end
  endtask

  task start_run;
    begin
      {s_axis_tvalid, m_axis_tready} = 2'b00;
      {sample, epoch, idle, accepted, taken, waited} = {6 {32'd0}};
      configure(1'b0);
      start = 1'b1;
      edge_of_clock;
      start = 1'b0;
    end
  endtask

  // One cycle of the source, the sink and whoever looks
  task cycle(input compares);
    begin
      if (play > 2) configure(1'b1);
      // While samples are to come, or a result before the last one, the design is busy
      start = play == 3 && accepted > 0 && pauses(10)
          && (ONCE != 0 ? accepted < SAMPLES || epoch + 1 < last_epoch : accepted < last_epoch * SAMPLES);
      if (!s_axis_tvalid) s_axis_tvalid = !pauses(percent);
      waited = m_axis_tvalid === 1'b1 ? waited + 1 : 0;
      m_axis_tready = play == 3 ? waited > 2 : !pauses(percent);
      #1 idle = idle + 1;
      if (m_axis_tvalid === 1'b1 && m_axis_tready) begin
        if (epoch < beats && play == beats_play) print_result;
        if (epoch >= last_epoch) fail("more results than there are epochs");
        else if (compares) compare_result;
        if (differs && (epoch >= beats || play != beats_play)) fail("a result differs");
        epoch = epoch + 1;
        {idle, taken, waited} = {3 {32'd0}};
      end
      if (violations != 0) fail("a rule of AXI4-Stream is broken");
      if (s_axis_tvalid && s_axis_tready === 1'b1) begin
        // Taken at the edge; what is offered changes after it
        idle = 0;
        accepted = accepted + 1;
        taken = taken + 1;
        if (taken > SAMPLES + patience) begin
          $sformat(account, "%0d samples after tlast of epoch %0d there is no result; s_axis_tready is still 1",
              patience, epoch + 1);
          if (epoch < last_epoch) fail(account);
          else fail("not done after the last epoch; s_axis_tready is still 1");
        end
        edge_of_clock;
        sample = s_axis_tlast ? 0 : sample + 1;
        s_axis_tvalid = 1'b0;
      end else begin
        if (idle > patience) begin
          $sformat(account, "stuck in epoch %0d: no handshake in %0d cycles after sample %0d, not done", epoch + 1,
              patience, taken);
          fail(account);
        end
        edge_of_clock;
      end
    end
  endtask

  // done of the run before may stand until the new one is under way
  wire is_done = done === 1'b1 && accepted > 0;

  task run_whole;
    begin
      start_run;
      while (!ended && !is_done) cycle(1'b1);
      if (differs) fail("a result differs");
      $sformat(account, "done after %0d of %0d epochs", epoch, last_epoch);
      if (epoch < last_epoch) fail(account);
      if (s_axis_tvalid && s_axis_tready === 1'b1) fail("done, and ready for another sample");
    end
  endtask

  initial begin
    if (!$value$plusargs("vectors=%s", folder)) folder = ".";
    if (!$value$plusargs("stall=%d", stall)) stall = 0;
    if (!$value$plusargs("seed=%d", seed)) seed = 1;
    if (!$value$plusargs("patience=%d", patience)) patience = 100000;
    if (!$value$plusargs("beats=%d", beats)) beats = 0;
    if (!$value$plusargs("play=%d", beats_play)) beats_play = 1;
    $sformat(path, "%0s/samples.hex", folder);
    $readmemh(path, samples);
    $sformat(path, "%0s/epochs.hex", folder);
    $readmemh(path, epochs);

    {clk, rst, start, s_axis_tvalid, m_axis_tready} = 5'b01000;
    {ended, differs} = 2'b00;
    last_epoch = EPOCHS;
    configure(1'b0);
    for (play = 1; play <= PLAYS && !ended; play = play + 1) begin
      last_epoch = play > 1 && EPOCHS > SHORT ? SHORT : EPOCHS;
      percent = play != 2 ? (play == 1 ? stall : 0) : stall > PAUSES ? stall : PAUSES;
      if (play == 1) reset;
      if (play == 4) begin
        // Into the second epoch, or the midst of the only one
        start_run;
        while (!ended && !is_done && (ONCE != 0 && EPOCHS > 1 ? epoch < 1 || idle < 9
            : accepted < (EPOCHS > 1 ? SAMPLES : 0) + (SAMPLES + 1) / 2))
          cycle(1'b0);
        if (!ended) reset;
      end
      if (!ended) run_whole;
    end
    if (!ended) $display("PASS %0d epochs", EPOCHS);
    $finish;
  end

endmodule

`resetall
