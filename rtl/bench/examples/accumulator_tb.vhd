-- accumulator_tb: a design in VHDL against the vectors of `hardfit export CASE --level epoch,node`.
--
-- nodes.hex has every node of the datapath for each sample, one line a sample, epoch after epoch. So a part of a design can
-- be tried before the rest of it exists: here the accumulators take the products of each line and have to
-- hold the gradients of the same line, as many as the degree asks for. At the end of each epoch the sum of the squares has to
-- be the loss of epochs.hex.
--
--   ghdl -a --std=08 hardfit_vectors.vhd accumulator.vhd accumulator_tb.vhd
--   ghdl -e --std=08 accumulator_tb
--   ghdl -r --std=08 accumulator_tb -gVECTORS=FOLDER
--
-- Ends with a note "PASS ..." or with a failure. The accumulators here are exact and wrap, as they are unless a design
-- says otherwise.
library ieee;
use ieee.std_logic_1164.all;
use ieee.numeric_std.all;
use std.textio.all;
use work.hardfit_vectors.all;

entity accumulator_tb is
  generic (VECTORS : string);
end entity;

architecture test of accumulator_tb is

  constant DEGREE : integer := design_parameter(VECTORS, "DEGREE");
  constant PRODUCT_WIDTH : integer := design_parameter(VECTORS, "PRODUCT_WIDTH");
  constant GRADIENT_WIDTH : integer := design_parameter(VECTORS, "GRADIENT_WIDTH");
  constant SQUARE_WIDTH : integer := design_parameter(VECTORS, "SQUARE_WIDTH");
  constant LOSS_WIDTH : integer := design_parameter(VECTORS, "LOSS_WIDTH");
  constant SAMPLES : natural := line_count(VECTORS, "samples.hex");

  -- nodes.hex: x y power_2..D estimate_1..D error product_0..D square gradient_0..D loss
  constant PRODUCT_AT : natural := 2 + (DEGREE - 1) + DEGREE + 1;
  constant SQUARE_AT : natural := PRODUCT_AT + DEGREE + 1;
  constant GRADIENT_AT : natural := SQUARE_AT + 1;
  constant LOSS_AT : natural := GRADIENT_AT + DEGREE + 1;
  -- epochs.hex: loss theta_D..0 converged stalled overflow
  constant EPOCH_COLUMNS : natural := 1 + (DEGREE + 1) + 3;

  type products_t is array (0 to DEGREE) of signed(PRODUCT_WIDTH - 1 downto 0);
  type gradients_t is array (0 to DEGREE) of signed(GRADIENT_WIDTH - 1 downto 0);

  signal clk, rst, valid, last : std_ulogic := '0';
  signal products : products_t := (others => (others => '0'));
  signal gradients : gradients_t;
  -- A square and a loss are unsigned: with a zero above they are positive numbers.
  signal square : signed(SQUARE_WIDTH downto 0) := (others => '0');
  signal loss : signed(LOSS_WIDTH downto 0);

begin

  assert design_parameter(VECTORS, "GRADIENT_FRACTION") = design_parameter(VECTORS, "PRODUCT_FRACTION")
    and design_parameter(VECTORS, "LOSS_FRACTION") = design_parameter(VECTORS, "SQUARE_FRACTION")
    report "the accumulators of this design round; those of the example do not" severity failure;

  each_gradient : for k in 0 to DEGREE generate
    dut : entity work.accumulator
      generic map (TERM_WIDTH => PRODUCT_WIDTH, SUM_WIDTH => GRADIENT_WIDTH)
      port map (clk => clk, rst => rst, valid => valid, last => last, term => products(k), sum => gradients(k));
  end generate;

  the_loss : entity work.accumulator
    generic map (TERM_WIDTH => SQUARE_WIDTH + 1, SUM_WIDTH => LOSS_WIDTH + 1)
    port map (clk => clk, rst => rst, valid => valid, last => last, term => square, sum => loss);

  process is
    file nodes : text open read_mode is VECTORS & "/nodes.hex";
    file epochs : text open read_mode is VECTORS & "/epochs.hex";
    variable node : columns_t(0 to LOSS_AT);
    variable epoch : columns_t(0 to EPOCH_COLUMNS - 1);
    variable sample, epoch_number : natural := 0;

    procedure clock_edge is
    begin
      wait for 1 ns;
      clk <= '1';
      wait for 1 ns;
      clk <= '0';
      wait for 0 ns;
    end procedure;

    procedure compare(name : string; expected, actual : signed) is
    begin
      assert actual = expected
        report "epoch " & to_string(epoch_number + 1) & " sample " & to_string(sample + 1) & " " & name
          & " expected " & to_hstring(expected) & " actual " & to_hstring(actual)
        severity failure;
    end procedure;
  begin
    rst <= '1';
    clock_edge;
    rst <= '0';
    while not endfile(nodes) loop
      next_word(nodes, node);
      valid <= '1';
      last <= '1' when sample = SAMPLES - 1 else '0';
      for k in 0 to DEGREE loop
        products(k) <= to_signed(node, PRODUCT_AT + k, PRODUCT_WIDTH);
      end loop;
      square <= signed('0' & to_unsigned(node, SQUARE_AT, SQUARE_WIDTH));
      clock_edge;
      for k in 0 to DEGREE loop
        compare("gradient_" & to_string(k), to_signed(node, GRADIENT_AT + k, GRADIENT_WIDTH), gradients(k));
      end loop;
      compare("loss", to_signed(node, LOSS_AT, LOSS_WIDTH), loss(LOSS_WIDTH - 1 downto 0));
      if sample = SAMPLES - 1 then
        next_word(epochs, epoch);
        compare("loss of the result", to_signed(epoch, 0, LOSS_WIDTH), loss(LOSS_WIDTH - 1 downto 0));
        epoch_number := epoch_number + 1;
        sample := 0;
      else
        sample := sample + 1;
      end if;
    end loop;
    assert epoch_number > 0 report "there is no epoch in " & VECTORS severity failure;
    report "PASS " & to_string(epoch_number) & " epochs of " & to_string(SAMPLES) & " samples";
    wait;
  end process;

end architecture;
