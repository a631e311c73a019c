// hardfit_hold: words taken over each in its own cycle and held, or words that are read where they are.
//
// Latency: one cycle from `enable`; none where nothing is held.
//
//   out_k = in_k on `enable[k]`, or at all times
//
// Parameters
//   WIDTH, COUNT   bits of a word, and how many there are
//   HOLDS          1: they are held, 0: they are read where they are
`resetall
`default_nettype none

module hardfit_hold #(
    parameter integer WIDTH = 16, COUNT = 1, HOLDS = 1
) (
    input  wire                   clk,
    input  wire                   rst,
    input  wire [COUNT-1:0]       enable,
    input  wire [COUNT*WIDTH-1:0] in,
    output wire [COUNT*WIDTH-1:0] out
);

  genvar k;
  generate
    if (HOLDS != 0) begin : held
      for (k = 0; k < COUNT; k = k + 1) begin : words
        reg [WIDTH-1:0] word;

        always @(posedge clk)
          if (rst) word <= {WIDTH {1'b0}};
          else if (enable[k]) word <= in[k*WIDTH+:WIDTH];

        assign out[k*WIDTH+:WIDTH] = word;
      end
    end else begin : direct
      wire [COUNT+1:0] unused = {clk, rst, enable};

      assign out = in;
    end
  endgenerate

endmodule

`resetall
