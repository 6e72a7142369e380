from __future__ import annotations

import hashlib

import numpy as np

from nervure.models.zoo import lecture_mlp
from nervure.tasks.digests import arrays_digest, files_digest, source_digest, weights_digest


def test_the_digest_of_files_knows_their_names_their_labels_and_their_bytes() -> None:
    contents = dict.fromkeys(("a.png", "한글.png", "b.png"), hashlib.sha256(b"pixels").digest())
    labels = {"a.png": "a", "한글.png": "b"}
    both = files_digest(contents, labels)
    assert files_digest(dict(reversed(contents.items())), dict(reversed(labels.items()))) == both
    others = [{"a.png": "a"}, {**labels, "a.png": "b"}, {"b.png": "a", "한글.png": "b"}]
    assert len({both, *(files_digest(contents, each) for each in others)}) == 4
    assert files_digest({**contents, "a.png": hashlib.sha256(b"Pixels").digest()}, labels) != both


def test_the_digest_of_arrays_knows_types_shapes_and_numbers() -> None:
    x = np.arange(6, dtype=np.uint8)
    others = [x.reshape(2, 3), x.view(np.int8), x[::-1], x[:5]]
    assert len({arrays_digest(each) for each in (x, *others)}) == 5
    assert arrays_digest(np.asfortranarray(x.reshape(2, 3))) == arrays_digest(x.reshape(2, 3))
    assert arrays_digest(x[:0]) == arrays_digest(x[:0])


def test_the_digest_of_the_sources_stays_while_they_stay() -> None:
    assert source_digest() == source_digest()
    assert len(source_digest()) == 64


def test_the_digest_of_weights_changes_with_the_last_bit_of_one() -> None:
    model = lecture_mlp((8, 8, 1), 2)
    before = weights_digest(model)
    weights = model.get_weights()
    weights[0][0, 0] = np.nextafter(weights[0][0, 0], np.float32(1))
    model.set_weights(weights)
    assert weights_digest(model) != before
