// hardfit_bench: drives hardfit with the cycles of stimulus.hex and compares every output port in every cycle with
// expected.hex.
//
// A line of either file is a cycle: one hexadecimal word, the ports from the left to the right, each in whole digits,
//   stimulus.hex  rst_start_s_axis_tvalid_s_axis_tlast_m_axis_tready_s_axis_tdata_
//                 cfg_step_cfg_theta_init_cfg_tolerance_cfg_max_epochs
//   expected.hex  s_axis_tready_m_axis_tvalid_m_axis_tdata_done_converged_stalled_overflow
// An expected word is what stands before the clock edge that ends the cycle. Before the first line the design is reset
// with one edge. The design itself is in design.vh: localparams named as hardfit's parameters.
//
// The files are read a line at a time, so their length does not matter. The last line printed is
//   PASS <n> cycles, or
//   FAIL <reason>, after up to 10 lines "cycle <n> <port> expected <hex> actual <hex>".
//
// In Icarus, from the folder of the vectors:
//   $ iverilog -g2005 -Wall -I . -s hardfit_bench -o bench.vvp hardfit_bench.v RTL/*.v && vvp -n bench.vvp
// In Verilator, from 5.006 on:
//   $ verilator --binary --timing -Wno-fatal -I. --top-module hardfit_bench hardfit_bench.v RTL/*.v
//   $ obj_dir/Vhardfit_bench
//
// Plusargs: +vectors=FOLDER (.) with the two files, +vcd=FILE for a waveform.
`resetall
`default_nettype none

