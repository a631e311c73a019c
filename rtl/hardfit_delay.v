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

  // The words of all stages in one: a simulator need not join them.
  reg [STAGES*WIDTH-1:0] line;
  assign taps = line;

  genvar s;
  generate
    for (s = 0; s < STAGES; s = s + 1) begin : stage
      wire [WIDTH-1:0] word = line[s*WIDTH+:WIDTH];
      wire [WIDTH-1:0] unused_word = word;
      wire [WIDTH-1:0] next_word;

      if (s == 0) begin : first
        assign next_word = in;
      end else begin : further
        assign next_word = stage[s-1].word;
      end

      always @(posedge clk)
        if (rst) line[s*WIDTH+:WIDTH] <= {WIDTH {1'b0}};
        else if (enable[s]) line[s*WIDTH+:WIDTH] <= next_word;
    end
  endgenerate

endmodule

`resetall
