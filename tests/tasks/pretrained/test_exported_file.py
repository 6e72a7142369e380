from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from nervure.errors import FileError
from nervure.layers import Input, TorchProgram
from nervure.models import Sequential
from nervure.tasks.pretrained.exported_file import read_exported
from tests.layers.layer_rules import assert_says
from tests.tasks.pretrained.exported_modules import attention, convolutions, digits_module, export, needs_export

pytestmark = needs_export


@pytest.mark.parametrize(
    ("module", "shape", "free"),
    [
        (lambda: convolutions(channels=3), (2, 3, 16, 16), (0, 2, 3)),
        (lambda: convolutions(channels=3), (1, 3, 16, 16), ()),
        (attention, (2, 3, 16, 16), (0,)),
        (attention, (4, 3, 16, 16), ()),
    ],
)
def test_a_module_that_was_exported_gives_what_it_gave_in_torch(
    module: Callable[[], nn.Module], shape: tuple[int, ...], free: tuple[int, ...], tmp_path: Path
) -> None:
    original = module().eval()
    path = export(original, shape, tmp_path / "module.pt2", free)
    exported = read_exported(path)
    assert exported.graph.input_sizes == tuple(None if axis in free else size for axis, size in enumerate(shape))
    assert exported.graph.example_sizes == shape
    assert exported.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    program = TorchProgram(exported.graph.program)
    network = Sequential([Input((16, 16, 3)), program])
    program.set_weights([exported.tensors[parameter.name] for parameter in program.parameters])
    x = torch.randn(5, 3, 16, 16)
    with torch.no_grad():
        expected = original(x)
    assert np.allclose(network.predict(x.permute(0, 2, 3, 1).numpy(), verbose=0), expected, atol=1e-5)


class Runs:
    """Leaves a mark when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return (shutil.copyfile, (__file__, str(self.mark)))


def test_a_pickle_is_refused_and_never_read(tmp_path: Path) -> None:
    place, mark = tmp_path / "module.pt", tmp_path / "mark"
    torch.save({"weights": Runs(mark)}, place)
    assert_says(FileError, lambda: read_exported(place), "pickle", "torch.export.save", "module.pt2")
    assert not mark.exists()


def test_other_kinds_of_files_are_called_by_their_names(tmp_path: Path) -> None:
    place = tmp_path / "file"
    assert_says(FileError, lambda: read_exported(place), "no such file")
    place.write_bytes(b"no archive")
    assert_says(FileError, lambda: read_exported(place), "another kind of file")
    torch.save({"a": 1}, place, _use_new_zipfile_serialization=False)
    assert_says(FileError, lambda: read_exported(place), "pickle")
    for entry, name in (("m/constants.pkl", "TorchScript"), ("serialized_exported_program.json", "torch 2.7")):
        with zipfile.ZipFile(place, "w") as archive:
            archive.writestr(entry, b"")
        assert_says(FileError, lambda: read_exported(place), name)


def changed(place: Path, change: Callable[[str, bytes], bytes], compression: int = zipfile.ZIP_STORED) -> Path:
    """A copy of the exported module with other entries."""
    with zipfile.ZipFile(digits_module()) as whole, zipfile.ZipFile(place, "w", compression) as archive:
        for entry in whole.infolist():
            archive.writestr(entry.filename, change(entry.filename, whole.read(entry)))
    return place


def of_json(name: str, change: Callable[[Any], object]) -> Callable[[str, bytes], bytes]:
    def made(entry: str, data: bytes) -> bytes:
        if not entry.endswith(name):
            return data
        values = json.loads(data)
        change(values)
        return json.dumps(values).encode()

    return made


def pickled(config: Any) -> None:
    next(iter(config["config"].values()))["use_pickle"] = True


def stretched(config: Any) -> None:
    meta = next(iter(config["config"].values()))["tensor_meta"]
    meta["sizes"], meta["strides"] = [{"as_int": 10**12}], [{"as_int": 0}]


def reading_files(model: Any) -> None:
    model["graph_module"]["graph"]["nodes"][0]["target"] = "torch.ops.aten.from_file.default"


def calling_python(model: Any) -> None:
    model["graph_module"]["graph"]["nodes"][0]["target"] = "os.system"


def reading_itself(model: Any) -> None:
    last = model["graph_module"]["graph"]["nodes"][-1]
    last["inputs"][0]["arg"] = {"as_tensor": {"name": last["outputs"][0]["as_tensor"]["name"]}}


def of_the_future(model: Any) -> None:
    model["schema_version"]["major"] = 99


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("weights_config.json", pickled, "pickle"),
        ("weights_config.json", stretched, "damaged"),
        ("model.json", reading_files, "from_file"),
        ("model.json", calling_python, "os.system"),
        ("model.json", of_the_future, "schema 99"),
        ("model.json", reading_itself, "damaged"),
        ("model.json", dict.clear, "damaged"),
    ],
)
def test_an_altered_file_is_refused(name: str, change: Callable[[Any], object], said: str, tmp_path: Path) -> None:
    place = changed(tmp_path / "module.pt2", of_json(name, change))
    assert_says(FileError, lambda: read_exported(place), said)


def test_what_is_packed_and_what_is_cut_off_is_refused(tmp_path: Path) -> None:
    packed = changed(tmp_path / "packed.pt2", lambda _, data: data, zipfile.ZIP_DEFLATED)
    assert_says(FileError, lambda: read_exported(packed), "damaged", "compressed")
    whole, place = digits_module().read_bytes(), tmp_path / "cut.pt2"
    for length in (0, 100, len(whole) // 2, len(whole) - 10):
        place.write_bytes(whole[:length])
        assert_says(FileError, lambda: read_exported(place), "torch.export.save")
