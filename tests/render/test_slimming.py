from __future__ import annotations

import pytest

from nervure.render.slimming import may_be_renamed, renamed, slim_script, slim_style


@pytest.mark.parametrize(
    ("source", "slim"),
    [
        ("/** What. */\nconst a = 1; // why\n  // a line\n\n\nconst b = 2;\n", "let a=1,b=2;"),
        ("const b = /** @type {any} */ (a);\n", "let b=(a);"),
        ('text("a = b", { c: "d , \\" = e" });\n', 'text("a = b",{c:"d , \\" = e"});'),
        ('const line = "n = { n , m }";\n', 'let line="n = { n , m }";'),
        ("const path = `a = ${b} , c`;\n", "let path=`a = ${b} , c`;"),
        ("const path = `a ${b ? `c , d` : e} , f`;\n", "let path=`a ${b?`c , d`:e} , f`;"),
        ('const a = b / c; // why "d // e"\n', "let a=b / c;"),
        ('const a = "b // c"; // why `d`\nconst e = 1;', 'let a="b // c",e=1;'),
        ("const found = /a = (b)/.exec(c);\n", "let found=/a = (b)/.exec(c);"),
        (
            "const found = a.replace(/[/ ] = /g, (b) => `${b + /c = d/.x} ;`);\n",
            "let found=a.replace(/[/ ] = /g,b=>`${b+/c = d/.x} ;`);",
        ),
        ("const f = `${{ a: `{ ${b} }` }.a} } `;\n", "let f=`${{a:`{ ${b} }`}.a} } `;"),
        ("if (a) {\n  b();\n}\nc();\n", "if(a){b()}c();"),
        ("a = b - -c + +d;\n", "a=b - -c + +d;"),
        ('go("a/b , c", { d: 1 });\n', 'go("a/b , c",{d:1});'),
        ("const one = 'a , b';\n", "let one='a , b';"),
        ("const all = [\n  a,\n  b, // last\n];\nconst next = { a, };\n", "let all=[a,b];let next={a};"),
        (
            "const all = a\n  .map((b) => b)\n  .filter(c);\nlet d = 1;\nd = 2;\n",
            "let all=a.map(b=>b).filter(c);let d=1;d=2;",
        ),
        ("const f = (a) => a;\nconst g = () => {\n  return (b) => b;\n};\n", "let f=a=>a,g=()=>{return(b)=>b};"),
        ("const f =\n  a\n    ? b\n    : c;\nfoo()\nbar()\n", "let f=a?b:c;foo()\nbar()\n"),
        ("const [, a] = b;\nfor (let i = 0; i < 2; i++) {\n  c(i);\n}\n", "let [,a]=b;for(let i=0;i<2;i++){c(i)}"),
        ("return /a = b/.test(c) ? 1 / 2 : d / 3;\n", "return /a = b/.test(c)?1 / 2:d / 3;"),
    ],
)
def test_a_script_keeps_its_meaning(source: str, slim: str) -> None:
    assert slim_script(source) == slim


def test_a_style_sheet_keeps_its_meaning() -> None:
    rule = '/* All\n lines. */\na :hover::after { content: "; : "; width: calc(1px - 2px) }\n'
    assert slim_style(rule) == 'a :hover::after{content:"; : ";width:calc(1px - 2px)}'
    assert slim_style("@media (a) and (b) { p { c: d } }\n") == "@media (a) and (b){p{c:d}}"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("let a=add(b.add,...add);", "let a=$0(b.add,...$0);"),
        ('say("add",`add ${add(`add`)}`);', 'say("add",`add ${$0(`add`)}`);'),
        ("let adder=added+add_2+$add;", "let adder=added+add_2+$add;"),
        ("if(/add/.test(c)){add()}\nadd?.add()", "if(/add/.test(c)){$0()}\n$0?.add()"),
    ],
)
def test_only_the_variable_is_renamed(script: str, expected: str) -> None:
    assert renamed(script, {"add": "$0"}) == expected


@pytest.mark.parametrize(
    ("source", "is_so"),
    [
        ("add(a, add);\nconst c = d ? add : e;\n", True),
        ("f(() => { add(); });\nif (add) {\n  b();\n}\n", True),
        ("const a = { add };\n", False),
        ("const { b, add, c } = d;\n", False),
        ("const a = { b: c(), add, d: (e) => e };\n", False),
        ("const a = { b, add: 1 };\n", False),
        ("function f({ add = 1 }) {}\n", False),
        ("class A {\n  add(b) {\n  }\n}\n", False),
    ],
)
def test_what_is_a_property_too_keeps_its_name(source: str, is_so: bool) -> None:
    assert may_be_renamed("add", source) is is_so
