"""A small image, gray or in color."""

from __future__ import annotations

from dataclasses import dataclass

from nervure.errors import ArgumentError


@dataclass(frozen=True, slots=True)
class Picture:
    r"""An image as bytes.

    Args:
        pixels: row by row, one byte per channel of a pixel; 0 is black. ``array.astype("uint8").tobytes()`` makes them.
        height: the number of rows.
        width: the number of pixels in a row.
        channels: 1 for gray, 3 for red, green and blue.

    Raises:
        ArgumentError: the number of bytes is not ``height * width * channels``.

    Examples:
        >>> Picture(bytes([0, 255, 255, 0]), 2, 2).rows
        (b'\x00\xff', b'\xff\x00')
    """

    pixels: bytes
    height: int
    width: int
    channels: int = 1

    def __post_init__(self) -> None:
        expected = self.height * self.width * self.channels
        if len(self.pixels) != expected:
            raise ArgumentError.of(
                "picture.pixels",
                where="Picture",
                height=self.height,
                width=self.width,
                channels=self.channels,
                expected=expected,
                got=len(self.pixels),
            )

    @property
    def rows(self) -> tuple[bytes, ...]:
        """The image as one string of bytes per row."""
        length = self.width * self.channels
        return tuple(self.pixels[start : start + length] for start in range(0, len(self.pixels), length or 1))

    @property
    def grey(self) -> Picture:
        """The image in gray; colors are weighted by perceived brightness (ITU-R BT.601)."""
        if self.channels == 1:
            return self
        red, green, blue = (self.pixels[channel :: self.channels] for channel in range(3))
        grays = bytes((299 * r + 587 * g + 114 * b) // 1000 for r, g, b in zip(red, green, blue, strict=True))
        return Picture(grays, self.height, self.width)
