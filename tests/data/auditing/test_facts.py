from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nervure.data import near_duplicates
from nervure.data.auditing.facts import PictureFacts, facts_of, picture_inside
from nervure.data.pictures.near_duplicates import groups_of
from nervure.data.pictures.source import FolderSource
from tests.data.made_pictures import photograph, written


def facts(folder: Path, name: str, data: bytes) -> Any:
    (folder / name).write_bytes(data)
    return facts_of(FolderSource(folder), name)


def saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    held = io.BytesIO()
    picture.save(held, format=form, **options)
    return held.getvalue()


def test_one_reading_tells_all_of_a_sound_picture(tmp_path: Path) -> None:
    data = written(photograph(40, 60), "PNG")
    found = facts(tmp_path, "a.png", data)
    assert isinstance(found, PictureFacts)
    assert (found.header.height, found.header.width, found.format, found.mode, found.bits) == (40, 60, "PNG", "RGB", 8)
    assert (found.num_bytes, found.is_animated, found.is_blank, found.has_transparency) == (
        len(data),
        False,
        False,
        False,
    )
    assert found.thumbnail.shape == (16, 16, 3)
    np.testing.assert_allclose(found.moments[:3], photograph(40, 60).mean(axis=(0, 1)), rtol=1e-6)
    assert found.fits_suffix("a.png")
    assert not found.fits_suffix("a.jpg")


def test_a_turned_picture_is_seen_upright(tmp_path: Path) -> None:
    found = facts(tmp_path, "a.jpg", written(photograph(40, 60), "JPEG", 6))
    assert (found.look.height, found.look.width, found.header.orientation) == (60, 40, 6)
    upright = facts(tmp_path, "b.png", written(np.rot90(photograph(40, 60), -1), "PNG"))
    assert groups_of(np.stack([found.thumbnail, upright.thumbnail])).tolist() == [0, 0]


def test_a_file_and_its_array_give_the_same_groups(tmp_path: Path) -> None:
    pictures = [photograph(28, 28), photograph(60, 28)[30:58], photograph(28, 28)]
    files = [facts(tmp_path, f"{number}.png", written(each, "PNG")) for number, each in enumerate(pictures)]
    groups = groups_of(np.stack([each.thumbnail for each in files]))
    assert groups.tolist() == near_duplicates(np.stack(pictures)).tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("form", "mode", "bits"),
    [("PNG", "I;16", 16), ("PNG", "L", 8), ("PNG", "1", 1), ("TIFF", "I;16", 16), ("TIFF", "L", 8)],
)
def test_bits_are_those_of_the_file(tmp_path: Path, form: str, mode: str, bits: int) -> None:
    picture = Image.fromarray(photograph(28, 28)[..., 0])
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(picture).astype(np.uint16) * 200)
    assert facts(tmp_path, "a.png", saved(picture if mode != "1" else picture.convert("1"), form)).bits == bits


def test_sixteen_bits_of_color_are_seen_though_pillow_reads_eight(tmp_path: Path) -> None:
    # An RGB TIFF of 16 bits, written by hand: Pillow writes none.
    levels = np.arange(4 * 4 * 3, dtype="<u2").reshape(4, 4, 3) * 1000
    entries = [(256, 3, 1, 4), (257, 3, 1, 4), (258, 3, 3, 200), (259, 3, 1, 1), (262, 3, 1, 2), (273, 4, 1, 206),
               (277, 3, 1, 3), (278, 3, 1, 4), (279, 4, 1, levels.nbytes)]  # fmt: skip
    head = b"II*\0" + (8).to_bytes(4, "little") + len(entries).to_bytes(2, "little")
    for tag, kind, count, value in entries:
        head += tag.to_bytes(2, "little") + kind.to_bytes(2, "little")
        head += count.to_bytes(4, "little") + value.to_bytes(4, "little")
    data = head.ljust(200, b"\0") + b"\x10\0" * 3 + levels.tobytes()
    assert facts(tmp_path, "a.tif", data).bits == 16


def test_moving_transparent_and_blank_pictures_are_told(tmp_path: Path) -> None:
    picture = Image.fromarray(photograph(28, 28))
    moving = saved(picture, "WEBP", save_all=True, append_images=[picture.rotate(90)])
    assert facts(tmp_path, "a.webp", moving).is_animated
    clear = picture.copy()
    clear.putalpha(Image.fromarray(photograph(28, 28)[..., 0]))
    assert facts(tmp_path, "b.png", saved(clear, "PNG")).has_transparency
    clear.putalpha(255)
    assert not facts(tmp_path, "c.png", saved(clear, "PNG")).has_transparency
    assert facts(tmp_path, "d.jpg", saved(Image.new("RGB", (40, 40), (9, 200, 30)), "JPEG")).is_blank


def test_what_cannot_be_used_has_its_reason(tmp_path: Path) -> None:
    assert facts(tmp_path, "a.jpg", b"%PDF-1.7 ...").values == {"content": "PDF"}
    assert facts(tmp_path, "b.jpg", b"Dear diary").kind == "not_a_picture"
    assert facts_of(FolderSource(tmp_path), "gone.jpg").kind == "not_readable"  # type: ignore[union-attr]


def test_a_picture_under_another_name_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.dat").write_bytes(written(photograph(28, 28), "PNG"))
    (tmp_path / "b.txt").write_text("a.dat is a picture", encoding="utf-8")
    assert [picture_inside(tmp_path / name) for name in ("a.dat", "b.txt", "gone")] == ["PNG", None, None]
