"""Scripts and style sheets without the parts that only their readers need: comments, indentation, spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_COMMENT = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/[ \t]*|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
_CAST = re.compile(r"/\*\* @type[^*\n]*\*/ ")
_INDENT = re.compile(r"^[ \t]*\n|^[ \t]+", re.MULTILINE)
_STRING = re.compile(r'("(?:[^"\\\n]|\\.)*"|`(?:[^`\\\n]|\\.)*`)')
_QUOTED = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
_PATTERN = re.compile(r"/(?:[^/\\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+/[a-z]*")
# Around + and -, only where two of them would not join into another operator.
_AROUND_SIGNS = re.compile(r" ?([=,;:(){}?<>&|*]) ?|(?<![+-]) ([+-]) (?![+-])")
_AFTER_SIGNS, _BEFORE_BRACES = re.compile(r"([{};:,])[ \n]"), re.compile(r" ([{}])")
_LAST_SIGN = re.compile(r";}")
_LAST_COMMA = re.compile(r",([\]})])")
_ONE_ARGUMENT = re.compile(r"(?<![\w$])\((\w+)\)=>")
_CONSTANT = re.compile(r"\bconst (?=[\w$\[{])")  # a name that is never assigned again may as well be a variable
_GO_ON = (";", ",", "{", "}", "(", "[", "=", "=>", ":")  # a line may continue after these
_GO_ON_WITH = (".", "?", ":")  # and before these
_ENDS = ("}", "]", ")")


def slim_script(source: str) -> str:
    r"""A module of ``render/pages`` with the same meaning and fewer bytes.

    Examples:
        >>> slim_script('/** Adds. */\nfunction add(a, b) {\n  return a + b; // "a + b"\n}\n')
        'function add(a,b){return a+b}'
    """
    lines = _INDENT.sub("", _CAST.sub("", _COMMENT.sub("", source))).splitlines()
    joined: list[str] = []
    for line in filter(None, map(_tightened, lines)):
        _join(joined, line)
    return "".join(joined)


def _join(lines: list[str], line: str) -> None:
    """Adds a line: consecutive declarations are merged, and separators before a closing brace are dropped."""
    before = lines.pop() if lines else ""
    if line.startswith(_ENDS):
        before = before.rstrip("\n").removesuffix(",").removesuffix(";" if line[0] == "}" else ",")
    elif line.startswith(_GO_ON_WITH):
        before = before.rstrip("\n")
    elif before.startswith("let ") and before.endswith(";") and line.startswith("let "):
        before, line = "", f"{before[:-1]},{line[4:]}"
    lines += [before, line if line.endswith(_GO_ON) else f"{line}\n"]


def renamed(script: str, names: Mapping[str, str]) -> str:
    r"""A script with other names for what only it knows: variables, functions, classes; properties keep theirs.

    Examples:
        >>> renamed('function add(a){return b.add(`add ${add}`,...add)}', {"add": "$0"})
        'function $0(a){return b.add(`add ${$0}`,...$0)}'
    """
    if not names:
        return script
    found = re.compile(rf"(?<![\w$])(?:(?<=\.\.\.)|(?<!\.))({'|'.join(map(re.escape, names))})(?![\w$])")
    return "".join(
        held if is_kept else found.sub(lambda name: names[name[1]], held)
        for line in script.splitlines(keepends=True)
        for is_kept, held in _parted(line)
    )


def may_be_renamed(name: str, source: str) -> bool:
    """Whether a name is nowhere that of a property, too: ``{ name }``, ``{ name: 1 }``, ``{ name = 1 }``, a method.

    Brackets are not counted: a name between two commas of a call may not be renamed either.
    """
    return not re.search(
        rf"[{{,]\s*{name}\s*(?:[,}}:]|=(?![=>]))|^[ \t]+(?:static |get |async )?{name}\(.*\) \{{$",
        source, re.MULTILINE,
    )  # fmt: skip


def slim_style(source: str) -> str:
    r"""A style sheet of ``render/pages`` with the same meaning and fewer bytes.

    Examples:
        >>> slim_style("/* Links. */\na:hover, b { margin: 0 1px; top: calc(1px + 2px); }\n")
        'a:hover,b{margin:0 1px;top:calc(1px + 2px)}'
    """
    source = _INDENT.sub("", _COMMENT.sub("", source))
    return "".join(
        part if place % 2 else _LAST_SIGN.sub("}", _BEFORE_BRACES.sub(r"\1", _AFTER_SIGNS.sub(r"\1", part)))
        for place, part in enumerate(_STRING.split(source))
    )


def _tightened(line: str) -> str:
    """A line without its comment, and without the spaces around operators and punctuation."""
    parts = _parted(line)
    return "".join(
        held if is_kept else _with_fewer_signs(_AROUND_SIGNS.sub(r"\1\2", _CONSTANT.sub("let ", held)))
        for is_kept, held in parts
    )


def _with_fewer_signs(code: str) -> str:
    """Drops redundant separators at the end of lists and blocks, and parentheses around a single argument."""
    return _ONE_ARGUMENT.sub(r"\1=>", _LAST_COMMA.sub(r"\1", _LAST_SIGN.sub("}", code)))


def _parted(line: str) -> Iterator[tuple[bool, str]]:
    """What must be kept letter for letter, strings and patterns, and the parts in between, which may be tightened."""
    start = at = 0
    depths: list[int] = []  # of braces, one for each template with an inserted value
    while at < len(line):
        sign, end = line[at], at
        if sign in "\"'" and (found := _QUOTED.match(line, at)):
            end = found.end()
        elif sign == "/" and line.startswith("//", at):
            line = line[:at].rstrip()
            break
        elif sign == "/" and _begins_a_pattern(line[:at]) and (found := _PATTERN.match(line, at)):
            end = found.end()
        elif sign == "`" or (sign == "}" and depths and depths[-1] == 0):
            depths = depths[:-1] if sign == "}" else depths
            end = _template_end(line, at + 1)
            depths += [0] if line[end - 1] == "{" else []
        elif depths:
            depths[-1] += {"{": 1, "}": -1}.get(sign, 0)
        if end > at:
            yield False, line[start:at]
            yield True, line[at:end]
            start = end
        at = max(at + 1, end)
    yield False, line[start:]


def _begins_a_pattern(before: str) -> bool:
    """Matches a slash that is not a division: it does not follow a value."""
    before = before.rstrip()
    return before[-1:] in ("", *"(,=:[!&|?{};><+-*%") or re.search(r"\breturn$", before) is not None


def _template_end(line: str, at: int) -> int:
    """After the text of a template: where it ends, or where a value is inserted."""
    while line[at] != "`":
        if line.startswith("${", at):
            return at + 2
        at += 2 if line[at] == "\\" else 1
    return at + 1
