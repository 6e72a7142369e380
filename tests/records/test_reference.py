from __future__ import annotations

from nervure.records.reference import Reference, ReferenceKind, named_apart


def names(*given: tuple[ReferenceKind, int, str]) -> list[str]:
    return [each.name for each in named_apart(Reference(kind, number, natural=name) for kind, number, name in given)]


def test_a_reference_is_known_by_kind_number_and_part_whatever_it_is_called() -> None:
    assert Reference("slot", 1, "momentum", "a", "b") == Reference("slot", 1, "momentum")
    different = [
        Reference("slot", 1, "momentum"), Reference("slot", 2, "momentum"), Reference("slot", 1, "velocity"),
        Reference("penalty", 1, "momentum"),
    ]  # fmt: skip
    assert len({*different}) == 4
    assert str(Reference("input", name="x")) == "x"


def test_what_nobody_else_is_called_keeps_its_natural_name() -> None:
    assert names(("input", 0, "x"), ("output", 1, "d/z"), ("loss", 0, "loss")) == ["x", "d/z", "loss"]


def test_several_of_one_name_say_what_they_are() -> None:
    given = (("input", 0, "loss"), ("loss", 0, "loss"), ("parameter", 0, "loss"))
    assert names(*given) == ["loss (input)", "loss (whole loss)", "loss (weight)"]


def test_several_of_one_name_and_kind_are_counted() -> None:
    given = (("output", 3, "a/b/z"), ("output", 8, "a/b/z"), ("input", 0, "a/b/z"))
    assert names(*given) == ["a/b/z (step 1)", "a/b/z (step 2)", "a/b/z (input)"]


def test_a_name_that_looks_like_one_told_apart_stays_alone() -> None:
    given = (("input", 0, "x (input)"), ("input", 1, "x"), ("output", 2, "x"), ("input", 3, "x (step)"))
    told = names(*given)
    assert told[0] == "x (input)"
    assert len({*told}) == 4
