from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from nervure.data.auditing.appearance import Look
from nervure.data.auditing.facts import PictureFacts
from nervure.data.auditing.listing import list_for_audit
from nervure.data.auditing.notes import Usual, class_notes, duplicate_notes, name_notes, picture_notes
from nervure.data.pictures.picture_file import Header
from nervure.records.audit_record import ClassCount, DuplicateGroup
from nervure.records.picture_folder import Note
from tests.data.pictures.test_class_folders import tree

USUAL = Usual(100.0, 150.0, 1.5)


def facts(height: int = 100, width: int = 150, orientation: int = 1, **changed: object) -> PictureFacts:
    sound = PictureFacts(
        Header(height, width, orientation), Look(height, width, 30.0, 100.0, 40.0), "JPEG", "RGB", 8, 1000, b"digest",
        np.zeros((16, 16, 3), np.uint8), np.zeros(6), is_animated=False, is_blank=False, has_transparency=False,
    )  # fmt: skip
    return sound._replace(**changed)


def said(notes: Iterable[Note]) -> dict[str, str]:
    return {each.kind: str(each) for each in notes}


def test_the_usual_is_the_median() -> None:
    assert Usual.of([facts(), facts(10, 15), facts(1000, 1500)]) == USUAL
    assert USUAL.side == pytest.approx(122.47, abs=0.01)


def test_a_sound_picture_has_no_notes(tmp_path: Path) -> None:
    assert not said(picture_notes(tmp_path, "a/1.jpg", facts(), USUAL))


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (facts(format="PNG"), "wrong_suffix"),
        (facts(orientation=6), "turned"),
        (facts(is_animated=True), "animated"),
        (facts(bits=16), "deep"),
        (facts(mode="CMYK"), "cmyk"),
        (facts(mode="P"), "palette"),
        (facts(has_transparency=True), "transparent"),
        (facts(is_blank=True), "blank"),
        (facts(20, 30), "tiny"),
        (facts(1000, 1500), "huge"),
        (facts(300, 100), "other_shape"),
    ],
)
def test_each_oddity_has_its_note(tmp_path: Path, found: PictureFacts, kind: str) -> None:
    notes = said(picture_notes(tmp_path, "a/1.jpg", found, USUAL))
    assert list(notes) == [kind]
    assert notes[kind].startswith("a/1.jpg: ")


def test_a_gif_has_a_palette_by_its_nature(tmp_path: Path) -> None:
    assert not said(picture_notes(tmp_path, "a/1.gif", facts(format="GIF", mode="P"), USUAL))


def test_links_say_where_they_lead(tmp_path: Path) -> None:
    tree(tmp_path, "a/1.jpg", "elsewhere/b/1.jpg")
    (tmp_path / "a" / "2.jpg").symlink_to(tmp_path / "a" / "1.jpg")
    (notes,) = picture_notes(tmp_path, "a/2.jpg", facts(), USUAL)
    assert (notes.kind, notes.values) == ("link", {"target": str(tmp_path / "a" / "1.jpg")})
    (tmp_path / "b").symlink_to(tmp_path / "elsewhere" / "b")
    assert [each.path for each in name_notes(list_for_audit(tmp_path)) if each.kind == "link"] == ["b"]


def test_classes_are_compared_with_the_largest() -> None:
    counts = [ClassCount("a", (100,), 0), ClassCount("b", (9,), 0), ClassCount("c", (1,), 0), ClassCount("d", (0,), 3)]
    notes = {each.path: each.kind for each in class_notes(counts, ())}
    assert notes == {"b": "rare_class", "c": "one_picture", "d": "empty_class"}
    in_parts = [ClassCount("a", (50, 10), 0), ClassCount("b", (50, 0), 0)]
    assert [str(each) for each in class_notes(in_parts, ("train", "test"))] == [
        "test/b: class 'b' has no images in test"
    ]


def test_a_class_without_others_teaches_nothing() -> None:
    counts = [ClassCount("a", (5,), 0), ClassCount("d", (0,), 3)]
    assert {each.path: each.kind for each in class_notes(counts, ())} == {"a": "one_class", "d": "empty_class"}


def test_names_that_other_systems_hold_for_one_are_named(tmp_path: Path) -> None:
    composed, apart = (unicodedata.normalize(form, "강아지") for form in ("NFC", "NFD"))
    tree(
        tmp_path, "Cat/1.jpg", "cat/1.jpg", "dog/A.jpg", "dog/a.jpg", "dog/a.png", f"{composed}/1.jpg", f"{apart}/2.jpg"
    )
    notes = {each.path: each.values["other"] for each in name_notes(list_for_audit(tmp_path))}
    assert notes == {"cat": "Cat", "dog/a.jpg": "dog/A.jpg", composed: apart}


def test_folders_inside_a_class_are_named_with_their_class(tmp_path: Path) -> None:
    tree(tmp_path, "a/1.jpg", "a/old/2.jpg", "a/old/older/3.jpg", "b/1.jpg")
    assert [(each.path, each.values) for each in name_notes(list_for_audit(tmp_path))] == [
        ("a/old", {"count": 1, "name": "a"}), ("a/old/older", {"count": 1, "name": "a"}),
    ]  # fmt: skip


def group(paths: str, classes: str = "", parts: str = "") -> DuplicateGroup:
    return DuplicateGroup(tuple(paths), tuple(classes), tuple(parts), is_exact=False)


def test_of_copies_in_one_class_all_but_the_first_are_named() -> None:
    notes = list(duplicate_notes([group("pqr", "aaa")], {"p": b"1", "q": b"2", "r": b"1"}))
    assert [(each.path, each.kind, each.values["other"]) for each in notes] == [("q", "alike", "p"), ("r", "copy", "p")]


def test_across_classes_and_parts_all_are_named_with_their_counterpart() -> None:
    digests = dict.fromkeys("pq", b"1") | {"r": b"2"}
    notes = list(duplicate_notes([group("pqr", "aba", "xxy")], digests))
    assert [(each.path, each.kind, each.values["other"]) for each in notes] == [
        ("p", "copy_of_class", "q"), ("q", "copy_of_class", "p"), ("r", "alike_of_class", "q"),
    ]  # fmt: skip
    notes = list(duplicate_notes([group("pr", "aa", "xy")], digests))
    assert [(each.path, each.kind) for each in notes] == [("p", "alike_of_part"), ("r", "alike_of_part")]


class Asked(dict[str, bytes]):
    """Digests that count how often one is asked for."""

    count = 0

    def __getitem__(self, path: str) -> bytes:
        self.count += 1
        return super().__getitem__(path)


@pytest.mark.parametrize("classes", [("a", "b"), ("a", "a")])
def test_the_counterpart_of_a_picture_is_not_looked_for_among_all(classes: tuple[str, str]) -> None:
    paths = tuple(f"{number}.png" for number in range(2000))
    digests = Asked({path: b"%d" % (number % 7) for number, path in enumerate(paths)})
    notes = list(duplicate_notes([DuplicateGroup(paths, classes * 1000, (), False)], digests))
    crosses = classes == ("a", "b")
    assert len(notes) == (2000 if crosses else 1999)
    assert (notes[-1].kind, notes[-1].values["other"]) == ("copy_of_class" if crosses else "copy", f"{1999 % 7}.png")
    assert digests.count < 10 * len(paths)
