"""Embedding: the table row for each number, and its derivative, which is scattered back into the table."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.errors import DataError
from nervure.ops.op import Op, named_gradients
from nervure.ops.precision import widened

_EXACT_IN_BFLOAT16 = 257  # 0 to 256: beyond, bfloat16 holds only every second whole number


class EmbeddingCache(NamedTuple):
    """Cache for the backward pass of an embedding.

    Attributes:
        numbers: int64, any shape: the rows that were taken.
        num_rows: the number of rows of the table.
    """

    numbers: Tensor
    num_rows: int


def embedding_forward(x: Tensor, table: Tensor, *, where: str = "Embedding") -> tuple[Tensor, EmbeddingCache]:
    r"""Looks up the table row for each word number.

    .. math:: y_{nt} = E_{x_{nt}}

    Args:
        x: whole numbers from 0 up, of any dtype and shape (N, ...).
        table: E, (rows, features).
        where: the layer's name in error messages.

    Returns:
        y: (N, ..., features), and the cache.

    Raises:
        DataError: a number that is not a row of the table, or not a whole number.

    Source:
        Bengio, Ducharme, Vincent and Jauvin, "A neural probabilistic language model" (2003),
        https://jmlr.org/papers/v3/bengio03a.html
    """
    numbers = whole_numbers(x, table.shape[0], where=where)
    return table[numbers], EmbeddingCache(numbers, table.shape[0])


def embedding_backward(dy: Tensor, cache: EmbeddingCache, needs_dweight: bool = True) -> tuple[Tensor | None, ...]:
    r"""No gradient for the numbers; each row gets the sum of the gradients of the positions that used it.

    .. math:: dE_r = \sum_{n,t:\ x_{nt} = r} dy_{nt}
    """
    if not needs_dweight:
        return named_gradients(dx=None, dtable=None)
    # In float32: a frequent word sums thousands of gradients, and bfloat16 would lose the later ones.
    rows = widened(dy).reshape(-1, dy.shape[-1])
    dtable = torch.zeros((cache.num_rows, dy.shape[-1]), dtype=rows.dtype, device=dy.device)
    dtable.index_add_(0, cache.numbers.reshape(-1), rows)
    return named_gradients(dx=None, dtable=dtable.to(dy.dtype))


def whole_numbers(x: Tensor, num_rows: int, *, where: str) -> Tensor:
    """``x`` as int64; costs about as much as reading it once.

    Args:
        x: numbers of any dtype.
        num_rows: one more than the largest allowed number.
        where: the layer's name in error messages.

    Raises:
        DataError: a number is negative, too large, or not a whole number (the first such number is named), or the
            numbers went through a layer that rounded them to bfloat16.
    """
    if x.dtype == torch.bfloat16 and num_rows > _EXACT_IN_BFLOAT16:
        raise DataError.of("embedding.narrow", where=where, last=num_rows - 1)
    if x.is_floating_point() and not bool((x == x.round()).all()):
        place = (x != x.round()).nonzero()[0]
        raise DataError.of("embedding.not_whole", where=where, place=_text(place), value=_value(x, place))
    numbers = x.long()
    if numbers.numel():
        least, most = torch.aminmax(numbers)
        if int(least) < 0 or int(most) >= num_rows:
            place = ((numbers < 0) | (numbers >= num_rows)).nonzero()[0]
            raise DataError.of(
                "embedding.outside", where=where, value=_value(x, place), place=_text(place),
                sample=int(place[0]) if len(place) else 0, last=num_rows - 1,
                needed=max(int(most) + 1, num_rows),
            )  # fmt: skip
    return numbers


def _value(x: Tensor, place: Tensor) -> float | int:
    value: float | int = x[tuple(place)].item()
    return int(value) if float(value).is_integer() else value


def _text(place: Tensor) -> str:
    return f"x[{', '.join(map(str, place.tolist()))}]"


EMBEDDING = Op("embedding", embedding_forward, embedding_backward, reads_as_fed=True, skips_dweight=True)
