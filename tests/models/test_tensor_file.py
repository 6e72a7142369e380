from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy

from nervure.errors import FileError
from nervure.language import set_language
from nervure.models.tensor_file import parsed, read_tensors

FOUR = {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}


def write(path: Path, header: str | bytes, numbers: bytes = b"") -> Path:
    written = header.encode() if isinstance(header, str) else header
    path.write_bytes(len(written).to_bytes(8, "little") + written + numbers)
    return path


def refused(path: Path) -> str:
    with pytest.raises(FileError) as caught:
        read_tensors(path)
    assert caught.value.where == str(path)
    return caught.value.got


def test_what_safetensors_writes_is_read(tmp_path: Path) -> None:
    kinds = ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "?"]
    arrays = {kind: np.arange(6).reshape(2, 3).astype(kind) for kind in kinds}
    arrays |= {"scalar": np.array(3, "f4"), "nothing": np.ones((0, 5)), "이름": np.ones(3)}
    path = tmp_path / "a.safetensors"
    path.write_bytes(safetensors.numpy.save(arrays, metadata={"한글": "설명 😀"}))
    descriptions, tensors, data = read_tensors(path)
    assert descriptions == {"한글": "설명 😀"}
    assert bytes(data) == path.read_bytes()
    assert tensors.keys() == arrays.keys()
    for name, array in arrays.items():
        assert tensors[name].dtype == array.dtype
        np.testing.assert_array_equal(tensors[name], array)
    tensors["f4"][0, 0] = 7  # they may be changed, and the file is not


def test_a_file_of_descriptions_alone_is_read(tmp_path: Path) -> None:
    assert read_tensors(write(tmp_path / "a", '{"__metadata__": {"a": "b"}}')).descriptions == {"a": "b"}
    assert read_tensors(write(tmp_path / "a", "{}")).tensors == {}


@pytest.mark.parametrize("content", [b"", b"1234567", b"\xff" * 8, (9).to_bytes(8, "little") + b"{}"])
def test_files_that_end_too_early_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    assert "ends before" in refused(tmp_path / "a")


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"dtype": "BF16"}, "'a' does not describe a tensor"),
        ({"dtype": ["F32"]}, "not describe a tensor"),
        ({"dtype": "F64"}, "not describe a tensor"),
        ({"shape": [2, 3]}, "not describe a tensor"),
        ({"shape": [-2, -2]}, "not describe a tensor"),
        ({"shape": [2.0, 2]}, "not describe a tensor"),
        ({"shape": [True, 4]}, "not describe a tensor"),
        ({"shape": 4}, "not describe a tensor"),
        ({"shape": [1] * 33 + [4]}, "not describe a tensor"),
        ({"shape": [0, 10**30], "data_offsets": [16, 16]}, "not describe a tensor"),
        ({"shape": [10**30, 10**30]}, "not describe a tensor"),
        ({"data_offsets": [0, 16, 32]}, "not describe a tensor"),
        ({"data_offsets": [16, 0]}, "not describe a tensor"),
        ({"data_offsets": [-16, 0]}, "not describe a tensor"),
        ({"data_offsets": [16, 32]}, "does not begin where"),
        ({"data_offsets": [2**63, 2**63 + 16]}, "does not begin where"),
        ({"more": 1}, "not describe a tensor"),
    ],
)
def test_entries_that_cannot_be_meant_are_refused(tmp_path: Path, change: dict[str, Any], part: str) -> None:
    assert part in refused(write(tmp_path / "a", json.dumps({"a": {**FOUR, **change}}), bytes(16)))


@pytest.mark.parametrize(
    ("header", "num_bytes", "part"),
    [
        ("[]", 0, "not describe a tensor"),
        ("3", 0, "not describe a tensor"),
        ("nothing", 0, "not JSON from line 1, column 1 on"),
        (b"\xff\xfe", 0, "not text (UTF-8) from byte 0 on"),
        ('{"__metadata__": 3}', 0, "__metadata__"),
        ('{"__metadata__": {"a": 3}}', 0, "__metadata__"),
        ('{"a": null}', 0, "'a' does not describe a tensor"),
        ('{"a": ' + "1" * 5000 + "}", 0, "a value of the wrong kind"),
        ("[" * 100_000 + "]" * 100_000, 0, "nested too deeply"),
        (json.dumps({"a": FOUR}), 15, "declares 16 bytes"),
        (json.dumps({"a": FOUR}), 17, "declares 16 bytes"),
        (json.dumps({"a": FOUR, "b": FOUR}), 16, "'b' does not begin"),
        (json.dumps({"a": FOUR, "b": {**FOUR, "data_offsets": [8, 24]}}), 24, "'b' does not begin"),
        (json.dumps({"a": FOUR, "b": {**FOUR, "data_offsets": [17, 33]}}), 33, "'b' does not begin"),
        (f'{{"a": {json.dumps(FOUR)}, "a": {json.dumps(FOUR)}}}', 16, "lists 'a' twice"),
        ('{"__metadata__": {"a": "", "a": ""}}', 0, "lists 'a' twice"),
        ("[" + "[]," * 500_000 + "[]]", 0, "more memory"),
    ],
)
def test_headers_that_cannot_be_meant_are_refused(
    tmp_path: Path, header: str | bytes, num_bytes: int, part: str
) -> None:
    assert part in refused(write(tmp_path / "a", header, bytes(num_bytes)))


def test_a_file_of_many_gigabytes_of_nothing_is_not_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a", "{}")
    with path.open("r+b") as file:
        file.truncate(1 << 36)  # a hole: it takes no room
    assert "declares 0 bytes" in refused(path)


def test_numbers_at_odd_places_and_bytes_that_are_no_bool_are_set_right(tmp_path: Path) -> None:
    header = {
        "a": {"dtype": "BOOL", "shape": [3], "data_offsets": [0, 3]},
        "b": {"dtype": "F32", "shape": [2], "data_offsets": [3, 11]},
    }
    path = write(tmp_path / "a", json.dumps(header), b"\0\1\7" + np.array([1.5, 2.5], "<f4").tobytes())
    tensors = read_tensors(path).tensors
    assert tensors["a"].view("u1").tolist() == [0, 1, 1]
    assert tensors["b"].tolist() == [1.5, 2.5]
    assert tensors["b"].flags.aligned


def test_a_description_may_be_as_large_as_its_file_gives_reason_for(tmp_path: Path) -> None:
    numbers = json.dumps([0.25] * 500_000)
    assert len(parsed(numbers, 0, tmp_path)) == 500_000
    many = json.dumps([0.25] * 1_500_000)
    assert len(parsed(many, 100_000_000, tmp_path)) == 1_500_000
    with pytest.raises(FileError, match="more memory"):
        parsed(many, len(many), tmp_path)


def test_what_is_wrong_is_said_in_korean(tmp_path: Path) -> None:
    set_language("ko")
    assert refused(write(tmp_path / "a", "{}", b"1")) == "헤더에 적힌 숫자는 0바이트, 실제로는 1바이트"
