"""The audit of a folder of images as a table for a terminal, and the list of unused files as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

from rich.cells import cell_len

from nervure.language import text
from nervure.records.audit_record import AuditRecord, ClassCount, ReadingSuggestion, Size
from nervure.records.picture_folder import LeftOut, Note, Remark
from nervure.render.csv_text import csv_text
from nervure.render.numbers import byte_size, count
from nervure.render.progress import ASCII_SIGNS, UNICODE_SIGNS, Signs, bar
from nervure.render.terminal import cut, cut_start, pad, printable, screen_of, wrapped, write

# The label for all remarks of a kind, in the order of the table: most important first.
_NOT_USED = {
    "damaged": "audit.title_damaged",
    "empty_file": "audit.title_empty_file",
    "not_readable": "audit.title_not_readable",
    "not_a_picture": "audit.title_not_a_picture",
    "other_content": "audit.title_other_content",
    "too_many_pixels": "audit.title_too_many_pixels",
    "no_range": "audit.title_no_range",
    "other_format": "audit.title_other_format",
    "other_name": "audit.title_other_name",
    "in_no_class": "audit.title_in_no_class",
    "hidden_folder": "audit.title_hidden_folder",
    "link": "audit.title_link_folder",
    "seen_already": "audit.title_link_folder",
    "no_file": "audit.title_no_file",
    "hidden_file": "audit.title_hidden_file",
    "no_picture": "audit.title_no_picture",
}
_LOOK = {
    "copy_of_class": "audit.title_copy_of_class",
    "alike_of_class": "audit.title_alike_of_class",
    "copy_of_part": "audit.title_copy_of_part",
    "alike_of_part": "audit.title_alike_of_part",
    "empty_class": "audit.title_empty_class",
    "one_class": "audit.title_one_class",
    "one_picture": "audit.title_one_picture",
    "rare_class": "audit.title_rare_class",
    "not_in_part": "audit.title_not_in_part",
    "same_name": "audit.title_same_name",
    "nested": "audit.title_nested",
    "blank": "audit.title_blank",
    "wrong_suffix": "audit.title_wrong_suffix",
    "tiny": "audit.title_tiny",
    "huge": "audit.title_huge",
    "other_shape": "audit.title_other_shape",
    "turned": "audit.title_turned",
    "animated": "audit.title_animated",
    "deep": "audit.title_deep",
    "cmyk": "audit.title_cmyk",
    "palette": "audit.title_palette",
    "transparent": "audit.title_transparent",
    "link": "audit.title_link",
    "copy": "audit.title_copy",
    "alike": "audit.title_alike",
}
_READINGS = {
    "grayscale": "audit.read_grayscale",
    "rgb": "audit.read_rgb",
    "stretch": "audit.read_stretch",
    "crop": "audit.read_crop",
    "pad": "audit.read_pad",
}
_INDENT, _GAP, _TITLE = 2, 2, 31
_NARROWEST_PATH, _MOST_PATHS, _LEFT_OUT = 8, 6, "..."
_MOST_CLASSES = 16
_LONGEST_NAME, _LONGEST_BAR = 28, 32
_BOLD, _RED, _YELLOW, _PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[33m", "\x1b[0m"


def audit_text(
    record: AuditRecord, width: int = 80, *, ascii_signs: bool = False, colors: bool = False, bars: bool = True
) -> str:
    """The audit as a table: classes, properties of the images, unused files, and what to check.

    Args:
        record: the findings.
        width: the number of cells in a line; no line is longer.
        ascii_signs: whether bars are limited to ASCII.
        colors: whether control codes may be used.
        bars: whether each class has a bar.
    """
    signs = ASCII_SIGNS if ascii_signs else UNICODE_SIGNS
    heading = text(
        "audit.heading", folder=printable(record.path), used=count(record.num_used), files=count(record.num_files)
    )
    style = _Style(colors)
    blocks = [
        [style.bold(cut(heading, width))],
        list(_class_lines(record, width, signs if bars else None, colors)),
        list(_fact_lines(record, width)),
        list(_finding_lines("audit.not_used", record.left_out, width, style.red)),
        list(_finding_lines("audit.look", record.notes, width, style.yellow)),
        [] if record.used else [text("audit.nothing")],
        wrapped(text("audit.refused", reason=printable(record.refusal)), width) if record.refusal else [],
        [text("audit.sound")] if record.is_sound else [],
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def print_audit(record: AuditRecord, stream: TextIO) -> None:
    """Shows the audit on a terminal, or writes it as plain text to a file or pipe."""
    screen = screen_of(stream)
    shown = audit_text(
        record, screen.width, ascii_signs=screen.ascii_signs, colors=screen.num_colors > 0, bars=screen.is_terminal
    )
    write(stream, shown + "\n")


def left_out_csv(left_out: Sequence[LeftOut]) -> str:
    r"""The unused files as a table with a header: path, reason.

    Examples:
        >>> left_out_csv([LeftOut("cats/.hidden", "picture.hidden_folder")])
        'path,reason\ncats/.hidden,hidden folder\n'
    """
    return csv_text([("path", "reason"), *((each.path, each.sentence) for each in left_out)])


def counted(remarks: Sequence[LeftOut] | Sequence[Note]) -> list[tuple[int, str]]:
    """The number of each kind with its label in the table, most important first.

    Examples:
        >>> from nervure.language import set_language
        >>> set_language("en")
        >>> counted([LeftOut("a.jpg", "picture.empty_file"), LeftOut("b.jpg", "picture.empty_file")])
        [(2, 'empty file')]
    """
    return [(len(alike), title) for title, alike in by_kind(remarks)]


def by_kind(remarks: Sequence[LeftOut] | Sequence[Note]) -> list[tuple[str, list[Remark]]]:
    """The remarks of each kind by its label in the table, most important first."""
    titles = _NOT_USED if remarks and isinstance(remarks[0], LeftOut) else _LOOK
    kinds: dict[str, list[Remark]] = {}
    for remark in remarks:
        kinds.setdefault(remark.kind, []).append(remark)
    ranks = {kind: rank for rank, kind in enumerate(titles)}
    ranked = sorted(kinds.items(), key=lambda each: ranks.get(each[0], len(ranks)))
    return [(text(titles[kind]) if kind in titles else alike[0].sentence, alike) for kind, alike in ranked]


def reading(suggestion: ReadingSuggestion) -> str:
    """How images are read: their color, and what happens to other aspect ratios.

    Examples:
        >>> from nervure.language import set_language
        >>> set_language("en")
        >>> reading(ReadingSuggestion(64, 64, "rgb", "crop"))
        'in color (rgb), the center (crop)'
    """
    return ", ".join(text(_READINGS[word]) for word in (suggestion.color_mode, suggestion.framing))


class _Style:
    """Control codes if they are wanted, otherwise none."""

    def __init__(self, colors: bool) -> None:
        self._colors = colors

    def _in(self, code: str, words: str) -> str:
        return f"{code}{words}{_PLAIN}" if self._colors else words

    def bold(self, words: str) -> str:
        return self._in(_BOLD, words)

    def red(self, words: str) -> str:
        return self._in(_BOLD + _RED, words)

    def yellow(self, words: str) -> str:
        return self._in(_BOLD + _YELLOW, words)


def _class_lines(record: AuditRecord, width: int, signs: Signs | None, colors: bool) -> Iterator[str]:
    """One line per class, with a bar if the characters exist; of many classes, the largest and smallest."""
    if not record.classes:
        return
    shown, num_hidden = _chosen(record.classes)
    names = [printable(each.name) for each in shown]
    titles = [*record.parts, text("audit.pictures")] if len(record.parts) > 1 else [text("audit.pictures")]
    rows = [_numbers(each) for each in shown]
    columns = [
        max(cell_len(title), *map(len, cells)) for title, cells in zip(titles, zip(*rows, strict=True), strict=True)
    ]
    numbers_width = sum(columns) + _GAP * len(columns)
    name_width = min(max(cell_len(name) for name in [*names, text("audit.classes")]), _LONGEST_NAME)
    bar_width = min(_LONGEST_BAR, width - _INDENT - name_width - numbers_width - _GAP)
    largest = max(each.total for each in shown) or 1

    def line(name: str, drawn: str, cells: Sequence[str]) -> str:
        written = "".join(
            " " * _GAP + " " * (wide - cell_len(cell)) + cell for wide, cell in zip(columns, cells, strict=True)
        )
        return f"{pad(cut(name, name_width, '.' if signs is ASCII_SIGNS else '…'), name_width)}{written}{drawn}"

    yield " " * _INDENT + line(text("audit.classes"), "", titles)
    for place, (name, each, cells) in enumerate(zip(names, shown, rows, strict=True)):
        if num_hidden and place == len(shown) // 2:
            yield " " * _INDENT + text("audit.more_classes", count=count(num_hidden))
        drawn = ""
        if signs is not None and bar_width > _GAP:
            drawn = " " * _GAP + bar(each.total / largest, bar_width, signs, colors=colors)
        yield " " * _INDENT + line(name, drawn, cells)


def _chosen(classes: Sequence[ClassCount]) -> tuple[list[ClassCount], int]:
    """The classes shown, and the number of those omitted."""
    if len(classes) <= _MOST_CLASSES:
        return list(classes), 0
    ranked = sorted(classes, key=lambda each: -each.total)
    half = _MOST_CLASSES // 2
    return ranked[:half] + ranked[-half:], len(classes) - _MOST_CLASSES


def _numbers(each: ClassCount) -> list[str]:
    parts = each.used if len(each.used) > 1 else ()
    return [count(number) for number in (*parts, each.total)]


def _fact_lines(record: AuditRecord, width: int) -> Iterator[str]:
    """The properties of the images."""
    facts = _facts(record)
    name_width = max((cell_len(text(key)) for key, _ in facts), default=0)
    for key, fact in facts:
        left = f"{' ' * _INDENT}{pad(text(key), name_width)}{' ' * _GAP}"
        for line in wrapped(fact, width - cell_len(left)):
            yield cut(left + line, width)
            left = " " * cell_len(left)


def _facts(record: AuditRecord) -> list[tuple[str, str]]:
    sizes, colors, suggestion = record.sizes, record.colors, record.suggestion
    if sizes is None or colors is None or suggestion is None:
        return []
    if sizes.num_sizes == 1:
        size = text("audit.size_all", size=_size(sizes.median))
    else:
        smallest, median, largest = (_size(each) for each in (sizes.smallest, sizes.median, sizes.largest))
        size = text("audit.size_range", smallest=smallest, median=median, largest=largest)
    counts = text("audit.color_counts", colored=count(record.num_used - colors.num_grey), gray=count(colors.num_grey))
    levels = text("audit.color_levels", counts=counts, mean=_levels(colors.means), deviation=_levels(colors.deviations))
    stored = ", ".join(f"{name} {count(number)}" for name, number in record.formats.items())
    num_alike = sum(len(group.paths) for group in record.duplicates)
    alike = (
        text("audit.groups", pictures=count(num_alike), groups=count(len(record.duplicates)))
        if record.duplicates
        else text("audit.no_groups")
    )
    if record.doubtful:
        alike = text("audit.doubtful", alike=alike, pairs=count(len(record.doubtful)))
    return [
        ("audit.size", size),
        ("audit.colors", levels),
        ("audit.stored", f"{stored}; {byte_size(record.num_bytes)}"),
        ("audit.alike_groups", alike),
        ("audit.suggested", text("audit.suggestion", size=_size(suggestion.size), reading=reading(suggestion))),
    ]


def _size(size: Size) -> str:
    return f"{size[0]} x {size[1]}"


def _levels(values: Sequence[float]) -> str:
    rounded = [f"{value:.0f}" for value in values]
    return rounded[0] if len(set(rounded)) == 1 else " ".join(rounded)


def _finding_lines(
    heading: str, remarks: Sequence[LeftOut] | Sequence[Note], width: int, emphasis: Callable[[str], str]
) -> Iterator[str]:
    """One line per kind: the number, the kind, and the first of the paths."""
    if not remarks:
        return
    titled = by_kind(remarks)
    yield emphasis(text(heading, count=count(len(remarks))))
    numbers_width = max(len(count(len(alike))) for _, alike in titled)
    for title, alike in titled:
        head = f"{' ' * _INDENT}{count(len(alike)):>{numbers_width}}{' ' * _GAP}{pad(cut(title, _TITLE), _TITLE)}"
        paths = _paths([printable(each.path) for each in alike], width - cell_len(head) - _GAP)
        yield f"{head}{' ' * _GAP}{paths}".rstrip()


def _paths(paths: Sequence[str], room: int) -> str:
    """As many whole paths as fit; if the first is too long, its end, which tells files apart."""
    if room < _NARROWEST_PATH:
        return ""
    for num_shown in range(min(len(paths), _MOST_PATHS), 0, -1):
        rest = [_LEFT_OUT] if num_shown < len(paths) else []
        shown = ", ".join([*paths[:num_shown], *rest])
        if cell_len(shown) <= room:
            return shown
    return cut_start(paths[0], room, _LEFT_OUT)
