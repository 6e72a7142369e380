from __future__ import annotations

import os
import sys
import threading
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nervure.data import audit, digits, image_folder
from nervure.data.auditing.audit import inspect
from nervure.data.auditing.listing import list_for_audit
from nervure.files import make_folder
from nervure.records.audit_record import AuditRecord, ReadingSuggestion
from tests.data.faulty_folder import faulty_folder, png, state
from tests.data.made_pictures import digit_folder, photograph, simpsons_folder, written


def kinds(record: AuditRecord) -> dict[str, list[str]]:
    """Of each path that is left out or has notes, what is said of it."""
    found: dict[str, list[str]] = {}
    for each in (*record.left_out, *record.notes):
        found.setdefault(each.path, []).append(each.kind)
    return found


def test_two_hundred_faults_of_twenty_kinds_are_listed_with_their_reasons_and_nothing_else(tmp_path: Path) -> None:
    faults = faulty_folder(tmp_path)
    assert (len(faults), len(set(faults.values()))) == (200, 20)
    before = state(tmp_path)
    record = audit(tmp_path)
    assert kinds(record) == {path: [kind] for path, kind in faults.items()}
    assert record.num_files == 1200
    assert record.num_used + len(record.left_out) == record.num_files
    assert all(each.sentence for each in (*record.left_out, *record.notes))
    dataset = image_folder(tmp_path, 28, "grayscale")
    assert sorted(record.used) == sorted(Path(each).relative_to(tmp_path).as_posix() for each in dataset.file_paths)
    assert len(dataset.left_out) == len(record.left_out)
    assert state(tmp_path) == before


def test_sound_pictures_have_no_findings(tmp_path: Path) -> None:
    record = audit(digit_folder(tmp_path, a_class=20))
    assert (record.findings, record.left_out, record.notes, record.duplicates) == ((), (), (), ())
    assert [(each.name, each.used, each.left_out) for each in record.classes] == [
        ("0", (20,), 0), ("1", (20,), 0), ("2", (20,), 0),
    ]  # fmt: skip
    assert record.formats == {"PNG": 60}
    assert record.suggestion == ReadingSuggestion(28, 28, "grayscale", "stretch")


def test_sizes_and_colors_are_those_of_the_pixels(tmp_path: Path) -> None:
    place = make_folder(tmp_path / "a")
    small, large = photograph(40, 60), photograph(30, 30)
    for name, pixels in (("1.png", small), ("2.png", small[:, ::-1]), ("3.png", large)):
        Image.fromarray(pixels).save(place / name)
    Image.fromarray(large[..., 0]).save(place / "4.png")
    record = audit(tmp_path)
    assert record.sizes is not None
    assert (record.sizes.smallest, record.sizes.median, record.sizes.largest) == ((30, 30), (35, 45), (40, 60))
    assert (record.sizes.num_most_common, record.sizes.num_sizes) == (2, 2)
    assert record.colors is not None
    assert record.colors.num_grey == 1
    assert record.colors.modes == {"RGB": 3, "L": 1}
    each = np.stack([pixels.reshape(-1, 3).mean(0) for pixels in (small, small, large)] + [[large[..., 0].mean()] * 3])
    np.testing.assert_allclose(record.colors.means, each.mean(0), atol=0.01)


def test_copies_are_named_within_and_across_classes(tmp_path: Path) -> None:
    digit_folder(tmp_path)
    data = (tmp_path / "0" / "1.png").read_bytes()
    (tmp_path / "0" / "again.png").write_bytes(data)
    Image.open(tmp_path / "1" / "2.png").resize((56, 56)).save(tmp_path / "1" / "larger.png")
    (tmp_path / "2" / "elsewhere.png").write_bytes((tmp_path / "1" / "3.png").read_bytes())
    record = audit(tmp_path)
    assert kinds(record) == {
        "0/again.png": ["copy"],
        "1/larger.png": ["alike"],
        "1/3.png": ["copy_of_class"],
        "2/elsewhere.png": ["copy_of_class"],
    }
    assert [(group.is_exact, group.crosses_classes) for group in record.duplicates] == [
        (True, False), (False, False), (True, True),
    ]  # fmt: skip


def test_copies_across_the_parts_of_a_set_are_named(tmp_path: Path) -> None:
    digit_folder(make_folder(tmp_path / "train"))
    x, y = digits()
    for label in range(2):
        place = make_folder(tmp_path / "test" / str(label))
        for number in np.flatnonzero(y == label)[100:103]:
            (place / f"{number}.png").write_bytes(png(x[number]))
    (tmp_path / "test" / "1" / "seen.png").write_bytes((tmp_path / "train" / "1" / "0.png").read_bytes())
    record = audit(tmp_path)
    assert record.parts == ("train", "test")
    assert [(each.name, each.used) for each in record.classes] == [("0", (4, 3)), ("1", (4, 4)), ("2", (4, 0))]
    assert kinds(record) == {
        "test/1/seen.png": ["copy_of_part"],
        "train/1/0.png": ["copy_of_part"],
        "test/2": ["not_in_part"],
    }
    assert [group.crosses_parts for group in record.duplicates] == [True]


