"""A fast path for the most common small files: plain JPEGs and PNGs.

Pillow's readers look for everything that a file may contain, which for an image of 28 by 28 pixels takes longer than
decoding it. Here Pillow's decoders get the same input as from its readers, so the pixels are bit-identical. Unusual,
damaged or large files are left to the readers: the result is then None.
"""

from __future__ import annotations

import zlib

from PIL import Image

MOST_BYTES = 1 << 16  # maximum bytes of a file; in larger ones decoding dominates
_MOST_PIXELS = 1 << 22
_JPEG = b"\xff\xd8"
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_MODES = {0: "L", 2: "RGB", 6: "RGBA"}
_PNG_OUT_OF_THE_ORDINARY = (b"tRNS", b"eXIf", b"acTL")
_FRAMES = (0xC0, 0xC1, 0xC2)  # frame markers of JPEGs that libjpeg reads: baseline, extended, progressive
_IGNORED = frozenset((0xC4, 0xDB, 0xDD, 0xE0, 0xEE, 0xFE))  # tables, JFIF, Adobe marker, comments
_SCAN = 0xDA


class PlainPicture:
    """A plain image file.

    Attributes:
        height: in pixels.
        width: in pixels.
        mode: Pillow's name for the pixel format.
    """

    def __init__(self, height: int, width: int, mode: str, data: bytes, is_jpeg: bool) -> None:
        self.height, self.width, self.mode, self._data, self._is_jpeg = height, width, mode, data, is_jpeg

    @property
    def format(self) -> str:
        """Pillow's name for the format."""
        return "JPEG" if self._is_jpeg else "PNG"

    def image(self, enough: tuple[int, int] | None = None) -> Image.Image | None:
        """The pixels; None if they are damaged.

        Args:
            enough: a sufficient height and width: see :func:`nervure.data.pictures.picture_file.decode`.
        """
        try:
            if not self._is_jpeg:
                return Image.frombytes(self.mode, (self.width, self.height), self._data, "zip", self.mode)
            scale = 1 if enough is None else self._scale(*enough)
            size = -(-self.width // scale), -(-self.height // scale)
            return Image.frombytes(self.mode, size, self._data, "jpeg", self.mode, "", scale, 0)
        except Exception:  # decoders may raise anything for damaged bytes; Pillow's readers identify the problem
            return None

    def _scale(self, height: int, width: int) -> int:
        """The largest of 8, 4 and 2 by which both sides can be divided and still suffice, as in Pillow's draft mode."""
        ratio = min(self.height // height, self.width // width)
        return next((scale for scale in (8, 4, 2) if ratio >= scale), 1)


def plain_picture(data: bytes) -> PlainPicture | None:
    """The image in the bytes of a file; None if it is not plain.

    Examples:
        >>> import io
        >>> held = io.BytesIO()
        >>> Image.new("RGB", (3, 2)).save(held, "PNG")
        >>> found = plain_picture(held.getvalue())
        >>> found.height, found.width, found.image().mode
        (2, 3, 'RGB')
    """
    if len(data) > MOST_BYTES:
        return None
    found = _jpeg(data) if data.startswith(_JPEG) else _png(data) if data.startswith(_PNG) else None
    if found is None or found.height < 1 or found.width < 1:
        return None
    return found if found.height * found.width <= _MOST_PIXELS else None


def _jpeg(data: bytes) -> PlainPicture | None:
    place, found = 2, None
    while place + 10 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == _SCAN:
            return found
        if marker in _FRAMES:
            depth, channels = data[place + 4], data[place + 9]
            if depth != 8 or channels not in (1, 3) or found is not None:
                return None
            height, width = _number(data, place + 5, 2), _number(data, place + 7, 2)
            found = PlainPicture(height, width, "L" if channels == 1 else "RGB", data, is_jpeg=True)
        elif marker not in _IGNORED:
            return None
        place += 2 + _number(data, place + 2, 2)
    return None


def _png(data: bytes) -> PlainPicture | None:
    place, pieces = len(_PNG), []
    header = data[place + 8 : place + 21]
    while place + 12 <= len(data):
        length, kind = _number(data, place, 4), data[place + 4 : place + 8]
        end = place + 8 + length
        if end + 4 > len(data) or kind in _PNG_OUT_OF_THE_ORDINARY:
            return None
        if zlib.crc32(data[place + 4 : end]) != _number(data, end, 4):
            return None
        if kind == b"IDAT":
            pieces.append(data[place + 8 : end])
        elif kind == b"IEND":
            return _png_of(header, b"".join(pieces))
        place = end + 4
    return None


def _png_of(header: bytes, pixels: bytes) -> PlainPicture | None:
    mode = _PNG_MODES.get(header[9])
    # 8 bits per channel, the only compression and filter methods, not interlaced.
    if mode is None or header[8] != 8 or header[10:] != b"\0\0\0":
        return None
    return PlainPicture(_number(header, 4, 4), _number(header, 0, 4), mode, pixels, is_jpeg=False)


def _number(data: bytes, place: int, size: int) -> int:
    return int.from_bytes(data[place : place + size], "big")
