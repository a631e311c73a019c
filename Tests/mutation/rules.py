"""Mutants of the RTL written by rules over its text: the slips that a person makes at a keyboard.

Each rule is a pattern and what is put in its place, in five kinds: operators, widths, enables, resets, constants. All
places in all files are listed in their order and drawn from with a seed, a kind after the other, so that the same
seed gives the same mutants. Left alone are comments, the defaults of parameters (each instance sets them), the checks
of parameters, generate loops and wires that only keep a linter quiet: a change there is none of the machine.
"""
import os
import random
import re

ZERO = r"(?:\{\w[^;]*\{1'b0\}\}|\d+'[bd]0|IDLE)"
RULES = [
    ("operators", r"(?<= )&(?= )", ["|"]), ("operators", r"(?<= )\|(?= )", ["&"]),
    ("operators", r"&&", ["||"]), ("operators", r"\|\|", ["&&"]),
    ("operators", r"(?<= )\^(?= )", ["~^"]), ("operators", r"~\^", ["^"]),
    ("operators", r"==", ["!="]), ("operators", r"!=", ["=="]),
    ("operators", r"(?<= )\+(?= )", ["-"]), ("operators", r"(?<= )-(?= )", ["+"]),
    ("operators", r"<=", ["<", ">="]), ("operators", r">=", [">", "<="]),
    ("operators", r"(?<= )>(?= )", [">=", "<"]), ("operators", r">>", ["<<"]), ("operators", r"<<", [">>"]),
    ("operators", r"~(?=[\w(|&])", [""]), ("operators", r"(?<=[ ,(])\|(?=\w)", ["&"]),
    ("operators", r"\? ([^?:]+?) *: ([^?:;]+);", [r"? \2 : \1;"]), ("operators", r"\$signed\((\w+)\)", [r"\1"]),
    ("operators", r"wire signed", ["wire"]),

    ("widths", r"(?<=[A-Z])-1:0\]", ["-2:0]"]), ("widths", r"\[31:0\]", ["[30:0]", "[15:0]"]),
    ("widths", r"\[2:0\]", ["[1:0]"]), ("widths", r"\[5:0\]", ["[4:0]"]), ("widths", r"(?<=\+:)(\w+)\]", [r"\1-1]"]),
    ("widths", r"(?<=WIDTH = )([^;,]+)(?=;)", [r"(\1) - 1", r"(\1) + 1"]),
    ("widths", r"(?<=_ZEROS = )([^;,]+)(?=;)|(?<=ALIGNED = )([^;,]+)(?=;)", [r"(\1\2) - 1", r"(\1\2) + 1"]),
    ("widths", r"(?<=DROPPED = )([^;,]+)(?=;)|(?<=ADDED = )([^;,]+)(?=;)", [r"(\1\2) + 1"]),
    ("widths", r"(?<=_WIDTH\()(\w+)(?=\))", [r"\1 - 1", r"\1 + 1"]),

    ("enables", r"if \((enable(?:\[\w+\])?)\)", ["if (1'b1)"]), ("enables", r"(?<=else )if \(enable(?:\[\w+\])?\)", [""]),
    ("enables", r"enable\[[^\]]*\] & ", [""]), ("enables", r"enable & ", [""]),
    ("enables", r"enable\[([^\]+]+(?:\+\d)?)\+:", [r"enable[\1-1+:", r"enable[\1+1+:"]),
    ("enables", r"\.enable\(enable\[(\w+(?:\+1)?)\]\)", [r".enable(enable[\1-1])", ".enable(1'b1)"]),
    ("enables", r"(updating|start|multiply|limit|settle|move|weigh|scale) &&? ", [""]), ("enables", r" &&? start", [""]),
    ("enables", r" & (m_axis_tready|s_axis_tready|s_axis_tlast|s_axis_tlast)\b", [""]),
    ("enables", r"(?<=if \()(load|m_axis_tready|start|finish|overflows\[n\]|scale|multiply|round|limit|settle)(?=\))", ["1'b1", r"!\1"]),
    ("enables", r"(?<= )(limit|settle|move|scale|weigh) (?=\|\||&)", ["1'b0 "]),
    ("enables", r"\.(load|scale|multiply|round|limit|add|settle|move|weigh|finish|clear)\(([^()]+)\)", [r".\1(1'b0)", r".\1(1'b1)"]),
    ("enables", r"(?<= \|\| )(\(updating[^)]*\))", ["1'b0"]), ("enables", r"has_previous && ", [""]),
    ("enables", r"(?<=\()converged \| stalled", ["converged", "stalled"]),

    ("resets", r"if \(rst\)", ["if (1'b0)"]), ("resets", r"if \(rst \| (\w+)\)", [r"if (\1)", "if (rst)"]),
    ("resets", rf"\n *\w+ *<= {ZERO};(?=\n)", ["\n"]), ("resets", rf"(?<=<= ){ZERO}(?=;)", ["'d1"]),
    ("resets", r"if \(rst\) (\w+) <= [^;]+;\n\s*else ", [""]),

    ("constants", r"1'b0", ["1'b1"]), ("constants", r"1'b1", ["1'b0"]),
    ("constants", r"3'd([0-7])", ["3'd(\\1+1)", "3'd(\\1-1)"]), ("constants", r"32'd([01])", ["32'd(\\1+1)"]), ("constants", r"6'd([01])", ["6'd(\\1+1)"]),
    ("constants", r"(?<=state) == (IDLE|LOAD|RUN|DRAIN|UPDATE|RESULT)", [" == ($1)"]),
    ("constants", r"(state +<=) (IDLE|LOAD|RUN|DRAIN|UPDATE|RESULT)", [r"\1 ($2)"]),
    ("constants", r"(?<=_FRACTION\()(\w+)(?=\))", [r"\1 + 1"]),
    ("constants", r"(?<=_SIGNED\()(\w+)(?=\))", ["0", "1"]),
    ("constants", r"(?<=QUANTIZATION\()(\w+)(?=\))|(?<=OVERFLOW\()(\w+)(?=\))|(?<=N_BITS\()(\w+)(?=\))", ["0", "2"]),
    ("constants", r"\[\(([^()]+)\)\*(\w+)\+:", [r"[(\1-1)*\2+:", r"[(\1+1)*\2+:"]),
    ("constants", r"(?<=STAGE = 4 \* DEGREE \+ )(\d)", ["(\\1+1)", "(\\1-1)"]),
    ("constants", r"\[DROPPED-([12])", [r"[DROPPED-(\1+1)"]), ("constants", r"k\[(WIDTH|WIDTH-1|MAGNITUDE_BIT)\]", [r"k[\1-1]"]),
]
# The modules of `moments` alone, of which no vectors are committed
UNPLAYED = re.compile(r"hardfit_(moments|residual|remainder|digits)")
KINDS = ["operators", "widths", "enables", "resets", "constants"]
STATES = ["IDLE", "LOAD", "RUN", "DRAIN", "UPDATE", "RESULT"]
LEFT_ALONE = re.compile(r"parameter integer|HARDFIT_ERROR|unused|^ *for \(|^ *if \(.*begin : check|<= *i[ ;)]|end else begin : exact"
                        r"|check_|^ *//|`|^endmodule|^module|Derived|_FIELD = |default: state")


