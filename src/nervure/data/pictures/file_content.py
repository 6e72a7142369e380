"""What files hold, whatever their names say: known by the marks that formats begin with."""

from __future__ import annotations

HEAD_BYTES = 512  # that are enough to tell
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
    """What a file that begins so holds, by the marks that formats begin with; None where that is unknown.

    Examples:
        >>> content_of(b"%PDF-1.7"), content_of(b"<!DOCTYPE html><html>"), content_of(b"Dear diary")
        ('PDF', 'HTML', None)
    """
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[:2] == b"BM" and head[6:10] == bytes(4):  # a text may begin with these two letters
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
