// hardfit_bench: drives hardfit with the inputs of cycles.hex and compares every output port in every cycle.
//
// A line of the file is a cycle, its words in hexadecimal: the inputs
//   rst start s_axis_tvalid s_axis_tlast m_axis_tready s_axis_tdata cfg_step cfg_theta_init cfg_tolerance cfg_max_epochs
// then the outputs that are expected before the clock edge that ends the cycle
//   s_axis_tready m_axis_tvalid m_axis_tdata done converged stalled overflow
// Before the first line the design is reset. The design itself is in parameters.vh: localparams named as hardfit's
// parameters. The last line printed is PASS with the cycles compared, or FAIL with the first divergence.
//
// In Icarus, from the folder of the case:
//   $ iverilog -g2005 -Wall -I . -s hardfit_bench -o bench.vvp RTL/*.v RTL/bench/hardfit_bench.v && vvp bench.vvp
// In Verilator, from 5.006 on:
//   $ verilator --binary --timing -I. --top-module hardfit_bench RTL/*.v RTL/bench/hardfit_bench.v && obj_dir/Vhardfit_bench
//
// Plusargs: +vectors=FILE (cycles.hex), +vcd=FILE for a waveform.
`resetall
`default_nettype none

module hardfit_bench;

  `include "parameters.vh"

  localparam integer X_FIELD = (X_WIDTH + 7) / 8 * 8;
  localparam integer Y_FIELD = (Y_WIDTH + 7) / 8 * 8;
  localparam integer THETA_FIELD = (THETA_WIDTH + 7) / 8 * 8;
  localparam integer LOSS_FIELD = (LOSS_WIDTH + 7) / 8 * 8;
  localparam integer RESULT_WIDTH = LOSS_FIELD + (DEGREE + 1) * THETA_FIELD;
  localparam integer COLUMNS = 17;

  // Inputs
  reg clk, rst, start, s_axis_tvalid, s_axis_tlast, m_axis_tready;
  reg [Y_FIELD+X_FIELD-1:0] s_axis_tdata;
  reg [STEP_WIDTH-1:0] cfg_step;
  reg [(DEGREE+1)*THETA_WIDTH-1:0] cfg_theta_init;
  reg [LOSS_WIDTH:0] cfg_tolerance;
  reg [31:0] cfg_max_epochs;

  // Outputs, and what is expected of them
  wire s_axis_tready, m_axis_tvalid, done, converged, stalled;
  wire [RESULT_WIDTH-1:0] m_axis_tdata;
  wire [12:0] overflow;
  reg expected_s_axis_tready, expected_m_axis_tvalid, expected_done, expected_converged, expected_stalled;
  reg [RESULT_WIDTH-1:0] expected_m_axis_tdata;
  reg [12:0] expected_overflow;

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

  // A line as it is read; assigned to the ports afterwards, which lets every simulator see them change
  reg next_rst, next_start, next_tvalid, next_tlast, next_tready;
  reg [Y_FIELD+X_FIELD-1:0] next_tdata;
  reg [STEP_WIDTH-1:0] next_step;
  reg [(DEGREE+1)*THETA_WIDTH-1:0] next_theta_init;
  reg [LOSS_WIDTH:0] next_tolerance;
  reg [31:0] next_max_epochs;

  reg [8*1024-1:0] path;
  integer file, columns, cycle;
  reg failed;

  task read_cycle;
    columns = $fscanf(file, "%h %h %h %h %h %h %h %h %h %h %h %h %h %h %h %h %h",
        next_rst, next_start, next_tvalid, next_tlast, next_tready, next_tdata,
        next_step, next_theta_init, next_tolerance, next_max_epochs,
        expected_s_axis_tready, expected_m_axis_tvalid, expected_m_axis_tdata,
        expected_done, expected_converged, expected_stalled, expected_overflow);
  endtask

  task drive_cycle;
    begin
      rst = next_rst;
      start = next_start;
      s_axis_tvalid = next_tvalid;
      s_axis_tlast = next_tlast;
      m_axis_tready = next_tready;
      s_axis_tdata = next_tdata;
      cfg_step = next_step;
      cfg_theta_init = next_theta_init;
      cfg_tolerance = next_tolerance;
      cfg_max_epochs = next_max_epochs;
    end
  endtask

  task clock_edge;
    begin
      #1 clk = 1'b1;
      #2 clk = 1'b0;
      #1 ;
    end
  endtask

  // One port: the right-aligned words, padded with zeros to the widest port
  task compare(input [8*13-1:0] port, input [RESULT_WIDTH+12:0] expected, input [RESULT_WIDTH+12:0] actual);
    if (actual !== expected) begin
      $display("FAIL cycle %0d: %0s is %0h, expected %0h", cycle, port, actual, expected);
      failed = 1'b1;
    end
  endtask

  task compare_cycle;
    begin
      compare("s_axis_tready", {{(RESULT_WIDTH + 12) {1'b0}}, expected_s_axis_tready}, {{(RESULT_WIDTH + 12) {1'b0}}, s_axis_tready});
      compare("m_axis_tvalid", {{(RESULT_WIDTH + 12) {1'b0}}, expected_m_axis_tvalid}, {{(RESULT_WIDTH + 12) {1'b0}}, m_axis_tvalid});
      compare("m_axis_tdata", {13'd0, expected_m_axis_tdata}, {13'd0, m_axis_tdata});
      compare("done", {{(RESULT_WIDTH + 12) {1'b0}}, expected_done}, {{(RESULT_WIDTH + 12) {1'b0}}, done});
      compare("converged", {{(RESULT_WIDTH + 12) {1'b0}}, expected_converged}, {{(RESULT_WIDTH + 12) {1'b0}}, converged});
      compare("stalled", {{(RESULT_WIDTH + 12) {1'b0}}, expected_stalled}, {{(RESULT_WIDTH + 12) {1'b0}}, stalled});
      compare("overflow", {{RESULT_WIDTH {1'b0}}, expected_overflow}, {{RESULT_WIDTH {1'b0}}, overflow});
    end
  endtask

  initial begin
    if (!$value$plusargs("vectors=%s", path)) path = "cycles.hex";
    file = $fopen(path, "r");
    if (file == 0) begin
      $display("FAIL no vectors: cannot open %0s", path);
      $finish;
    end
    if ($value$plusargs("vcd=%s", path)) begin
      $dumpfile(path);
      $dumpvars(0, dut);
    end

    clk = 1'b0;
    rst = 1'b1;
    cycle = 0;
    failed = file == 0;
    clock_edge;

    while (!failed) begin
      read_cycle;
      if (columns != COLUMNS) begin
        if (columns > 0 || cycle == 0) begin
          $display("FAIL line %0d of the vectors has %0d words instead of %0d", cycle + 1, columns, COLUMNS);
        end else $display("PASS %0d cycles", cycle);
        failed = 1'b1;
      end else begin
        drive_cycle;
        #1 compare_cycle;
        clock_edge;
        cycle = cycle + 1;
      end
    end
    $finish;
  end

endmodule

`resetall
