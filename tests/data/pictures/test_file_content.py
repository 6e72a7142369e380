from __future__ import annotations

import pytest

from nervure.data.pictures.file_content import content_of


@pytest.mark.parametrize(
    ("head", "content"),
    [
        (b"\xff\xd8\xff\xe0", "JPEG"), (b"RIFF\0\0\0\0WEBPVP8 ", "WEBP"), (b"\0\0\0\x18ftypheic", "HEIC"),
        (b"\0\0\0\x18ftypisom", "MP4"), (b"\xef\xbb\xbf<HTML>", "HTML"), (b"<?xml version='1.0'?><svg>", "SVG"),
        (b"PK\3\4", "ZIP"), (b"BM6\0\0\0\0\0\0\0", "BMP"), (b"BMI, weight, height", None), (b"", None),
    ],
)  # fmt: skip
def test_formats_are_known_by_how_they_begin(head: bytes, content: str | None) -> None:
    assert content_of(head) == content
