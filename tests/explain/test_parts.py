from __future__ import annotations

from pathlib import Path

from tests.explain.networks import classifier, explained


def test_the_parts_follow_the_order_of_a_training_step() -> None:
    forward, loss, backward, update = explained().parts
    names = [[derivation.place.name for derivation in part] for part in (forward, loss, backward, update)]
    assert list(dict.fromkeys(names[0])) == ["hidden/z", "hidden/output", "output/z", "output/output"]
    assert names[1] == ["output/loss", "loss"]
    assert list(dict.fromkeys(names[2])) == [
        "output/output", "output/z", "output/kernel", "hidden/output", "hidden/z", "hidden/kernel",
    ]  # fmt: skip
    assert list(dict.fromkeys(names[3])) == ["hidden/kernel", "output/kernel"]


def test_of_a_large_array_the_largest_number_is_worked() -> None:
    network, x, y = classifier()
    explanation = network.explain(x, y)
    hidden = next(worked for worked in explanation.forward.record.worked if worked.num_more)
    (derivation,) = hidden.derivations
    array = explanation.recording.array("value", "hidden/z")
    assert array is not None
    assert abs(derivation.value) == abs(array).max()
    assert hidden.num_more == array.size - 1


def test_a_part_shows_itself_in_every_form(tmp_path: Path) -> None:
    part = explained().loss
    assert str(part) == repr(part)
    assert part.to_latex().count(r"\begin{align*}") == part.to_mathml().count("<math") == len(list(part)) == 2
    assert part._repr_html_().count("<section") == 2
    part.to_html(tmp_path / "loss.html")
    assert "<h1>Loss</h1>" in (tmp_path / "loss.html").read_text(encoding="utf-8")
