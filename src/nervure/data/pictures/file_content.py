"""Detects file contents by signature, regardless of the file name."""

from __future__ import annotations

HEAD_BYTES = 512  # bytes that are enough to tell
_MARKS = (
    (b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"GIF8", "GIF"), (b"II*\0", "TIFF"), (b"MM\0*", "TIFF"),
    (b"%PDF", "PDF"), (b"PK\3\4", "ZIP"), (b"8BPS", "PSD"), (b"\0\0\1\0", "ICO"),
    (b"\xff\x0a", "JPEG XL"), (b"\0\0\0\x0cJXL ", "JPEG XL"), (b"\0\0\0\x0cjP  ", "JPEG 2000"), (b"{\\rtf", "RTF"),
)  # fmt: skip
_MEDIA = {
    b"heic": "HEIC", b"heix": "HEIC", b"mif1": "HEIC", b"hevc": "HEIC", b"avif": "AVIF", b"avis": "AVIF",
    b"qt  ": "QuickTime",
}  # fmt: skip


def content_of(head: bytes) -> str | None:
    """The kind of a file, by its signature; None if unknown.

    Examples:
        >>> content_of(b"%PDF-1.7"), content_of(b"<!DOCTYPE html><html>"), content_of(b"Dear diary")
        ('PDF', 'HTML', None)
    """
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[:2] == b"BM" and head[6:10] == bytes(4):  # a text may begin with these two letters as well
        return "BMP"
    if head[4:8] == b"ftyp":
        return _MEDIA.get(head[8:12], "MP4")
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    begin = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if begin.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "HTML"
    return "SVG" if b"<svg" in begin else None
