"""Draws the pictures of a run, and puts the text of the same run into the READMEs.

    python docs/images/draw_run.py [--epochs 8] [--seed 7]

It trains twice, in a terminal that is only simulated: in English for run.svg and README.md, in Korean for run.ko.svg
and README.ko.md. Nothing is drawn that was not printed. For Linux and macOS.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[2]
COLUMNS, ROWS = 100, 200
CELL_WIDTH, CELL_HEIGHT, MARGIN, BAR = 8, 18, 16, 34
BACKGROUND, TEXT, DIM = "#11151a", "#d6dde5", "#7d8894"
COLORS = ("#11151a", "#e5706b", "#82c07f", "#d9b765", "#6ea6e0", "#c18fd6", "#5fbfc4", "#d6dde5")
FONTS = (
    "ui-monospace, 'SFMono-Regular', Menlo, Consolas, 'DejaVu Sans Mono', 'D2Coding', 'NanumGothicCoding', monospace"
)
UPPER_HALF, WIDE, ESCAPE = "▀", "\0", re.compile(r"\x1b\[([0-9;]*)m")


class Style(NamedTuple):
    """How a cell looks."""

    color: str = TEXT
    background: str | None = None
    bold: bool = False
    dim: bool = False


class Cell(NamedTuple):
    """One sign; a sign two cells wide is followed by an empty one."""

    sign: str = " "
    style: Style = Style()


class Screen:
    """What a terminal shows that is written to line by line: signs, styles, carriage returns."""

    def __init__(self) -> None:
        self.lines: list[list[Cell]] = [[]]
        self._column, self._style = 0, Style()

    def write(self, written: str) -> None:
        """Takes what a program printed."""
        at = 0
        for code in ESCAPE.finditer(written):
            self._put(written[at : code.start()])
            self._style = styled(self._style, [int(number or 0) for number in code[1].split(";")])
            at = code.end()
        self._put(written[at:])

    def _put(self, signs: str) -> None:
        for sign in signs:
            if sign == "\r":
                self._column = 0
            elif sign == "\n":
                self.lines.append([])
                self._column = 0
            elif sign == "\x1b":
                raise ValueError("a control code that this screen does not know")
            else:
                wide = unicodedata.east_asian_width(sign) in "WF"
                for part in [sign, ""] if wide else [sign]:
                    line = self.lines[-1]
                    line.extend([Cell()] * (self._column + 1 - len(line)))
                    line[self._column] = Cell(part, self._style)
                    self._column += 1

    def text(self) -> list[str]:
        """The lines as plain text."""
        return ["".join(cell.sign for cell in line).rstrip() for line in self.lines]


def styled(style: Style, codes: list[int]) -> Style:
    """``style`` after one escape sequence."""
    while codes:
        code = codes.pop(0)
        if code == 0:
            style = Style()
        elif code in (1, 2, 22):
            style = style._replace(bold=code == 1, dim=code == 2)
        elif code in (38, 48):
            kind, *codes = codes
            if kind != 2:
                raise ValueError("only true colors are expected here")
            color, codes = "#{:02x}{:02x}{:02x}".format(*codes[:3]), codes[3:]
            style = style._replace(color=color) if code == 38 else style._replace(background=color)
        elif 30 <= code <= 37:
            style = style._replace(color=COLORS[code - 30])
        elif code in (39, 49):
            style = style._replace(color=TEXT) if code == 39 else style._replace(background=None)
    return style


def run(command: list[str], language: str) -> Screen:
    """What ``command`` shows in a terminal, at its end."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    environment = os.environ | {"NERVURE_LANG": language, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    for name in ("COLUMNS", "LINES", "NO_COLOR"):
        environment.pop(name, None)
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdin=its, stdout=its, stderr=its)
        os.close(its)
        written = b""
        while part := _read(ours):
            written += part
        os.close(ours)
        if process.wait() != 0:
            raise SystemExit(written.decode())
    screen = Screen()
    screen.write(written.decode())
    return screen


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the other side is closed
        return b""


