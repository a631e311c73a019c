// hardfit_delay: carries a word along the pipeline, one register a stage.
//
// Latency: STAGES cycles. Each stage loads with its own `enable` bit, so that idle cycles move nothing.
//
// Parameters
//   WIDTH, STAGES   bits of the word; registers, at least one
`resetall
`default_nettype none

module hardfit_delay #(
    parameter integer WIDTH = 16,
    parameter integer STAGES = 1
) (
    input  wire                    clk,
    input  wire                    rst,
    input  wire [STAGES-1:0]       enable,
    input  wire [WIDTH-1:0]        in,
    output wire [STAGES*WIDTH-1:0] taps    // {last stage … stage[0]}
);

  genvar s;
  generate
    for (s = 0; s < STAGES; s = s + 1) begin : stage
      reg  [WIDTH-1:0] word;
      wire [WIDTH-1:0] next_word;

      if (s == 0) begin : first
        assign next_word = in;
      end else begin : further
        assign next_word = stage[s-1].word;
      end

      always @(posedge clk)
        if (rst) word <= {WIDTH {1'b0}};
        else if (enable[s]) word <= next_word;

      // The words so far side by side
      wire [(s+1)*WIDTH-1:0] upto;

      if (s == 0) begin : alone
        assign upto = word;
      end else begin : beside
        assign upto = {word, stage[s-1].upto};
      end
    end
  endgenerate

  assign taps = stage[STAGES-1].upto;

endmodule

`resetall
