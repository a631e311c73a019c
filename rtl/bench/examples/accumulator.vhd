-- accumulator: adds a term a cycle to a sum that wraps; the example's device under test.
--
-- Latency 1. With `last` the sum stays for one cycle and begins anew with the next term.
library ieee;
use ieee.std_logic_1164.all;
use ieee.numeric_std.all;

entity accumulator is
  generic (TERM_WIDTH, SUM_WIDTH : positive);
  port (
    clk, rst : in std_ulogic;
    valid, last : in std_ulogic;
    term : in signed(TERM_WIDTH - 1 downto 0);
    sum : out signed(SUM_WIDTH - 1 downto 0) := (others => '0'));
end entity;

architecture rtl of accumulator is
  signal starts : std_ulogic := '1';
begin
  process (clk) is
  begin
    if rising_edge(clk) then
      if rst then
        sum <= (others => '0');
        starts <= '1';
      elsif valid then
        if starts then
          sum <= resize(term, SUM_WIDTH);
        else
          sum <= sum + resize(term, SUM_WIDTH);
        end if;
        starts <= last;
      end if;
    end if;
  end process;
end architecture;
