from __future__ import annotations

import json

import numpy as np
from safetensors.numpy import load, save

from nervure.models import seal

TEXT = 'a "digest": "' + "1" * 64
BLANK = {"text": json.dumps({"before": TEXT, seal.KEY: seal.BLANK, "text": TEXT})}


def test_a_sealed_file_is_a_file_of_tensors_like_any_other() -> None:
    file = seal.sealed(save({"x": np.arange(5.0)}, metadata=BLANK))
    assert load(file)["x"].tolist() == [0, 1, 2, 3, 4]
    assert seal.is_whole(file)


def test_each_bit_of_a_small_file_counts() -> None:
    file = seal.sealed(save({"x": np.arange(2.0)}, metadata=BLANK))
    for place in range(8 * len(file)):
        flipped = bytearray(file)
        flipped[place // 8] ^= 1 << place % 8
        assert not seal.is_whole(bytes(flipped)), place


def test_bytes_that_are_missing_or_too_many_count() -> None:
    file = seal.sealed(save({"x": np.arange(2.0)}, metadata=BLANK))
    assert not seal.is_whole(file[:-1])
    assert not seal.is_whole(file + b"\0")
    assert not seal.is_whole(b"")
    assert not seal.is_whole(save({"x": np.arange(2.0)}))
