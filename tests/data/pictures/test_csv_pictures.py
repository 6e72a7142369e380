from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nervure.data.pictures.class_folders import Listing
from nervure.data.pictures.csv_pictures import list_csv, list_csv_paths
from nervure.errors import ArgumentError, DataError, FileError


def listed(tmp_path: Path, text: str, **options: Any) -> Listing:
    table = tmp_path / "table.csv"
    table.write_bytes(text.encode())
    return list_csv(table, **options)


def reasons(listing: Listing) -> dict[str, str]:
    return {each.path: each.kind for each in listing.left_out}


@pytest.mark.parametrize(
    "text",
    [
        "path,label\na/1.png,cat\nb/2.png,dog\n",
        "a/1.png,cat\nb/2.png,dog",
        "\ufeffid;Class;File name\r\n7;cat;a/1.png\r\n\r\n8;dog;b/2.png\r\n",
        'label\timage\ncat\t"a/1.png"\ndog\t.\\b\\2.png\n',
    ],
)
def test_lines_with_and_without_a_heading_in_the_usual_dialects_are_understood(tmp_path: Path, text: str) -> None:
    listing = listed(tmp_path, text)
    assert listing.paths == ("a/1.png", "b/2.png")
    assert (listing.labels, listing.class_names, listing.left_out, listing.parts) == ((0, 1), ("cat", "dog"), (), ())


@pytest.mark.parametrize(
    "text",
    ["path\na/1.png\nb/2.png\n", "a/1.png\nb/2.png", "note;image\nx;a/1.png\ny;b/2.png\n", "a/1.png,\nb/2.png,7\n"],
)
def test_where_classes_are_not_known_a_column_of_paths_is_enough(tmp_path: Path, text: str) -> None:
    (tmp_path / "table.csv").write_text(text)
    listing = list_csv_paths(tmp_path / "table.csv")
    assert listing.paths == ("a/1.png", "b/2.png")
    assert (listing.labels, listing.class_names, listing.left_out) == ((), (), ())


def test_without_a_column_of_paths_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match="which column holds the paths"):
        list_csv_paths(tmp_path / "table.csv")


def test_a_third_column_says_what_a_picture_is_for(tmp_path: Path) -> None:
    listing = listed(tmp_path, "path,label,split\n1.png,a,train\n2.png,a,Val\n3.png,b,TEST\n4.png,b,other\n")
    assert listing.parts == ("train", "validation", "test")
    assert reasons(listing) == {"table.csv:5": "csv_part"}


def test_whole_numbers_are_classes_in_their_own_order(tmp_path: Path) -> None:
    listing = listed(tmp_path, "path,label\na.png,10\nb.png,9\nc.png,0\n")
    assert (listing.class_names, listing.labels) == (("0", "9", "10"), (2, 1, 0))
    words = listed(tmp_path, "path,label\na.png,10\nb.png,9\nc.png,x\n")
    assert words.class_names == ("10", "9", "x")


def test_every_hostile_or_broken_line_is_listed_with_its_reason(tmp_path: Path) -> None:
    lines = [
        "path,label", "good.png,a", "../up.png,a", "/etc/shadow.png,a", "C:/x.png,a", "x/../../y.png,a", "short.png",
        "nolabel.png, ", "good.png,b", ".hidden.png,a", "script.exe,a", "scan.heic,a", "nul\0.png,a",
        f"{'x' * 200_000}.png,a", "last.png,b",
    ]  # fmt: skip
    listing = listed(tmp_path, "\n".join(lines))
    assert listing.paths == ("good.png", "last.png")
    assert list(reasons(listing).values()) == [
        "csv_outside", "csv_outside", "csv_outside", "csv_outside", "csv_short", "csv_no_label", "csv_twice",
        "hidden_file", "no_picture", "other_format", "csv_outside", "csv_unreadable",
    ]  # fmt: skip
    assert all(each.path.startswith("table.csv:") and each.sentence for each in listing.left_out)
    assert len(listing.paths) + len(listing.left_out) == len(lines) - 1


def test_a_quotation_that_nobody_ends_swallows_no_picture_in_silence(tmp_path: Path) -> None:
    listing = listed(tmp_path, 'path,label\na.png,cat\nb.png,"dog\nc.png,eel\n')
    assert (listing.paths, listing.class_names) == (("a.png",), ("cat",))
    assert list(reasons(listing).values()) == ["csv_unreadable"]


def test_classes_can_be_chosen_and_put_in_order(tmp_path: Path) -> None:
    text = "path,label\na.png,cat\nb.png,dog\nc.png,eel\n"
    listing = listed(tmp_path, text, class_names=["eel", "cat"])
    assert (listing.class_names, listing.paths, listing.labels) == (("eel", "cat"), ("a.png", "c.png"), (1, 0))
    assert reasons(listing) == {"dog": "class_not_named"}
    with pytest.raises(ArgumentError, match="eel"):
        listed(tmp_path, text, class_names=["eell"])


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "just words", "x.png\n", "name,label\nx.png,1"])
def test_a_table_without_paths_and_labels_says_what_to_write(
    tmp_path: Path, messages: Callable[..., Any], text: str
) -> None:
    english, _ = messages(lambda: listed(tmp_path, text))
    assert isinstance(english, DataError)
    assert "path,label" in english.fix


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_bytes(b"path,label\n\xff\xfe.png,a\n")
    with pytest.raises(FileError):
        list_csv(tmp_path / "table.csv")


def test_a_label_is_the_name_it_looks_like_however_its_letters_are_stored(tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", "고양이")
    listing = listed(tmp_path, f"path,label\na.png,{apart}\nb.png,고양이\nc.png,개\n", class_names=["고양이", "개"])
    assert (listing.class_names, listing.labels) == (("고양이", "개"), (0, 0, 1))