module hardfit_bench;

  `include "design.vh"

  localparam integer X_FIELD = (X_WIDTH + 7) / 8 * 8;
  localparam integer Y_FIELD = (Y_WIDTH + 7) / 8 * 8;
  localparam integer THETA_FIELD = (THETA_WIDTH + 7) / 8 * 8;
  localparam integer LOSS_FIELD = (LOSS_WIDTH + 7) / 8 * 8;
  localparam integer TDATA_WIDTH = Y_FIELD + X_FIELD;
  localparam integer INIT_WIDTH = (DEGREE + 1) * THETA_WIDTH;
  localparam integer RESULT_WIDTH = LOSS_FIELD + (DEGREE + 1) * THETA_FIELD;
  localparam integer DIVERGENCES = 10;

  // The lowest bit of each column in the word of its line: a column takes whole digits of four bits
  localparam integer EPOCHS_AT = 0;
  localparam integer TOLERANCE_AT = EPOCHS_AT + 32;
  localparam integer INIT_AT = TOLERANCE_AT + (LOSS_WIDTH + 4) / 4 * 4;
  localparam integer STEP_AT = INIT_AT + (INIT_WIDTH + 3) / 4 * 4;
  localparam integer TDATA_AT = STEP_AT + (STEP_WIDTH + 3) / 4 * 4;
  localparam integer TREADY_AT = TDATA_AT + TDATA_WIDTH;
  localparam integer TLAST_AT = TREADY_AT + 4;
  localparam integer TVALID_AT = TLAST_AT + 4;
  localparam integer START_AT = TVALID_AT + 4;
  localparam integer RST_AT = START_AT + 4;
  localparam integer STIMULUS_WIDTH = RST_AT + 4;

  localparam integer OVERFLOW_AT = 0;
  localparam integer STALLED_AT = OVERFLOW_AT + 16;
  localparam integer CONVERGED_AT = STALLED_AT + 4;
  localparam integer DONE_AT = CONVERGED_AT + 4;
  localparam integer RESULT_AT = DONE_AT + 4;
  localparam integer VALID_AT = RESULT_AT + RESULT_WIDTH;
  localparam integer READY_AT = VALID_AT + 4;
  localparam integer EXPECTED_WIDTH = READY_AT + 4;

  // Inputs, as they stand in the line
  reg clk;
  reg [STIMULUS_WIDTH-1:0] stimulus;
  wire rst = stimulus[RST_AT];
  wire start = stimulus[START_AT];
  wire s_axis_tvalid = stimulus[TVALID_AT];
  wire s_axis_tlast = stimulus[TLAST_AT];
  wire m_axis_tready = stimulus[TREADY_AT];
  wire [TDATA_WIDTH-1:0] s_axis_tdata = stimulus[TDATA_AT+:TDATA_WIDTH];
  wire [STEP_WIDTH-1:0] cfg_step = stimulus[STEP_AT+:STEP_WIDTH];
  wire [INIT_WIDTH-1:0] cfg_theta_init = stimulus[INIT_AT+:INIT_WIDTH];
  wire [LOSS_WIDTH:0] cfg_tolerance = stimulus[TOLERANCE_AT+:LOSS_WIDTH+1];
  wire [31:0] cfg_max_epochs = stimulus[EPOCHS_AT+:32];

  // Outputs
  wire s_axis_tready, m_axis_tvalid, done, converged, stalled;
  wire [RESULT_WIDTH-1:0] m_axis_tdata;
  wire [12:0] overflow;

  hardfit #(
      .DEGREE(DEGREE),
      .X_WIDTH(X_WIDTH), .X_FRACTION(X_FRACTION), .X_SIGNED(X_SIGNED),
      .Y_WIDTH(Y_WIDTH), .Y_FRACTION(Y_FRACTION), .Y_SIGNED(Y_SIGNED),
      .THETA_WIDTH(THETA_WIDTH), .THETA_FRACTION(THETA_FRACTION), .THETA_SIGNED(THETA_SIGNED),
      .THETA_QUANTIZATION(THETA_QUANTIZATION), .THETA_OVERFLOW(THETA_OVERFLOW), .THETA_N_BITS(THETA_N_BITS),
      .WEIGHT_WIDTH(WEIGHT_WIDTH), .WEIGHT_FRACTION(WEIGHT_FRACTION), .WEIGHT_SIGNED(WEIGHT_SIGNED),
      .WEIGHT_QUANTIZATION(WEIGHT_QUANTIZATION), .WEIGHT_OVERFLOW(WEIGHT_OVERFLOW), .WEIGHT_N_BITS(WEIGHT_N_BITS),
      .POWER_WIDTH(POWER_WIDTH), .POWER_FRACTION(POWER_FRACTION), .POWER_SIGNED(POWER_SIGNED),
      .POWER_QUANTIZATION(POWER_QUANTIZATION), .POWER_OVERFLOW(POWER_OVERFLOW), .POWER_N_BITS(POWER_N_BITS),
      .ESTIMATE_WIDTH(ESTIMATE_WIDTH), .ESTIMATE_FRACTION(ESTIMATE_FRACTION), .ESTIMATE_SIGNED(ESTIMATE_SIGNED),
      .ESTIMATE_QUANTIZATION(ESTIMATE_QUANTIZATION), .ESTIMATE_OVERFLOW(ESTIMATE_OVERFLOW),
      .ESTIMATE_N_BITS(ESTIMATE_N_BITS),
      .ERROR_WIDTH(ERROR_WIDTH), .ERROR_FRACTION(ERROR_FRACTION), .ERROR_SIGNED(ERROR_SIGNED),
      .ERROR_QUANTIZATION(ERROR_QUANTIZATION), .ERROR_OVERFLOW(ERROR_OVERFLOW), .ERROR_N_BITS(ERROR_N_BITS),
      .PRODUCT_WIDTH(PRODUCT_WIDTH), .PRODUCT_FRACTION(PRODUCT_FRACTION), .PRODUCT_SIGNED(PRODUCT_SIGNED),
      .PRODUCT_QUANTIZATION(PRODUCT_QUANTIZATION), .PRODUCT_OVERFLOW(PRODUCT_OVERFLOW), .PRODUCT_N_BITS(PRODUCT_N_BITS),
      .GRADIENT_WIDTH(GRADIENT_WIDTH), .GRADIENT_FRACTION(GRADIENT_FRACTION), .GRADIENT_SIGNED(GRADIENT_SIGNED),
      .GRADIENT_QUANTIZATION(GRADIENT_QUANTIZATION), .GRADIENT_OVERFLOW(GRADIENT_OVERFLOW),
      .GRADIENT_N_BITS(GRADIENT_N_BITS),
      .SQUARE_WIDTH(SQUARE_WIDTH), .SQUARE_FRACTION(SQUARE_FRACTION), .SQUARE_SIGNED(SQUARE_SIGNED),
      .SQUARE_QUANTIZATION(SQUARE_QUANTIZATION), .SQUARE_OVERFLOW(SQUARE_OVERFLOW), .SQUARE_N_BITS(SQUARE_N_BITS),
      .LOSS_WIDTH(LOSS_WIDTH), .LOSS_FRACTION(LOSS_FRACTION), .LOSS_SIGNED(LOSS_SIGNED),
      .LOSS_QUANTIZATION(LOSS_QUANTIZATION), .LOSS_OVERFLOW(LOSS_OVERFLOW), .LOSS_N_BITS(LOSS_N_BITS),
      .STEP_WIDTH(STEP_WIDTH), .STEP_FRACTION(STEP_FRACTION), .STEP_SIGNED(STEP_SIGNED),
      .UPDATE_WIDTH(UPDATE_WIDTH), .UPDATE_FRACTION(UPDATE_FRACTION), .UPDATE_SIGNED(UPDATE_SIGNED),
      .UPDATE_QUANTIZATION(UPDATE_QUANTIZATION), .UPDATE_OVERFLOW(UPDATE_OVERFLOW), .UPDATE_N_BITS(UPDATE_N_BITS)
  ) dut (
      .clk(clk), .rst(rst),
      .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready), .s_axis_tlast(s_axis_tlast), .s_axis_tdata(s_axis_tdata),
      .start(start), .cfg_step(cfg_step), .cfg_theta_init(cfg_theta_init), .cfg_tolerance(cfg_tolerance),
      .cfg_max_epochs(cfg_max_epochs),
      .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(m_axis_tready), .m_axis_tdata(m_axis_tdata),
      .done(done), .converged(converged), .stalled(stalled), .overflow(overflow)
  );

  reg [EXPECTED_WIDTH-1:0] expected;
  reg [8*1024-1:0] folder, path;
  integer stimulus_file, expected_file, stimulus_words, expected_words, cycle, divergences;
  reg ended;

  // The outputs as a line
  wire [EXPECTED_WIDTH-1:0] outputs = {
    3'd0, s_axis_tready, 3'd0, m_axis_tvalid, m_axis_tdata, 3'd0, done, 3'd0, converged, 3'd0, stalled,
    {(STALLED_AT - 13) {1'b0}}, overflow
  };

  // A line as text; what stands between its columns and at its end takes up to 12 characters.
  localparam integer LINE_WIDTH = STIMULUS_WIDTH > EXPECTED_WIDTH ? STIMULUS_WIDTH : EXPECTED_WIDTH;
  localparam integer LINE_LENGTH = LINE_WIDTH / 4 + 12;

  reg [8*LINE_LENGTH-1:0] line, expected_line;
  integer length;

`ifdef VERILATOR
  // What `$sscanf(line, "%h", word)` does, and gives: there it takes longer than the design.
  reg [LINE_WIDTH-1:0] word;

  function integer scanned(input integer count);
    integer i, pending;
    reg [63:0] digits;
    reg [7:0] c;
    begin
      {word, digits, pending} = {(LINE_WIDTH + 96) {1'b0}};
      scanned = 0;
      for (i = count - 1; i >= 0; i = i - 1) begin
        c = line[8*i+:8];
        if ((c >= "0" && c <= "9") || (c >= "A" && c <= "F") || (c >= "a" && c <= "f")) begin
          digits = {digits[59:0], c[6] ? c[3:0] + 4'd9 : c[3:0]};
          pending = pending + 4;
          scanned = 1;
        end else if (c != "_") i = 0;
        if (pending == 64 || i == 0) begin
          word = (word << pending) | {{(LINE_WIDTH - 64) {1'b0}}, digits};
          {digits, pending} = 96'd0;
        end
      end
    end
  endfunction
`endif

  task compare_bit(input [8*13-1:0] port, input expected_bit, input actual);
    if (actual !== expected_bit) begin
      $display("cycle %0d %0s expected %b actual %b", cycle, port, expected_bit, actual);
      divergences = divergences + 1;
    end
  endtask

  task compare_cycle;
    begin
      compare_bit("s_axis_tready", expected[READY_AT], s_axis_tready);
      compare_bit("m_axis_tvalid", expected[VALID_AT], m_axis_tvalid);
      if (m_axis_tdata !== expected[RESULT_AT+:RESULT_WIDTH]) begin
        $display("cycle %0d m_axis_tdata expected %h actual %h", cycle, expected[RESULT_AT+:RESULT_WIDTH], m_axis_tdata);
        divergences = divergences + 1;
      end
      compare_bit("done", expected[DONE_AT], done);
      compare_bit("converged", expected[CONVERGED_AT], converged);
      compare_bit("stalled", expected[STALLED_AT], stalled);
      if (overflow !== expected[OVERFLOW_AT+:13]) begin
        $display("cycle %0d overflow expected %h actual %h", cycle, expected[OVERFLOW_AT+:13], overflow);
        divergences = divergences + 1;
      end
    end
  endtask

  initial begin
    if (!$value$plusargs("vectors=%s", folder)) folder = ".";
    $sformat(path, "%0s/stimulus.hex", folder);
    stimulus_file = $fopen(path, "r");
    $sformat(path, "%0s/expected.hex", folder);
    expected_file = $fopen(path, "r");
    ended = stimulus_file == 0 || expected_file == 0;
    if (ended) $display("FAIL cannot open stimulus.hex and expected.hex in %0s", folder);
    if ($value$plusargs("vcd=%s", path)) begin
      $dumpfile(path);
      $dumpvars(0, dut);
    end

    clk = 1'b0;
    stimulus = {STIMULUS_WIDTH{1'b0}};
    stimulus[RST_AT] = 1'b1;
    cycle = 0;
    divergences = 0;
    #1 clk = 1'b1;
    #1 clk = 1'b0;

    while (!ended) begin
`ifdef VERILATOR
      length = $fgets(line, stimulus_file);
      stimulus_words = scanned(length);
      stimulus = word[STIMULUS_WIDTH-1:0];
`else
      stimulus_words = $fscanf(stimulus_file, "%h", stimulus);
`endif
      // Most lines of expected.hex are as the one before.
      length = $fgets(line, expected_file);
      if (length == 0) expected_words = 0;
      else if (line !== expected_line) begin
        expected_line = line;
`ifdef VERILATOR
        expected_words = scanned(length);
        expected = word[EXPECTED_WIDTH-1:0];
`else
        expected_words = $sscanf(line, "%h", expected);
`endif
      end
      if (stimulus_words == 1 && expected_words == 1 && divergences < DIVERGENCES) begin
        #1 if (outputs !== expected) compare_cycle;
        clk = 1'b1;
        cycle = cycle + 1;
        #1 clk = 1'b0;
      end else begin
        ended = 1'b1;
        if (divergences > 0)
          $display("FAIL %0d divergences in the first %0d cycles", divergences, cycle);
        else if (stimulus_words == 1 || expected_words == 1)
          $display("FAIL one of the files ends after %0d cycles, the other does not", cycle);
        else if (cycle == 0)
          $display("FAIL there is no cycle to compare");
        else if (!$feof(stimulus_file) || !$feof(expected_file))
          $display("FAIL line %0d of the files is no hexadecimal word", cycle + 1);
        else
          $display("PASS %0d cycles", cycle);
      end
    end
    $finish;
  end

endmodule

`resetall
