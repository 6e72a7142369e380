"""One HTML file built from modules, styles and data: it makes no network requests and allows no other scripts."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path, PurePosixPath
from typing import Any

from nervure.language import language, one_line, text
from nervure.language.catalogue import MESSAGES
from nervure.render.json_text import without_codes
from nervure.render.slimming import may_be_renamed, renamed, slim_script, slim_style

PAGES = Path(__file__).parent / "pages"

_IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:const|class|function)\b)", re.MULTILINE)
_EXPORTED = re.compile(r"^export (?:const|class|function\*?) (\w+)", re.MULTILINE)
_AT_THE_TOP = re.compile(r"^(?:export )?(?:const|let|class|function\*?) (?:(\w+)|[\[{]([^\]}]*)[\]}])", re.MULTILINE)
_SHORT = 4  # letters of a name that is short anyway
_KEY = re.compile(r'"((?:page|explain)\.\w+)"')


def page(title: str, entry: str, styles: Sequence[str], data: Mapping[str, str]) -> str:
    """A whole page.

    Args:
        title: the window title, until the page sets its own.
        entry: the module to run, below ``render/pages``; its imports are included.
        styles: the style sheets, below ``render/pages``.
        data: the data that modules read with ``document.getElementById``: JSON (:func:`as_json`) or base64, by id.
    """
    script = bundled(entry)
    heading = escape(one_line(title.encode("utf-8", "replace").decode("utf-8")))  # of a file: perhaps not text
    style = "\n".join(slim_style(_read(name)) for name in styles)
    data = {**data, "sentences": as_json(sentences(script))}
    carried = "\n".join(f'<script type="text/plain" id="{name}">{held}</script>' for name, held in data.items())
    return (
        f'<!doctype html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(script, style)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{heading}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"<noscript><p>{escape(text('page.no_script'))}</p></noscript>\n{carried}\n<script>{script}</script>\n</body>\n</html>\n"
    )


def bundled(entry: str) -> str:
    r"""A module and all its imports as one expression, whose value is the module's exports.

    Modules share one scope; one that declares a name used by another keeps a separate scope.

    Examples:
        >>> bundled("shell/language.js").endswith("return{loadSentences,language,setLanguage,text};\n})();")
        True
    """
    order: dict[str, str] = {}
    _collect(entry, order, ())
    exported = [name for source in order.values() for name in _EXPORTED.findall(source)]
    assert len(set(exported)) == len(exported), f"two modules export the same name: {sorted(exported)}"
    uses = Counter(name for source in order.values() for name in _names_at_the_top(source))
    numbers = itertools.count()
    parts = [_laid_down(source, uses, numbers) for source in order.values()]
    return "(() => {\n" + "".join(parts) + f"return{{{','.join(_EXPORTED.findall(order[entry]))}}};\n}})();"


def sentences(script: str) -> dict[str, dict[str, str]]:
    """The sentences that a script uses, in both languages."""
    keys = sorted(set(_KEY.findall(script)))
    return {key: {"en": MESSAGES[key].en, "ko": MESSAGES[key].ko} for key in keys}


def as_json(value: Any) -> str:
    """JSON that cannot close its enclosing element, whatever names it contains.

    Characters that are invisible or reverse the reading order, and names that are not text, are written as their code
    numbers, so that they are visible in the page's source.
    """
    written = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return without_codes(written.replace("<", "\\u003c"))


def as_base64(data: bytes) -> str:
    """Bytes as text."""
    return base64.b64encode(data).decode("ascii")


def _collect(path: str, order: dict[str, str], above: tuple[str, ...]) -> None:
    assert path not in above, f"modules import each other in a circle: {(*above, path)}"
    if path in order:
        return
    source = _read(path)
    for _, target in _IMPORT.findall(source):
        _collect(_resolved(path, target), order, (*above, path))
    order[path] = source


def _laid_down(source: str, uses: Mapping[str, int], numbers: Iterator[int]) -> str:
    """A module without imports and exports, with short names for what only it uses."""
    exported = _EXPORTED.findall(source)
    own = set(_names_at_the_top(source)).difference(exported)
    short = {name: f"${next(numbers)}" for name in sorted(own) if len(name) > _SHORT and may_be_renamed(name, source)}
    body = renamed(slim_script(_EXPORT.sub("", _IMPORT.sub("", source))), short)
    if all(uses[name] == 1 for name in own):
        return body
    return f"const {{{','.join(exported)}}}=(() => {{\n{body}return{{{','.join(exported)}}};\n}})();\n"


def _names_at_the_top(source: str) -> list[str]:
    found = _AT_THE_TOP.findall(source)
    return [name for single, several in found for name in ([single] if single else re.findall(r"\w+", several))]


def _resolved(path: str, target: str) -> str:
    parts: list[str] = []
    for part in (PurePosixPath(path).parent / target).parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _read(path: str) -> str:
    return (PAGES / path).read_text(encoding="utf-8")


def _policy(script: str, style: str) -> str:
    """Only this script and this style may run, and nothing may be fetched."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
