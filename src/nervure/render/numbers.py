"""The format of numbers, sizes, times and shares, the same everywhere."""

from __future__ import annotations

import math

from nervure.language import text

_KILO = 1024
_SIZE_UNITS = ("B", "KB", "MB", "GB", "TB", "PB")
_FOUR_DECIMALS_FROM, _FOUR_DECIMALS_TO = 1e-3, 1e4


def number(value: float, digits: int = 6, *, keep_zeros: bool = False) -> str:
    """``value`` to ``digits`` significant digits, correctly rounded; plain decimals from 1e-4 to 1e6.

    Args:
        value: any float; ``nan`` and ``inf`` are written as such.
        digits: how many significant digits.
        keep_zeros: whether trailing zeros are kept, so that a column lines up.

    Examples:
        >>> number(0.2983711087600027), number(1e-5), number(123456.7), number(0.5, keep_zeros=True)
        ('0.298371', '1e-5', '123457', '0.500000')
    """
    if not math.isfinite(value):
        return str(float(value))
    written = format(value + 0.0, f"#.{digits}g" if keep_zeros else f".{digits}g")  # + 0.0 turns -0.0 into 0.0
    mantissa, _, exponent = written.partition("e")
    mantissa = mantissa.removesuffix(".")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def measured(value: float) -> str:
    """A loss or metric in running text: four decimals if they are meaningful, otherwise four significant digits.

    Examples:
        >>> measured(0.08123), measured(0.5), measured(0.00001234), measured(123456.0)
        ('0.0812', '0.5000', '1.234e-5', '123456')
    """
    if value == 0 or _FOUR_DECIMALS_FROM <= abs(value) < _FOUR_DECIMALS_TO:
        return f"{value + 0.0:.4f}"
    return number(value, 4 if abs(value) < 1 else 6)


def count(value: int) -> str:
    """A whole number with separators between thousands.

    Examples:
        >>> count(469162)
        '469,162'
    """
    return f"{value:,}"


def rate(value: float) -> str:
    """A rate per second: whole from ten on, two digits below.

    Examples:
        >>> rate(3412.4), rate(7.25), rate(0.0312)
        ('3,412', '7.2', '0.031')
    """
    return f"{value:,.0f}" if value >= 9.95 or not math.isfinite(value) else number(value, 2)


def byte_size(num_bytes: int, digits: int | None = None) -> str:
    """Bytes as Keras' summary writes them: 1 KB is 1024 B, two decimals.

    Args:
        num_bytes: the number of bytes.
        digits: for an estimate, the number of meaningful digits.

    Examples:
        >>> byte_size(65220), byte_size(0), byte_size(426_300_000, digits=2)
        ('63.69 KB', '0.00 B', '410 MB')
    """
    size, unit = float(num_bytes), 0
    # 1023.996 KB would be written "1024.00 KB": the displayed size decides the unit.
    while round(size, 2) >= _KILO and unit < len(_SIZE_UNITS) - 1:
        size, unit = size / _KILO, unit + 1
    written = f"{size:.2f}" if digits is None else number(float(f"{size:.{digits}g}"))
    return f"{written} {_SIZE_UNITS[unit]}"


def clock(seconds: float | None) -> str:
    """A time span in minutes and seconds, with hours if there are any; ``-:--`` if unknown.

    Examples:
        >>> clock(7.2), clock(3723), clock(None)
        ('0:07', '1:02:03', '-:--')
    """
    if seconds is None or not math.isfinite(seconds):
        return "-:--"
    whole = max(0, math.floor(seconds + 0.5))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def duration(seconds: float, digits: int | None = None) -> str:
    """A duration in words: milliseconds, seconds with one decimal, or the two largest units.

    Args:
        seconds: the duration.
        digits: for an estimate, the number of meaningful digits.

    Examples:
        >>> from nervure.language import set_language
        >>> set_language("en")
        >>> duration(0.0123), duration(12.34), duration(127.0), duration(3720.0), duration(127.0, digits=2)
        ('12 ms', '12.3 s', '2 min 7 s', '1 h 2 min', '2 min 10 s')
    """
    if digits is not None:
        seconds = float(f"{seconds:.{digits}g}")
    if seconds < 0.0995:
        return text("render.milliseconds", value=f"{seconds * 1000:.0f}")
    if seconds < 59.95:
        return text("render.seconds", value=f"{seconds:.1f}" if digits is None else number(seconds))
    units, smaller = ("render.minutes", "render.seconds"), seconds
    if seconds >= 3599.5:
        units, smaller = ("render.hours", "render.minutes"), seconds / 60
    parts = zip(units, divmod(math.floor(smaller + 0.5), 60), strict=True)
    return " ".join(text(unit, value=str(value)) for unit, value in parts if value)


def percentage(fraction: float, decimals: int = 0) -> str:
    """A share in percent; never a round 100 or 0 for a value that is only close to it.

    Examples:
        >>> from nervure.language import set_language
        >>> set_language("en")
        >>> percentage(0.9756), percentage(0.9999), percentage(1.0), percentage(0.98765, 1)
        ('98 %', '>99 %', '100 %', '98.8 %')
    """
    if not math.isfinite(fraction):
        return text("render.percent", value=str(float(fraction)))
    step = 10.0**-decimals
    written = f"{fraction * 100 + 0.0:.{decimals}f}"
    if fraction < 1 and float(written) >= 100:
        written = f">{100 - step:.{decimals}f}"
    elif fraction > 0 and float(written) <= 0:
        written = f"<{step:.{decimals}f}"
    return text("render.percent", value=written)
