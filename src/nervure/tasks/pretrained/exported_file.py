"""Reads files written by ``torch.export.save`` as data: nothing in them is unpickled, run or looked up by Python."""

from __future__ import annotations

import hashlib
import json
import math
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.errors import FileError, Unfit, said_of
from nervure.files import raise_if_of_the_machine
from nervure.language import text
from nervure.layers import TorchProgram
from nervure.layers.program_module import ProgramModule
from nervure.tasks.pretrained.exported_graph import DTYPES, Graph, UnknownPartError, graph_of

_FORMAT, _GRAPHS = "archive_format", "models/"
_WEIGHTS, _CONSTANTS = "data/weights/", "data/constants/"


class Exported(NamedTuple):
    """A module exported by torch.

    Attributes:
        graph: its program and its inputs.
        tensors: the values of the program's tensors by their paths, float32.
        digest: the SHA-256 of the file.
    """

    graph: Graph
    tensors: Mapping[str, Tensor]
    digest: str

    def fill(self, layer: TorchProgram) -> None:
        """Assigns the tensors to a built layer made from the program."""
        layer.set_weights([self.tensors[parameter.name] for parameter in layer.parameters])


def read_exported(path: str | os.PathLike[str]) -> Exported:
    """The module in a file.

    Args:
        path: a file of torch 2.8 or newer; ``torch.export.save`` calls it ``.pt2``.

    Raises:
        FileError: the file does not exist, is of another kind, or is damaged; or the module has unknown parts, or more
            than one input or output, or was exported in training mode.
    """
    place = Path(path)
    if not place.is_file():
        raise FileError.of("pretrained.missing", where=str(path), got=str(path))
    try:
        with zipfile.ZipFile(place) as archive:
            return _read(_Archive(archive, place), place)
    except FileError:
        raise
    except UnknownPartError as unknown:
        raise FileError.of(unknown.key, where=str(path), got=unknown.got) from unknown
    except zipfile.BadZipFile as problem:
        raise_if_of_the_machine(place, problem)
        raise _other_kind(place, "pretrained.is_other") from problem
    except (ValueError, KeyError, TypeError, AttributeError, RuntimeError, RecursionError, OSError) as problem:
        raise_if_of_the_machine(place, problem)
        raise FileError.of("pretrained.damaged", where=str(path), got=said_of(problem)) from problem


class _Archive:
    """The entries of the archive, without their common folder."""

    def __init__(self, archive: zipfile.ZipFile, place: Path) -> None:
        self._archive = archive
        self._entries = {entry.filename.partition("/")[2]: entry for entry in archive.infolist()}
        if _FORMAT not in self._entries:
            raise _other_kind(place, self._kind())

    def graph(self) -> Any:
        """The only program in it."""
        found = [name for name in self._entries if name.startswith(_GRAPHS) and name.endswith(".json")]
        if len(found) != 1:
            raise KeyError(_GRAPHS)
        return json.loads(self._bytes(found[0]))

    def tensors(self, folder: str) -> dict[str, Tensor]:
        """The tensors in a folder by their paths."""
        found: dict[str, Tensor] = {}
        for name in self._entries:
            if name.startswith(folder) and name.endswith("_config.json"):
                for path, payload in json.loads(self._bytes(name))["config"].items():
                    if payload["use_pickle"]:
                        raise UnknownPartError("pretrained.unknown", f"pickle: {path}")
                    found[path] = _tensor(self._bytes(folder + payload["path_name"]), payload["tensor_meta"])
        return found

    def _bytes(self, name: str) -> bytes:
        entry = self._entries[name]
        # torch does not compress entries; a compressed entry could be far larger than the file.
        if entry.compress_type != zipfile.ZIP_STORED or entry.file_size > entry.compress_size:
            raise Unfit(f"{name}: compressed")
        return self._archive.read(entry)

    def _kind(self) -> str:
        names = {entry.filename for entry in self._archive.infolist()}
        if "serialized_exported_program.json" in names:
            return "pretrained.is_older"
        if "constants.pkl" in self._entries:
            return "pretrained.is_torchscript"
        return "pretrained.is_pickled" if "data.pkl" in self._entries else "pretrained.is_other"


def _read(archive: _Archive, place: Path) -> Exported:
    graph = graph_of(archive.graph())
    stored = {**archive.tensors(_WEIGHTS), **archive.tensors(_CONSTANTS)}
    tensors = {path: stored[path] for path in graph.program["tensors"]}
    for path, tensor in tensors.items():
        described = graph.program["tensors"][path]
        described["shape"], described["dtype"] = list(tensor.shape), str(tensor.dtype).removeprefix("torch.")
    ProgramModule(graph.program)  # a dry run, which checks whether it can be run
    return Exported(graph, {path: _as_numbers(tensor, path) for path, tensor in tensors.items()}, _digest(place))


def _tensor(data: bytes, meta: Mapping[str, Any]) -> Tensor:
    sizes, strides = ([int(each["as_int"]) for each in meta[name]] for name in ("sizes", "strides"))
    dtype = DTYPES[meta["dtype"]]
    # A stride of 0 would turn little data into a large tensor.
    if min(sizes, default=1) < 0 or math.prod(sizes) * dtype.itemsize > len(data):
        raise Unfit(f"sizes: {sizes}")
    if not math.prod(sizes):
        return torch.zeros(sizes, dtype=dtype)
    flat = torch.frombuffer(bytearray(data), dtype=dtype)
    return torch.as_strided(flat, sizes, strides, int(meta["storage_offset"]["as_int"])).clone()


def _as_numbers(tensor: Tensor, path: str) -> Tensor:
    """The same values as float32, the type in which a model stores them."""
    kept = tensor.to(torch.float32).contiguous()
    if not tensor.is_floating_point() and not torch.equal(kept.to(tensor.dtype), tensor):
        raise UnknownPartError("pretrained.unknown", f"{path}: {tensor.dtype}")
    return kept


def _digest(place: Path) -> str:
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _other_kind(place: Path, key: str) -> FileError:
    if key == "pretrained.is_other":
        with place.open("rb") as file:  # the pickle format of torch before release 1.6
            key = "pretrained.is_pickled" if file.read(2)[:1] == b"\x80" else key
    name = place.with_suffix(".pt2").name
    return FileError.of("pretrained.other_kind", where=str(place), got=text(key), name=name)
