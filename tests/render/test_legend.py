from __future__ import annotations

from nervure import layers, models
from nervure.language import in_language
from nervure.records.alphabet import ALPHABET
from nervure.records.meeting import Cells, Meeting
from nervure.render.legend import legend_of, legend_text, meaning_text, meeting_line, settings_legend

MEETING = Meeting(
    "mean", Cells("o", "pool/output", ("n", "i", "c")), (Cells("x", "input", ("n", "2·i+a", "c")),),
    (("a", 2),), ("n", "i", "c", "a"),
)  # fmt: skip


def test_arrays_go_by_their_names_and_settings_by_what_they_mean() -> None:
    network = models.Sequential([layers.Input((2,)), layers.Dense(1, name="dense")])
    network.compile("sgd", "mse")
    update = network.explain([[1.0, 2.0]], [[0.0]]).update_of("dense/kernel", (0, 0)).derivation
    assert legend_of(update) == (("w", "dense/kernel"), ("E", "loss"), ("η", "the learning rate"))
    assert legend_text(legend_of(update)) == "where w is dense/kernel, E is loss, η is the learning rate"


def test_every_letter_of_the_table_has_a_meaning_and_others_have_none() -> None:
    assert len(settings_legend(ALPHABET.values())) == len(ALPHABET)
    assert settings_legend(["tilt"]) == ()
    with in_language("ko"):
        assert meaning_text("η′") == "학습률"


def test_places_that_meet_are_said_in_both_languages() -> None:
    assert meeting_line(MEETING) == "o[n,i,c] is the mean of x[n,2·i+a,c] over a: 0..1; places outside are left out"
    with in_language("ko"):
        assert meeting_line(MEETING).startswith("o[n,i,c] = x[n,2·i+a,c]의 평균(a: 0..1")