def svg(lines: list[list[Cell]], title: str, description: str) -> str:
    """The lines in a window, as a picture that needs nothing else."""
    width, height = COLUMNS * CELL_WIDTH + 2 * MARGIN, len(lines) * CELL_HEIGHT + 2 * MARGIN + BAR
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>",
        f'<rect width="{width}" height="{height}" rx="8" fill="{BACKGROUND}"/>',
        *(f'<circle cx="{20 + 18 * i}" cy="18" r="6" fill="{COLORS[c]}"/>' for i, c in enumerate((1, 3, 2))),
        f'<g font-family="{FONTS}" font-size="13.3">',
        f'<text x="{width / 2}" y="23" fill="{DIM}" text-anchor="middle">{escape(title)}</text>',
    ]
    pixels: dict[str, list[str]] = {}
    for row, line in enumerate(lines):
        top = BAR + MARGIN + row * CELL_HEIGHT
        parts += _texts(line, top + 13)
        _add_pixels(pixels, line, top)
    parts.append("</g>")
    parts.append('<g shape-rendering="crispEdges">')
    parts += [f'<path fill="{color}" d="{"".join(paths)}"/>' for color, paths in sorted(pixels.items())]
    return "\n".join([*parts, "</g>", "</svg>", ""])


def _texts(line: list[Cell], baseline: int) -> Iterator[str]:
    """One element for each stretch of a style without gaps; stretched to its cells, whatever the font."""
    column = 0
    for style, group in groupby(line, key=lambda cell: cell.style):
        cells = list(group)
        # A sign two cells wide is followed by an empty one: with it marked, places in the text are columns.
        for found in re.finditer(r"\S+(?: \S+)*", "".join(cell.sign or WIDE for cell in cells)):
            weight = ' font-weight="bold"' if style.bold else ""
            signs = found[0].replace(WIDE, "")
            if UPPER_HALF not in signs:
                yield (
                    f'<text x="{MARGIN + CELL_WIDTH * (column + found.start())}" y="{baseline}" '
                    f'textLength="{CELL_WIDTH * len(found[0])}" lengthAdjust="spacingAndGlyphs" '
                    f'fill="{DIM if style.dim else style.color}"{weight}>{escape(signs)}</text>'
                )
        column += len(cells)


def _add_pixels(pixels: dict[str, list[str]], line: list[Cell], top: int) -> None:
    """Half blocks as rectangles: above in the color of the sign, below in that of the background."""
    half = CELL_HEIGHT // 2
    for y, colors in (
        (top, [cell.style.color if cell.sign == UPPER_HALF else None for cell in line]),
        (top + half, [cell.style.background if cell.sign == UPPER_HALF else None for cell in line]),
    ):
        column = 0
        for color, group in groupby(colors):
            cells = len(list(group))
            if color is not None:
                x, wide = MARGIN + CELL_WIDTH * column, CELL_WIDTH * cells
                pixels.setdefault(color, []).append(f"M{x} {y}h{wide}v{half}h-{wide}z")
            column += cells


def from_totals(lines: list[list[Cell]]) -> list[list[Cell]]:
    """The lines from the end of the network's table on, without empty ones at the end."""
    ends = [number for number, line in enumerate(lines) if line and line[0].sign == "└"]
    kept = lines[ends[-1] + 1 :]
    while not kept[-1]:
        kept.pop()
    return kept


def excerpt(lines: Iterable[str]) -> str:
    """The text of a run without the table, its totals and the drawn digits."""
    kept: list[str] = []
    for line in lines:
        is_drawing = not line or line[0] in " ┏┃┡│├└▀" or re.match(r"Model:|모델:|\d \(", line)
        if not is_drawing:
            kept.append(line.strip())
        elif kept and kept[-1] != "…":
            kept.append("…")
    return "\n".join(kept).strip("…\n")


def put_into(page: Path, text: str) -> None:
    """Replaces what stands between the comments ``demo`` and ``/demo``."""
    block = f"<!-- demo -->\n```text\n$ make demo\n{text}\n```\n<!-- /demo -->"
    before = page.read_text(encoding="utf-8")
    after, count = re.subn(r"<!-- demo -->.*?<!-- /demo -->", lambda _: block, before, flags=re.DOTALL)
    if count != 1:
        raise SystemExit(f"{page}: no place between <!-- demo --> and <!-- /demo -->")
    page.write_text(after, encoding="utf-8")


def main() -> None:
    """Runs the demo in both languages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--seed", type=int)
    options = parser.parse_args()
    command = [sys.executable, "-c", "from nervure.cli import main; main()", "train", "digits"]
    for name, value in vars(options).items():
        command += [] if value is None else [f"--{name}", str(value)]
    for language, ending in (("en", ""), ("ko", ".ko")):
        screen = run(command, language)
        text = excerpt(screen.text())
        picture = svg(from_totals(screen.lines), "make demo", text)
        (ROOT / "docs" / "images" / f"run{ending}.svg").write_text(picture, encoding="utf-8")
        put_into(ROOT / f"README{ending}.md", text)


if __name__ == "__main__":
    main()