class Mutant:
    """A change at one place of one file."""

    def __init__(self, kind, file, line, start, end, before, after, code):
        self.kind, self.file, self.line, self.start, self.end = kind, file, line, start, end
        self.before, self.after, self.code = before, after, code

    def text(self, original):
        return original[:self.start] + self.after + original[self.end:]

    @property
    def name(self):
        """ "hardfit_term.v [if (rst) begin]: `rst` -> `1'b0` ": wherever the line stands."""
        return f"{self.file} [{self.code}]: {shown(self.before)} -> {shown(self.after)}"


def shown(text):
    return "nothing" if not text.strip() else "`" + " ".join(text.split()) + "`"


def without_comments(text):
    """The same text with blanks for comments, so that places stay what they are."""
    return re.sub(r"//[^\n]*", lambda m: " " * len(m[0]), text)


def is_assignment(code, place):
    """Whether the `<=` there is one, no comparison."""
    line = code[code.rfind("\n", 0, place) + 1:place]
    line = re.sub(r"^\s*(?:\w+:\s*)?(?:end )?(?:else )?(?:if \(.*?\)(?: begin)? )?(?:else )?(?:begin )?", "", line)
    return re.fullmatch(r"\s*[\w\[\]]+\s*", line) is not None


def replaced(match, template):
    """The template with the groups of the match; (n+1) of a digit is worked out, ($n) of a state is the next one."""
    text = re.sub(r"\\(\d)", lambda m: match[int(m[1])] or "", template)
    text = re.sub(r"\(\$(\d)\)", lambda m: STATES[(STATES.index(match[int(m[1])]) + 1) % 6], text)
    return re.sub(r"\((\d)([+-])1\)", lambda m: str((int(m[1]) + (1 if m[2] == "+" else 7)) % 8), text)


def all_mutants(folder):
    """Every place of every rule in the files of a folder, in their order."""
    found = []
    for file in sorted(f for f in os.listdir(folder) if f.endswith(".v") and not UNPLAYED.match(f)):
        with open(os.path.join(folder, file)) as source:
            code = without_comments(source.read())
        lines = code.split("\n")
        for kind, pattern, templates in RULES:
            for match in re.finditer(pattern, code):
                first = match.start() + (1 if match[0].startswith("\n") else 0)
                line = code.count("\n", 0, first) + 1
                if LEFT_ALONE.search(lines[line - 1]) or (match[0] == "<=" and is_assignment(code, match.start())):
                    continue
                for template in templates:
                    after = replaced(match, template)
                    if after != match[0]:
                        found.append(Mutant(kind, file, line, match.start(), match.end(), match[0], after, lines[line - 1].strip()))
    return found


def draw(folder, seed):
    """All mutants in a random order, of the kinds in turn; who wants fewer takes the first ones."""
    generator = random.Random(seed)
    queues = {kind: [m for m in all_mutants(folder) if m.kind == kind] for kind in KINDS}
    for queue in queues.values():
        generator.shuffle(queue)
    order = []
    while any(queues.values()):
        order += [queues[kind].pop() for kind in KINDS if queues[kind]]
    return order
