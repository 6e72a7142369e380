"""LaTeX documents and sections of a page, split into the parts of a text derivation."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from xml.etree import ElementTree

from nervure.errors import ExplanationError
from nervure.explain.reading import latex, mathml
from nervure.explain.reading.layout import Block, legend
from nervure.explain.reading.spelling import by_spelling, spelled
from nervure.language import text

_FORMULA = re.compile(r"\\begin\{align\*\} (.*) \\end\{align\*\}", re.DOTALL)
_EQUALS = re.compile(r" (?:\\\\ )?&= ")
_FORMULAS = re.compile(r"\$(.+?)\$")
_CELLS = re.compile(r"\{(.+?)\{\}\}_\{([^{}]*)\}")
_NOTE, _MOVED = r"\noindent ", re.compile(r"\$\{?\\Delta ")
_ESCAPED = re.compile(r"\\(textbackslash|textasciitilde|textasciicircum)\{\}|\\(.)")
_NAMES = {"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^"}


def latex_blocks(document: str, settings: Collection[str]) -> Iterator[Block]:
    """The formulas of a document with the notes below each; they have no headings.

    Args:
        document: the result of ``to_latex``.
        settings: the letters of quantities without a place, in their text form.
    """
    parts: list[tuple[str, list[str]]] = []
    for paragraph in document.split("\n\n"):
        formula = _FORMULA.fullmatch(paragraph)
        if formula is not None:
            parts.append((formula[1], []))
        elif parts and paragraph.startswith(_NOTE):
            parts[-1][1].append(paragraph.removeprefix(_NOTE))
        else:
            raise ExplanationError.of("explain.unreadable", where="verify", got=paragraph[:40], formula=document[:120])
    for body, notes in parts:
        yield _latex_block(body, notes, by_spelling(settings))


def _latex_block(body: str, notes: Sequence[str], settings: Mapping[str, str]) -> Block:
    entries = [entry for note in notes for entry in told(note, settings)]
    letters = {spelled(letter): letter for letter, _ in entries}
    subject, *rows = _EQUALS.split(body)
    moves = [
        re.sub(r"\$(.+?)\$", lambda f: latex.plain_text(f[1], letters), note) for note in notes if _MOVED.match(note)
    ]
    begins = text("explain.where", letters="")
    meet = [_sentence(note) for note in notes if not _MOVED.match(note) and not note.startswith(begins)]
    said = [text("explain.letter", letter=letter, name=name) for letter, name in entries]
    where = [text("explain.where", letters=", ".join(said))] if said else []
    formulas = [latex.plain_text(row, letters) for row in (subject, *rows)]
    return Block(None, formulas[0], tuple(formulas[1:]), (*meet, *moves, *where))


def _sentence(note: str) -> str:
    """The sentence about which places meet, in its text form."""

    def cells(found: re.Match[str]) -> str:
        index = f"{found[2]} ".replace(r" \, ", "·").replace(r"\lfloor ", "⌊").replace(r" \rfloor ", "⌋").strip()
        return f"{latex.plain_text(found[1], None)}[{index}]"

    return _FORMULAS.sub(lambda formula: _CELLS.sub(cells, formula[1]).replace(r" \, ", "·"), note)


def told(note: str, settings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The legend of a document: letters in their text form, and their meaning.

    Args:
        note: the paragraph.
        settings: the letters of quantities without a place, by spelling.

    Raises:
        ExplanationError: it cannot be read.
    """
    begins = text("explain.where", letters="")
    between = re.escape(text("explain.letter", letter="", name=""))
    if not note.startswith(begins):
        return
    entry = re.compile(rf"\$([^$]+)\${between}(?:\\texttt\{{((?:[^{{}}\\]|\\.|\{{\}})*)\}}|(.+?))(?:, (?=\$)|$)")
    at, rest = 0, note.removeprefix(begins)
    while at < len(rest):
        found = entry.match(rest, at)
        if found is None:
            raise ExplanationError.of("explain.unreadable", where="verify", got=rest[at : at + 40], formula=note[:120])
        letter = latex.plain_text(found[1], None)
        yield settings.get(letter, letter), _ESCAPED.sub(_unescaped, found[2] if found[2] is not None else found[3])
        at = found.end()


def _unescaped(found: re.Match[str]) -> str:
    return _NAMES[found[1]] if found[1] else found[2]


def section_block(section: str, settings: Collection[str], names: Collection[str]) -> Block:
    """A section of a page: heading, formula, notes.

    Args:
        section: the section of a derivation on a page.
        settings: the letters of quantities without a place.
        names: of all arrays.

    Raises:
        ExplanationError: it cannot be read.
    """
    heading, math, *notes = ElementTree.fromstring(section)
    said = tuple("".join(note.itertext()) for note in notes)
    letters = by_spelling([*settings, *legend(said, names)])
    rows = [[mathml.plain_text(cell, letters) for cell in row] for row in math[0]]
    return Block(heading.text or "", rows[0][0], tuple(row[-1] for row in rows), said)
