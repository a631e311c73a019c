-- hardfit_vectors: reads the files that `hardfit export` writes, in VHDL-2008 with nothing but std and ieee.
--
--   design_parameter(folder, "THETA_WIDTH")   a number of design.vh
--   line_count(folder, "samples.hex")  the words of a file
--   next_word(file, columns)           a line of a .hex file, its columns from the left
--   to_signed(columns, 3, 24)          the low 24 bits of column 3 as a number
--
-- A line is columns of whole hexadecimal digits with '_' between them. Which column is which stands in
-- manifest.json and in the README.md that is exported beside it; they are numbered from 0 here.
library ieee;
use ieee.std_logic_1164.all;
use ieee.numeric_std.all;
use std.textio.all;

package hardfit_vectors is

  constant COLUMN_BITS : positive := 128;  -- the widest word of a design, in whole digits
  type columns_t is array (natural range <>) of unsigned(COLUMN_BITS - 1 downto 0);

  impure function design_parameter(folder, name : string) return integer;
  impure function line_count(folder, name : string) return natural;
  procedure next_word(file hex : text; columns : out columns_t);
  function to_unsigned(columns : columns_t; index, bits : natural) return unsigned;
  function to_signed(columns : columns_t; index, bits : natural) return signed;

end package;

package body hardfit_vectors is

  -- localparam integer NAME = VALUE;
  impure function design_parameter(folder, name : string) return integer is
    file parameters : text open read_mode is folder & "/design.vh";
    constant BEFORE : string := "localparam integer " & name & " = ";
    variable text_line : line;
    variable value : integer;
  begin
    while not endfile(parameters) loop
      readline(parameters, text_line);
      if text_line'length > BEFORE'length and text_line(1 to minimum(BEFORE'length, text_line'length)) = BEFORE then
        text_line := new string'(text_line(BEFORE'length + 1 to text_line'length));
        read(text_line, value);
        return value;
      end if;
    end loop;
    report folder & "/design.vh has no " & name severity failure;
    return 0;
  end function;

  impure function line_count(folder, name : string) return natural is
    file words : text open read_mode is folder & "/" & name;
    variable text_line : line;
    variable count : natural := 0;
  begin
    while not endfile(words) loop
      readline(words, text_line);
      count := count + 1;
    end loop;
    return count;
  end function;

  function digit(c : character) return natural is
  begin
    case c is
      when '0' to '9' => return character'pos(c) - character'pos('0');
      when 'a' to 'f' => return character'pos(c) - character'pos('a') + 10;
      when others => report "'" & c & "' is no hexadecimal digit" severity failure; return 0;
    end case;
  end function;

  procedure next_word(file hex : text; columns : out columns_t) is
    variable text_line : line;
    variable result : columns_t(columns'range) := (others => (others => '0'));
    variable index : natural := columns'low;
  begin
    readline(hex, text_line);
    for position in text_line'range loop
      if text_line(position) = '_' then
        index := index + 1;
        assert index <= columns'high report "the line has more columns than are expected" severity failure;
      else
        result(index) := shift_left(result(index), 4) or to_unsigned(digit(text_line(position)), COLUMN_BITS);
      end if;
    end loop;
    assert index = columns'high report "the line has fewer columns than are expected" severity failure;
    columns := result;
  end procedure;

  function to_unsigned(columns : columns_t; index, bits : natural) return unsigned is
  begin
    return columns(index)(bits - 1 downto 0);
  end function;

  function to_signed(columns : columns_t; index, bits : natural) return signed is
  begin
    return signed(columns(index)(bits - 1 downto 0));
  end function;

end package body;
