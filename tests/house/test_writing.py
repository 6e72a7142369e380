from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.source import Module, calls, dotted, imported, modules

WRITER = "files.py"
WRITING_MODES = set("wax+")
# Names of methods and functions that change a disk whatever they are called on.
WRITING_METHODS = frozenset(
    {
        "chmod",
        "dump",
        "hardlink_to",
        "makedirs",
        "mkdir",
        "mkdtemp",
        "mkstemp",
        "open_memmap",
        "removedirs",
        "rmdir",
        "rmtree",
        "save",
        "save_file",
        "savefig",
        "savetxt",
        "savez",
        "savez_compressed",
        "symlink_to",
        "tofile",
        "touch",
        "unlink",
        "write_bytes",
        "write_text",
    }
)
# Names too common for that (str.replace): only when called on these.
WRITING_FUNCTIONS = frozenset(
    {
        "os.remove",
        "os.rename",
        "os.replace",
        "shutil.copy",
        "shutil.copy2",
        "shutil.copyfile",
        "shutil.copytree",
        "shutil.move",
        "tempfile.NamedTemporaryFile",
        "tempfile.TemporaryDirectory",
        "tempfile.TemporaryFile",
        "logging.FileHandler",
    }
)
# save() of these is ours and goes through files.py; safetensors gives bytes; other memory is found by its name.
OWN_CALLS = frozenset(
    {
        "safetensors.numpy.save",
        "safetensors.torch.save",
        "self.save",
        "model.save",
        "self.model.save",
        "network.save",
        "task.save",
    }
)
OWN_ROOM = "nervure.files"
MEMORY = frozenset({"io.BytesIO", "io.StringIO", "BytesIO", "StringIO"})


def opens_for_writing(name: str, call: ast.Call) -> bool:
    if name.rpartition(".")[2] not in ("open", "fdopen"):
        return False
    positional = call.args[0:1] if name not in ("open", "io.open", "os.fdopen", "gzip.open") else call.args[1:2]
    modes = [*positional, *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    texts = [mode.value for mode in modes if isinstance(mode, ast.Constant) and isinstance(mode.value, str)]
    # A mode that is computed could be any.
    computed = any(not isinstance(mode, ast.Constant) for mode in modes) and name in ("open", "io.open")
    return computed or any(len(text) <= 3 and WRITING_MODES & set(text) for text in texts)


def writes(name: str, call: ast.Call) -> bool:
    last = name.rpartition(".")[2]
    return opens_for_writing(name, call) or last in WRITING_METHODS or name in WRITING_FUNCTIONS


def own_calls(tree: ast.AST) -> set[str]:
    """What this file calls the functions of files.py."""
    own = {name.removeprefix(f"{OWN_ROOM}.") for name, _ in imported(tree) if name.startswith(f"{OWN_ROOM}.")}
    return own | {f"files.{name}" for name in WRITING_METHODS} | OWN_CALLS


def in_memory(tree: ast.AST, call: ast.Call) -> bool:
    """Whether the first argument is a name that this file binds to a buffer."""
    buffers = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and dotted(node.value.func) in MEMORY
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return bool(call.args) and isinstance(call.args[0], ast.Name) and call.args[0].id in buffers


def guarded(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls inside ``with files.writing(path) as temporary:``, which makes any library's writing atomic."""
    for node in ast.walk(tree):
        if isinstance(node, ast.With) and any(
            isinstance(item.context_expr, ast.Call) and dotted(item.context_expr.func).rpartition(".")[2] == "writing"
            for item in node.items
        ):
            yield from (call for statement in node.body for _, call in calls(statement))


def unsafe_writes(module: Module) -> list[str]:
    safe, own = {id(call) for call in guarded(module.tree)}, own_calls(module.tree)
    found = [
        (call.lineno, name)
        for name, call in calls(module.tree)
        if id(call) not in safe and name not in own and writes(name, call) and not in_memory(module.tree, call)
    ]
    return [f"{module.path}:{line} {name}" for line, name in sorted(found)]


def findings(text: str) -> list[str]:
    return unsafe_writes(Module("a.py", text))


def test_every_way_to_write_is_found() -> None:
    for text in (
        "open(path, 'w')",
        "open(path, mode='ab')",
        "open(path, mode)",
        "path.open('x')",
        "Path(path).write_text('')",
        "folder.mkdir()",
        "np.savez_compressed(path, x=x)",
        "torch.save(x, path)",
        "safetensors.torch.save_file(x, path)",
        "figure.savefig(path)",
        "os.replace(a, b)",
        "os.makedirs(a)",
        "shutil.move(a, b)",
        "tempfile.TemporaryDirectory()",
    ):
        assert len(findings(text)) == 1, text


def test_reading_and_guarded_writing_pass() -> None:
    for text in (
        "open(path)",
        "open(path, 'rb')",
        "path.open()",
        "path.open('r', encoding='utf-8')",
        "'a'.replace('a', 'b')",
        "PIL.Image.open(path)",
        "from nervure.files import write_text\nwrite_text(path, '')",
        "from nervure import files\nfiles.write_bytes(path, b'')",
        "held = io.BytesIO()\nfigure.savefig(held)",
        "with files.writing(path) as temporary:\n    figure.savefig(temporary)",
        "with writing(path) as temporary:\n    if True:\n        np.save(temporary, x)",
    ):
        assert findings(text) == [], text


def test_only_one_file_writes_to_the_disk() -> None:
    found = [finding for module in modules() if module.path != WRITER for finding in unsafe_writes(module)]
    assert not found, f"write through {WRITER}:\n" + "\n".join(found)
