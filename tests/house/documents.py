"""The documents of the project, read: headings, links, code blocks, names in code type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.house.source import ROOT

PATHS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]]*)\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")


class Block(NamedTuple):
    """One fenced block: its language, what stands in it, and what stands between it and the one before."""

    language: str
    body: str
    between: str


class Heading(NamedTuple):
    """One heading: how deep, and its words."""

    level: int
    words: str


class Link(NamedTuple):
    """One link or picture: what is shown, and where it leads."""

    words: str
    target: str


class Document:
    """One Markdown page."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def blocks(self) -> list[Block]:
        found, end = [], 0
        for match in _FENCE.finditer(self.text):
            found.append(Block(match[1], match[2], self.text[end : match.start()]))
            end = match.end()
        return found

    @property
    def prose(self) -> str:
        """Everything but code blocks and comments."""
        return _COMMENT.sub("", _FENCE.sub("", self.text))

    @property
    def headings(self) -> list[Heading]:
        return [Heading(len(match[1]), match[2]) for match in _HEADING.finditer(self.prose)]

    @property
    def links(self) -> list[Link]:
        return [Link(match[1], match[2]) for match in _LINK.finditer(self.prose)]

    @property
    def code(self) -> list[str]:
        """What stands in code type inside the sentences."""
        return _CODE.findall(self.prose)

    @property
    def anchors(self) -> set[str]:
        return {anchor(heading.words) for heading in self.headings}

    def section(self, words: str) -> str:
        """What stands below a heading, up to the next one as high."""
        found = re.search(rf"^(#+) {re.escape(words)}\n(.*?)(?=^#{{1,6}} |\Z)", self.prose, re.DOTALL | re.MULTILINE)
        assert found, f"{self.name} has no heading '{words}'"
        return found[2]


def anchor(words: str) -> str:
    """The anchor that GitHub makes of a heading.

    Examples:
        >>> anchor("How a step runs, in `training`")
        'how-a-step-runs-in-training'
    """
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")


def documents() -> Iterator[Document]:
    return (Document(path) for path in PATHS)
