"""A page for each file of the project that a page links to, with its lines to point at.

Pages are also read in the repository, so their links are ordinary ones: ``../src/nervure/files.py``. While a page is
read, those that lead to a file that is no page become ``code:src/nervure/files.py``, and when it is written they become
the address of that file's page. The ``[source]`` of the reference is such a link, too.
"""

from __future__ import annotations

import functools
import html
import importlib
import inspect
import re
from pathlib import Path, PurePosixPath

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

ROOT = Path(__file__).resolve().parents[2]
SCHEME = "code:"
PICTURES = (".png", ".svg")
LANGUAGES = {".py": "python", ".cpp": "cpp", ".h": "cpp", ".toml": "toml", ".md": "markdown"}
_TARGET = re.compile(r"(?<=\]\()([^)\s#:]+)(?=[)#])")
# A link to itself without a word says nothing to those who hear the page.
_ANCHOR = re.compile(r'<a id="(L-\d+)" name="L-\d+" href="#L-\d+"></a>')
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} - nervure {release}</title>
<link rel="stylesheet" href="{up}_static/pygments.css">
<link rel="stylesheet" href="{up}_static/nervure.css">
</head>
<body class="code-page">
<p><a href="{up}index.html">nervure</a></p>
<h1>{title}</h1>
<main>
{lines}
</main>
</body>
</html>
"""


def with_code_links(text: str, folder: Path) -> str:
    """The text of a page in ``folder``, with ``code:`` before targets that are no pages of the site."""

    def replaced(match: re.Match[str]) -> str:
        target = (folder / match[1]).resolve()
        is_page = target.suffix == ".md" and target.is_relative_to(ROOT / "docs")
        if is_page or target.suffix in PICTURES or not target.exists():
            return match[1]
        return SCHEME + target.relative_to(ROOT).as_posix()

    return _TARGET.sub(replaced, text)


def code_address(domain: str, names: dict[str, str]) -> str | None:
    """Where an object of the reference is written: ``code:src/nervure/layers/dense.py#L-19``."""
    if domain != "py":
        return None
    try:
        found = functools.reduce(getattr, names["fullname"].split("."), importlib.import_module(names["module"]))
        # A property is written where its function is.
        found = inspect.unwrap(getattr(found, "fget", None) or found)
        path, line = inspect.getsourcefile(found), inspect.getsourcelines(found)[1]
    except (AttributeError, TypeError, OSError):
        return None
    place = Path(path or "").resolve()
    return f"{SCHEME}{place.relative_to(ROOT).as_posix()}#L-{line}" if place.is_relative_to(ROOT) else None


def read_links(app: Sphinx, page: str, text: list[str]) -> None:
    """While a page is read: marks its links to code."""
    text[0] = with_code_links(text[0], Path(app.env.doc2path(page)).parent)


class CodePages:
    """The files that pages link to."""

    def __init__(self) -> None:
        self._linked: set[str] = set()

    def resolve_links(self, app: Sphinx, doctree: nodes.document, page: str) -> None:
        """Before a page is written: links to code lead to the pages of these files."""
        for node in list(doctree.findall(nodes.reference)):
            address = node.get("refuri", "")
            if not address.startswith(SCHEME):
                continue
            path, mark, line = address.removeprefix(SCHEME).partition("#")
            if (ROOT / path).is_dir():
                node.replace_self(node.children)
                continue
            self._linked.add(path)
            target = app.builder.get_relative_uri(page, _page_of(path)) if _is_shown(path) else _up(page) + path
            node["refuri"], node["internal"] = target + mark + line, True

    def write(self, app: Sphinx, error: Exception | None) -> None:
        """At the end: the pages of files that were linked, and copies of those that are pages already."""
        if error is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
            return
        for path in sorted(self._linked):
            text = (ROOT / path).read_text(encoding="utf-8")
            target = Path(app.outdir) / (f"{_page_of(path)}.html" if _is_shown(path) else path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(_drawn(app.builder, path, text) if _is_shown(path) else text, encoding="utf-8")


def _drawn(builder: StandaloneHTMLBuilder, path: str, text: str) -> str:
    """A page of one file, without the theme's navigation, which would take longer than all else."""
    language = LANGUAGES.get(PurePosixPath(path).suffix, "text")
    drawn = builder.highlighter.highlight_block(text, language, lineanchors="L")
    lines = _ANCHOR.sub(r'<span id="\1"></span>', drawn).replace("<pre>", '<pre tabindex="0">')
    up = _up(_page_of(path))
    return PAGE.format(title=html.escape(path), up=up, lines=lines, release=builder.config.release)


def _is_shown(path: str) -> bool:
    return not path.endswith(".html")


def _page_of(path: str) -> str:
    return f"code/{path}"


def _up(page: str) -> str:
    return "../" * page.count("/")


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    pages = CodePages()
    app.connect("source-read", read_links)
    app.connect("doctree-resolved", pages.resolve_links)
    app.connect("build-finished", pages.write)
    # What is linked is gathered in one process.
    return {"parallel_read_safe": True, "parallel_write_safe": False}
