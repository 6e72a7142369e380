"""The commonest small files, JPEGs and PNGs with nothing special about them, decoded without ceremony.

Pillow's readers look for everything that a file may hold, and for a picture of 28 by 28 pixels that takes longer than
decoding it. Here Pillow's decoders are handed what its readers would hand them, so the pixels are the same bits.
Whatever is out of the ordinary, damaged or large is left to the readers: then there is no answer.
"""

from __future__ import annotations

import zlib

from PIL import Image

MOST_BYTES = 1 << 16  # of a file; in larger ones decoding takes longer than all else
_MOST_PIXELS = 1 << 22
_JPEG = b"\xff\xd8"
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_MODES = {0: "L", 2: "RGB", 6: "RGBA"}
_PNG_OUT_OF_THE_ORDINARY = (b"tRNS", b"eXIf", b"acTL")
_FRAMES = (0xC0, 0xC1, 0xC2)  # of JPEGs that libjpeg reads: plain, extended, progressive
_IGNORED = frozenset((0xC4, 0xDB, 0xDD, 0xE0, 0xEE, 0xFE))  # tables, JFIF, Adobe's note, comments
_SCAN = 0xDA


class PlainPicture:
    """A file with nothing special about it.

    Attributes:
        height: in pixels.
        width: in pixels.
        mode: Pillow's name of how pixels are stored.
    """

    def __init__(self, height: int, width: int, mode: str, data: bytes, is_jpeg: bool) -> None:
        self.height, self.width, self.mode, self._data, self._is_jpeg = height, width, mode, data, is_jpeg

    @property
    def format(self) -> str:
        """Pillow's name of what the file holds."""
        return "JPEG" if self._is_jpeg else "PNG"

    def image(self, enough: tuple[int, int] | None = None) -> Image.Image | None:
        """The pixels; None where they are damaged.

        Args:
            enough: a height and width that suffice: see :func:`nervure.data.pictures.picture_file.decode`.
        """
        try:
            if not self._is_jpeg:
                return Image.frombytes(self.mode, (self.width, self.height), self._data, "zip", self.mode)
            scale = 1 if enough is None else self._scale(*enough)
            size = -(-self.width // scale), -(-self.height // scale)
            return Image.frombytes(self.mode, size, self._data, "jpeg", self.mode, "", scale, 0)
        except Exception:  # decoders raise what they like for damaged bytes; Pillow's readers say what it is
            return None

    def _scale(self, height: int, width: int) -> int:
        """The largest of 8, 4 and 2 by which both sides can be divided and still suffice, as Pillow's draft has it."""
        ratio = min(self.height // height, self.width // width)
        return next((scale for scale in (8, 4, 2) if ratio >= scale), 1)


def plain_picture(data: bytes) -> PlainPicture | None:
    """The picture in the bytes of a file; None where they are out of the ordinary.

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
    # 8 bits a channel, the one compression and the one filter there are, not interlaced.
    if mode is None or header[8] != 8 or header[10:] != b"\0\0\0":
        return None
    return PlainPicture(_number(header, 4, 4), _number(header, 0, 4), mode, pixels, is_jpeg=False)


def _number(data: bytes, place: int, size: int) -> int:
    return int.from_bytes(data[place : place + size], "big")
