"""The findings about a folder of images: plain values that describe themselves in the current language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from nervure.language import text

_EXPECTED = frozenset(("picture.hidden_file", "picture.no_picture", "picture.class_not_named"))


@dataclass(frozen=True, slots=True)
class Remark:
    """A statement about a file or a folder.

    Args:
        path: its path below the folder that was read, with ``/`` between names.
        reason: the key of the sentence.
        values: the values of the placeholders in the sentence.
    """

    path: str
    reason: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def because(cls, reason: str, /, *, path: str, **values: Any) -> Self:
        """The entry for ``path`` with the sentence ``reason`` of the catalogue."""
        return cls(path, reason, values)

    @property
    def kind(self) -> str:
        """The reason in one word, the same in every language: ``"damaged"``, ``"hidden_folder"``, ..."""
        return self.reason.rpartition(".")[2]

    @property
    def sentence(self) -> str:
        """The sentence, in the current language."""
        return text(self.reason, **self.values)

    def to_json(self) -> dict[str, Any]:
        """As plain values, with the sentence in the current language."""
        return {
            "path": self.path, "kind": self.kind, "sentence": self.sentence,
            "reason": self.reason, "values": dict(self.values),
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class LeftOut(Remark):
    """A file or a folder that is not used, and the reason.

    Examples:
        >>> LeftOut("cats/.hidden", "picture.hidden_folder").sentence
        'hidden folder'
    """

    @property
    def is_expected(self) -> bool:
        """Whether it belongs to the system or was never intended as an image: it is listed, but needs no fix."""
        return self.reason in _EXPECTED


@dataclass(frozen=True, slots=True)
class Note(Remark):
    """A file or a folder that is used, but should be checked.

    Examples:
        >>> Note("cats/7.jpg", "audit.cmyk").kind
        'cmyk'
    """
