from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
import unicodedata

import pytest

from nervure.language import set_language
from nervure.language.catalogue import MESSAGES
from nervure.render.page import PAGES, as_base64, as_json, bundled, page, sentences

HOSTILE = "</script><img src=x onerror=alert(1)>"
MODULES = sorted(path.relative_to(PAGES).as_posix() for path in PAGES.rglob("*.js"))


def made() -> str:
    return page(HOSTILE, "activations/page.js", ["shell/tokens.css"], {"payload": as_json({"name": HOSTILE})})


def test_nothing_that_a_page_carries_can_end_its_element() -> None:
    html = made()
    assert html.count("</script>") == 3
    assert "<img" not in html
    carried = re.search(r'<script type="text/plain" id="payload">(.*?)</script>', html)
    assert carried is not None
    assert json.loads(carried[1]) == {"name": HOSTILE}


def test_names_that_are_no_text_are_carried_all_the_same() -> None:
    name = b"cat\xff.png".decode("utf-8", "surrogateescape")
    assert json.loads(as_json([name]).encode("utf-8")) == [name]
    assert "<title>cat?.png</title>" in page(name, "activations/page.js", ["shell/tokens.css"], {})


def test_what_cannot_be_seen_or_turns_the_order_of_reading_around_is_carried_by_its_number() -> None:
    signs = [chr(code) for code in range(sys.maxunicode + 1)]
    unseen = [sign for sign in signs if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    names = {f"a{sign}b": f"{sign}c{sign}" for sign in unseen}
    carried = as_json({**names, "한글 각 e\u0301 🧨": "각"})
    assert json.loads(carried) == {**names, "한글 각 e\u0301 🧨": "각"}
    assert {sign for sign in carried if sign in set(unseen)} <= {"\u200c", "\u200d"}
    assert "한글 각 e\u0301 🧨" in carried
    html = page("a\u202e\x9b\u2028b", "activations/page.js", ["shell/tokens.css"], {"payload": carried})
    assert not {sign for sign in html if sign in set(unseen)} - {"\n", "\u200c", "\u200d"}


def test_only_its_own_script_and_style_may_run() -> None:
    html = made()
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert script is not None
    assert style is not None
    for content in (script[1], style[1]):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in html
    assert "default-src 'none'" in html
    assert "unsafe" not in html
    assert "http" not in re.sub(r"http-equiv|http://www\.w3\.org/[\w/]+", "", html), "an address of the network"


def test_the_window_is_in_the_language_in_use() -> None:
    set_language("ko")
    assert '<html lang="ko">' in made()


@pytest.mark.parametrize("module", MODULES)
def test_every_module_comes_with_what_it_imports(module: str) -> None:
    script = bundled(module)
    assert not re.search(r"^(import|export) ", script, re.MULTILINE)
    assert script.rstrip().endswith("})();")


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_small_and_say_what_they_are(module: str) -> None:
    source = (PAGES / module).read_text(encoding="utf-8")
    assert source.startswith("/**")
    assert len(source.splitlines()) <= 400
    assert "innerHTML" not in source
    assert "eval(" not in source


@pytest.mark.parametrize("module", MODULES)
def test_imports_are_used_and_exist(module: str) -> None:
    source = (PAGES / module).read_text(encoding="utf-8")
    for names, target in re.findall(r'^import \{([^}]*)\} from "([^"]+)";$', source, re.MULTILINE):
        other = (PAGES / module).parent.joinpath(target).read_text(encoding="utf-8")
        for name in (name.strip() for name in names.split(",")):
            assert re.search(rf"^export (?:const|class|function\*?) {name}\b", other, re.MULTILINE), f"{target}: {name}"
            assert len(re.findall(rf"\b{name}\b", source)) > 1, f"{module} does not use {name}"


def test_a_page_carries_the_sentences_it_asks_for_in_both_languages() -> None:
    found = sentences('text("page.keys"); text("page.close")')
    assert found == {key: MESSAGES[key]._asdict() for key in ("page.close", "page.keys")}


def test_bytes_become_text() -> None:
    assert base64.b64decode(as_base64(bytes(range(256)))) == bytes(range(256))
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json(float("nan"))
