"""Korean particles after Korean, Latin, digits, quotes and brackets."""

from __future__ import annotations

import pytest

from nervure.language.catalogue import MESSAGES
from nervure.language.particles import PAIRS, ParticleFormatter, filled, particle

ENDS_ON_A_CONSONANT = [
    # Hangul, digits, letters
    "층", "값", "손실 함수 값", "0", "1", "3", "6", "7", "8", "10", "100", "conv2d_1", "N", "RNN", "CNN", "LSTM",
    "rnn",
    "lstm", "lr",
    # words
    "Input", "output", "Dropout", "Maxout", "Flatten", "padding", "MaxPooling", "Embedding", "Rescaling", "name",
    "line",
    "frame", "momentum", "Adam", "Nadam", "RMSprop", "norm", "metric", "step", "map", "block", "stack", "callback",
    "notebook", "hook", "dataset", "unit", "digit", "logit", "layout", "fit", "type", "dtype", "group",
    "column", "algorithm", "precision", "NaN", "epsilon", "ε", "init", "op", "app", "concat", "truck", "ship",
    "cat",
]  # fmt: skip
ENDS_ON_RIEUL = [
    "서울", "커널", "1", "7", "8", "kernel", "model", "Sequential", "label", "module", "scale", "variable",
    "shuffle",
    "recall", "pixel", "L", "R", "table",
]  # fmt: skip
ENDS_ON_A_VOWEL = [
    "파라미터", "에포크", "2", "4", "5", "9", "0.5", "50%", "Conv2D", "MaxPooling2D", "conv2d", "D", "x", "y", "h",
    "w", "GRU",
    "SGD", "gru", "csv", "png", "MSE", "mae", "AUC", "auc", "Dense", "dense", "bias", "softmax", "sigmoid", "tanh",
    "ReLU",
    "LeakyReLU", "ELU", "layer", "tensor", "weight", "weights", "rate", "size", "stride", "filters", "units",
    "shape", "axis",
    "loss", "epoch", "batch", "accuracy", "test", "list", "count", "gradient", "constant", "object", "predict",
    "evaluate",
    "cache", "path", "graph", "data", "window", "float", "float32", "image", "mode", "range", "update", "square",
    "feature",
    "default", "mask", "check", "root", "loop", "θ", "alpha", "seed", "Add", "Concatenate", "Reshape",
    "BatchNormalization2",
    "huber", "dog", "frog", "deer", "bird", "horse", "coat", "dress", "boot", "shirt", "sneaker", "build", "id",
]  # fmt: skip


@pytest.mark.parametrize("word", ENDS_ON_A_CONSONANT)
def test_after_a_consonant_come_i_eul_eun_gwa(word: str) -> None:
    assert [particle(word, pair) for pair in PAIRS[:4]] == ["이", "을", "은", "과"]


@pytest.mark.parametrize("word", ENDS_ON_A_VOWEL)
def test_after_a_vowel_come_ga_reul_neun_wa_ro(word: str) -> None:
    assert [particle(word, pair) for pair in PAIRS[:5]] == ["가", "를", "는", "와", "로"]


@pytest.mark.parametrize("word", ENDS_ON_RIEUL)
def test_after_rieul_comes_ro_but_eul(word: str) -> None:
    assert (particle(word, "으로/로"), particle(word, "을/를")) == ("로", "을")


@pytest.mark.parametrize("word", ["층", "Adam", "Input", "3", "padding"])
def test_after_another_consonant_comes_euro(word: str) -> None:
    assert particle(word, "으로/로") == "으로"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("'dense'", "를"),
        ("'kernel'", "을"),
        ('"층"', "을"),
        ("“층”", "을"),
        ("Conv2D 'conv2d_3'", "을"),
        ("Conv2D 'conv2d_2'", "를"),
        ("(N, 28, 28, 1)", "을"),
        ("(N, 28, 28, 2)", "를"),
        ("[1, 2, 4]", "를"),
        ("커널(kernel)", "을"),
        ("층(layer)", "을"),
        ("레이어(층)", "를"),
        ("kernel (3, 4)", "을"),
        ("Dense(10)", "를"),
        ("층.", "을"),
        ("층 ...", "을"),
        ("`kernel`", "을"),
        ("", "를"),
        ("...", "를"),
        ("()", "를"),
    ],
)
def test_quotes_brackets_and_dots_are_not_read(word: str, expected: str) -> None:
    assert particle(word, "을/를") == expected


@pytest.mark.parametrize(
    ("pair", "after_consonant", "after_vowel"),
    [
        ("이라/라", "층이라", "파라미터라"),
        ("이에요/예요", "층이에요", "파라미터예요"),
        ("이나/나", "층이나", "파라미터나"),
    ],
)
def test_the_other_pairs_follow_the_same_rule(pair: str, after_consonant: str, after_vowel: str) -> None:
    assert "층" + particle("층", pair) == after_consonant
    assert "파라미터" + particle("파라미터", pair) == after_vowel


def test_every_pair_is_consonant_then_vowel() -> None:
    for pair in PAIRS:
        after_consonant, after_vowel = pair.split("/")
        assert particle("층", pair) == after_consonant
        assert particle("파라미터", pair) == after_vowel


def test_the_formatter_writes_word_and_particle_and_leaves_other_formats_alone() -> None:
    write = ParticleFormatter().format
    assert write("{name:이/가} {count:,}개", name="층", count=12345) == "층이 12,345개"
    assert write("{name!r:은/는} {rate:.2f}", name="dense", rate=0.5) == "'dense'는 0.50"
    assert write("{shape:을/를}", shape=(None, 1)) == "(None, 1)을"
    assert write("{count:으로/로}", count=3) == "3으로"


def test_a_pair_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="format spec"):
        ParticleFormatter().format("{name:가/이}", name="층")


def test_every_sentence_is_filled_alike_with_particles_or_without() -> None:
    formatter = ParticleFormatter()
    sentences = [sentence for message in MESSAGES.values() for sentence in (message.en, message.ko)]
    for sentence in sentences:
        fields = [(name, spec) for _, name, spec, _ in formatter.parse(sentence) if name is not None]
        if all(name.isidentifier() and spec in ("", *PAIRS) for name, spec in fields):
            values = {name: f"<{name}>" for name, _ in fields}
            assert filled(sentence, values) == formatter.vformat(sentence, (), values)
    assert any(f":{PAIRS[0]}" in sentence for sentence in sentences)
