-- Prints what resize of fixed_pkg makes of every word of nine bits, with its own defaults.
library ieee;
use ieee.std_logic_1164.all;
use ieee.numeric_std.all;
use ieee.fixed_pkg.all;

entity fixed_pkg_resize is
end entity;

architecture test of fixed_pkg_resize is
begin
  process
    variable signed_source   : sfixed(5 downto -3);
    variable signed_word     : sfixed(2 downto -1);
    variable unsigned_source : ufixed(5 downto -3);
    variable unsigned_word   : ufixed(2 downto -1);
  begin
    for raw in 0 to 511 loop
      signed_source := to_sfixed(std_logic_vector(to_unsigned(raw, 9)), 5, -3);
      signed_word := resize(signed_source, 2, -1);
      unsigned_source := to_ufixed(std_logic_vector(to_unsigned(raw, 9)), 5, -3);
      unsigned_word := resize(unsigned_source, 2, -1);
      report "word " & integer'image(raw)
        & " " & integer'image(to_integer(unsigned(to_slv(signed_word))))
        & " " & integer'image(to_integer(unsigned(to_slv(unsigned_word)))) & " end";
    end loop;
    wait;
  end process;
end architecture;