def test_frames_of_a_film_are_found_and_belong_to_one_group(tmp_path: Path, shared_data: Path) -> None:
    record = audit(simpsons_folder(tmp_path, shared_data, 60))
    assert record.duplicates
    assert not any(group.crosses_classes for group in record.duplicates)
    numbers = record.groups(record.used)
    assert len(set(numbers)) == 600 - sum(len(group.paths) - 1 for group in record.duplicates)


def test_a_folder_without_classes_is_looked_over_too(tmp_path: Path) -> None:
    pictures = digit_folder(tmp_path, classes=1) / "0"
    record = audit(pictures)
    assert (record.classes, record.num_used, record.findings) == ((), 4, ())
    (pictures / "phone.heic").write_bytes(b"")
    for path in pictures.glob("*.png"):
        path.unlink()
    empty = audit(pictures)
    assert (empty.num_used, empty.sizes, empty.suggestion) == (0, None, None)
    assert [each.kind for each in empty.findings] == ["other_format"]


@pytest.mark.parametrize("folder", ["nowhere", "0/0.png"])
def test_a_path_that_is_no_folder_is_refused(tmp_path: Path, folder: str, messages: Any) -> None:
    digit_folder(tmp_path)
    english, _ = messages(lambda: audit(tmp_path / folder))
    assert english.where == str(tmp_path / folder)
    assert messages(lambda: audit(3))[0].got == "3"


def test_a_bomb_is_refused_from_its_header(tmp_path: Path) -> None:
    faults = faulty_folder(tmp_path, good=0, faults_a_kind=1)
    record = audit(tmp_path, workers=1)
    assert faults["0/bomb.png"] == "too_many_pixels"
    assert {each.path: each.kind for each in record.left_out}["0/bomb.png"] == "too_many_pixels"


def test_whoever_watches_hears_of_every_file(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    audit(digit_folder(tmp_path, a_class=30), workers=2, watch=lambda done, count: heard.append((done, count)))
    assert heard == [(number, 90) for number in range(1, 91)]


def test_what_can_be_used_is_listed_once_and_not_anew_for_each_picture(tmp_path: Path) -> None:
    digit_folder(tmp_path, 4)
    (tmp_path / "0" / "broken.png").write_bytes(b"no picture")
    used = inspect(list_for_audit(tmp_path), 1).used
    assert used.paths is used.paths
    assert set(used.paths) == set(audit(tmp_path).used)
    assert [used.listed.listing.paths[place] for place in used.places] == list(used.paths)


def test_an_interrupt_ends_all_threads(tmp_path: Path) -> None:
    digit_folder(tmp_path, a_class=60)

    def interrupt(done: int, count: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        audit(tmp_path, workers=2, watch=interrupt)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("nervure-audit")]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and holes of Unix")
def test_files_that_may_not_be_read_and_large_pictures_are_no_trouble(tmp_path: Path) -> None:
    digit_folder(tmp_path)
    (tmp_path / "0" / "photo.jpg").write_bytes(written(photograph(600, 800), "JPEG"))
    (tmp_path / "0" / "noise.jpg").write_bytes(written(photograph(900, 600), "JPEG")[:-5000])
    with (tmp_path / "0" / "vast.png").open("wb") as vast:
        vast.truncate(1 << 40)  # takes no room on the disk, and more than there is in memory
    os.mkfifo(tmp_path / "0" / "pipe.png")
    found = kinds(audit(tmp_path))
    assert found["0/photo.jpg"] == ["huge"]
    assert found["0/noise.jpg"] == ["damaged"]
    assert found["0/vast.png"] == ["not_readable"]
    assert found["0/pipe.png"] == ["no_file"]


def zipped(folder: Path, archive: Path) -> Path:
    with zipfile.ZipFile(archive, "w") as entries:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entries.write(path, f"set/{path.relative_to(folder).as_posix()}")
    return archive


def test_an_archive_and_a_table_are_looked_over_as_a_folder_is(tmp_path: Path) -> None:
    folder = digit_folder(make_folder(tmp_path / "digits"))
    (folder / "1" / "cut.png").write_bytes((folder / "1" / "0.png").read_bytes()[:-60])
    (folder / "2" / "again.png").write_bytes((folder / "2" / "0.png").read_bytes())
    (make_folder(folder / "0" / "more") / "last.png").write_bytes(png(digits()[0][900]))
    here, there = audit(folder), audit(zipped(folder, tmp_path / "digits.zip"))
    assert kinds(here) == {"0/more": ["nested"], "1/cut.png": ["damaged"], "2/again.png": ["copy"]}
    assert kinds(there) == {f"set/{path}": said for path, said in kinds(here).items()}
    assert (here.classes, here.sizes, here.colors) == (there.classes, there.sizes, there.colors)
    table = tmp_path / "table.csv"
    lines = [f"digits/{path},{path[0]}" for path in [*here.used, "1/cut.png", "9/gone.png"]]
    table.write_text("\n".join(["path,label", *lines]), encoding="utf-8")
    listed = audit(table)
    assert kinds(listed) == {
        "digits/1/cut.png": ["damaged"],
        "digits/9/gone.png": ["not_readable"],
        "9": ["empty_class"],
        "digits/2/again.png": ["copy"],
    }
    assert [each.total for each in listed.classes] == [5, 4, 5, 0]
