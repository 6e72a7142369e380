r"""Random numbers without hidden state: every number is a pure function of a key and an index.

The only state is the seed that :func:`set_seed` stores for later starts. Everything else is one hash, the same in plain
Python, NumPy, torch and C++. All quantities are unsigned 32-bit integers, all arithmetic is modulo :math:`2^{32}`,
``>>`` fills with zeros::

    mix(x):                     # the form of lowbias32, with the better factors of issue 19 of hash-prospector
        x ^= x >> 16;  x *= 0x21F0AAAD
        x ^= x >> 15;  x *= 0xD35A2D97
        x ^= x >> 15

    second(key) = mix(key + 0x9E3779B9)          # once a key

    value(key, index):          # triple32 of Wellons, with the second half of the key after its first round
        x = index ^ key
        x ^= x >> 17;  x *= 0xED5AD4BB
        x ^= x >> 11;  x ^= second(key)
                       x *= 0xAC4C1B51
        x ^= x >> 15;  x *= 0x31848BAB
        x ^= x >> 14

    value(0, 0) = 0x21D5CB5D,  value(1, 2) = 0x1E13F0D7,  value(0xDEADBEEF, 12345) = 0xFAED65D4

For each key the map from index to value is a bijection. The key enters twice: otherwise the stream of one key would be
a permutation of the stream of another.

- ``bits(key)[i] = value(key, i)``; indices are taken modulo :math:`2^{32}`.
- ``half_words(key)[i]`` is the low half (``& 0xFFFF``) of ``bits(key)[i // 2]`` if i is even, its high half (``>> 16``)
  if i is odd. Dropout keeps number i if and only if ``half_words(key)[i] >= round(rate * 65536)`` (Python's ``round``:
  halves round to even).
- ``uniform(key)[i] = (bits(key)[i] + 0.5) / 2**32``, and ``normal(key)[i]`` is the quantile of the normal
  distribution at ``uniform(key)[i]``.
- ``fold(a, b, ...)`` makes a key from several numbers: starting with key 0, each part in turn gives ``key =
  value(value(key, low), high)``, with ``low`` and ``high`` the halves of the part modulo :math:`2^{64}`.
- ``permutation(key)`` sorts the indices i by ``bits(key)[2 i] * 2**32 + bits(key)[2 i + 1]`` (without its lowest bit).

Source:
    Wellons, "Prospecting for Hash Functions" (2018), https://nullprogram.com/blog/2018/07/31/ and
    https://github.com/skeeto/hash-prospector; Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (2011),
    https://doi.org/10.1145/2063384.2063405 (counters and keys instead of state).
"""

from __future__ import annotations

import contextlib
import itertools
import math
import operator
import secrets
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nervure.errors import ArgumentError

_WORD = 0xFFFFFFFF
_GOLDEN = 0x9E3779B9
_MIX_FACTORS = (0x21F0AAAD, 0xD35A2D97)
_VALUE_FACTORS = (0xED5AD4BB, 0xAC4C1B51, 0x31848BAB)

# Kinds of starts: initial weights (a model is built, a layer is first called on arrays), runs of ``fit``, masks of
# layers called on arrays, values of initializers called by hand. Each kind has its own streams and its own count:
# calling a layer does not change a model built later.
Starting = Literal["values", "run", "call", "draw"]


class _Starts:
    """A seed that was set, and the starts that used it."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._numbers: dict[Starting, WeakKeyDictionary[object, int]] = defaultdict(WeakKeyDictionary)
        self._counts: dict[Starting, itertools.count[int]] = defaultdict(itertools.count)

    def seed_of(self, starter: object, kind: Starting) -> int:
        numbers = self._numbers[kind]
        if starter not in numbers:
            numbers[starter] = next(self._counts[kind])
        number = numbers[starter]
        return self.seed if number == 0 else fold(self.seed, _STARTS, number)


_of_process: _Starts | None = None
_of_block: ContextVar[_Starts | None] = ContextVar("the starts of a block under seeded()", default=None)


def set_seed(seed: int | None) -> None:
    """Sets the seed of everything that starts from now on: building, fitting, shuffling.

    It is read once, when a model is built or fitted, and recorded there; it does not affect anything already running.

    Starts are numbered, so that models built in a loop differ, and running a script again gives the same ones. Each
    model that is built, and each layer called on arrays before, draws its initial values from its own seed: start 0
    uses ``seed`` itself, start n a seed derived from both. Runs of ``fit`` are numbered by model in the same way;
    another ``fit`` of the same model uses the number of its first. Each call of ``set_seed`` restarts the count. A seed
    that is passed (``fit(seed=...)``), or that comes from a saved run, is used directly.

    Args:
        seed: any integer; None clears the seed, and every start draws a new one again.

    Raises:
        ArgumentError: ``seed`` is neither an integer nor None.

    Examples:
        >>> import nervure
        >>> def network():
        ...     return nervure.Sequential([nervure.layers.Input((2,)), nervure.layers.Dense(1)])
        >>> set_seed(7)
        >>> first, second = network(), network()
        >>> set_seed(7)
        >>> again = network()
        >>> first.seed, second.seed == first.seed, again.seed
        (7, False, 7)
        >>> set_seed(None)
    """
    global _of_process
    try:
        _of_process = None if seed is None else _Starts(operator.index(seed))
    except TypeError:
        raise ArgumentError.of("randomness.seed", where="set_seed", got=repr(seed)) from None


@contextlib.contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Sets the seed for starts inside a ``with`` block, in this thread only; starts are counted from 0 there.

    Examples:
        >>> with seeded(7):
        ...     starting_seed()
        7
    """
    before = _of_block.set(_Starts(seed))
    try:
        yield
    finally:
        _of_block.reset(before)


def starting_seed(starter: object | None = None, kind: Starting = "values") -> int:
    """The seed of a start: derived from the one that was set, else a new one at each call.

    The caller keeps and records it: two models built without a seed have different weights, and each can be built
    again.

    Args:
        starter: the object that starts; the same one gets the same seed again. None uses the seed that was set
            directly.
        kind: the kind of start.
    """
    starts = _starts()
    if starts is None:
        return fresh_seed()
    return starts.seed if starter is None else starts.seed_of(starter, kind)


def seed_in_force() -> int | None:
    """The seed set by :func:`set_seed`; None if none is set."""
    starts = _starts()
    return None if starts is None else starts.seed


def _starts() -> _Starts | None:
    return _of_block.get() or _of_process


def fresh_seed() -> int:
    """An unpredictable seed in [0, 2**31), from the operating system."""
    return secrets.randbits(31)


def value(key: int, index: int) -> int:
    """The number at ``index`` of the stream ``key``, as defined in the module's docstring.

    Examples:
        >>> hex(value(1, 2))
        '0x1e13f0d7'
    """
    first, second, third = _VALUE_FACTORS
    x = (index ^ key) & _WORD
    x = ((x ^ (x >> 17)) * first) & _WORD
    x ^= x >> 11
    x = ((x ^ second_key(key)) * second) & _WORD
    x = ((x ^ (x >> 15)) * third) & _WORD
    return x ^ (x >> 14)


def second_key(key: int) -> int:
    """``second(key)`` of the module's docstring, which enters after the first round."""
    first, second = _MIX_FACTORS
    x = (key + _GOLDEN) & _WORD
    x = ((x ^ (x >> 16)) * first) & _WORD
    x = ((x ^ (x >> 15)) * second) & _WORD
    return x ^ (x >> 15)


def fold(*parts: int) -> int:
    """A 32-bit key made of ``parts`` (seed, stream, step, ...), in order; each is taken modulo 2**64.

    Examples:
        >>> fold(42, 3, 0) == fold(42, 3, 0), fold(42, 3, 0) == fold(42, 0, 3)
        (True, False)
    """
    key = 0
    for part in parts:
        key = value(key, part & _WORD)
        key = value(key, (part >> 32) & _WORD)
    return key


def stream_id(name: str) -> int:
    """A number for the stream called ``name``, at least 2**31, so that it is not a layer's position in a network."""
    return 0x80000000 | zlib.crc32(name.encode())


_STARTS = stream_id("starts")


def bits(key: int, count: int, offset: int = 0, device: torch.device | str = "cpu") -> Tensor:
    """``count`` numbers in [0, 2**32) of the stream ``key``, starting at index ``offset``, as int64: (count,)."""
    return _words(key, count, offset, device).to(torch.int64) & _WORD


def bits_numpy(key: int, count: int, offset: int = 0) -> NDArray[np.uint32]:
    """The same numbers as :func:`bits`, as a uint32 array: (count,)."""
    index = np.arange(count, dtype=np.uint32)
    index += np.uint32(offset & _WORD)
    return bits_at(key, index)


def bits_at(key: int, index: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The numbers of the stream ``key`` at arbitrary indices: an array of the shape of ``index``.

    Examples:
        >>> bits_at(1, np.array([2], np.uint32)).tolist() == [value(1, 2)]
        True
    """
    first, second, third = (np.uint32(factor) for factor in _VALUE_FACTORS)
    x = index ^ np.uint32(key & _WORD)
    x ^= x >> np.uint32(17)
    x *= first
    x ^= x >> np.uint32(11)
    x ^= np.uint32(second_key(key))
    x *= second
    x ^= x >> np.uint32(15)
    x *= third
    x ^= x >> np.uint32(14)
    return x


def half_words(key: int, count: int, device: torch.device | str = "cpu") -> Tensor:
    """``count`` numbers in [0, 65536), two from each of :func:`bits` (low half first), as int32: (count,).

    Number ``i`` survives a dropout of ``rate`` if and only if ``half_words(...)[i] >= round(rate * 65536)``.
    """
    words = _words(key, (count + 1) // 2, 0, device)
    return torch.stack((words & 0xFFFF, (words >> 16) & 0xFFFF), dim=1).flatten()[:count]


def uniform(key: int, shape: tuple[int, ...]) -> Tensor:
    """Float64 numbers uniformly distributed on the open interval (0, 1)."""
    return ((bits(key, math.prod(shape)).double() + 0.5) / 2.0**32).view(shape)


def normal(key: int, shape: tuple[int, ...]) -> Tensor:
    """Standard normal float64 numbers, from the inverse of the normal distribution function."""
    quantiles: Tensor = torch.special.ndtri(uniform(key, shape))
    return quantiles


def permutation(key: int, count: int) -> Tensor:
    """The numbers 0 ... count - 1 in an order drawn from ``key``, as int64: (count,)."""
    draws = bits(key, 2 * count).view(count, 2)
    # 63 bits: with 64, the sign bit would change the order.
    return torch.argsort((draws[:, 0] << 31) | (draws[:, 1] >> 1), stable=True)


def _words(key: int, count: int, offset: int, device: torch.device | str) -> Tensor:
    # int32, not int64: products wrap automatically, and half as many bytes are moved.
    first, second, third = (_signed(factor) for factor in _VALUE_FACTORS)
    x = torch.arange(count, dtype=torch.int32, device=device)
    x.add_(_signed(offset)).bitwise_xor_(_signed(key))
    _xor_shift(x, 17).mul_(first)
    _xor_shift(x, 11).bitwise_xor_(_signed(second_key(key))).mul_(second)
    _xor_shift(x, 15).mul_(third)
    return _xor_shift(x, 14)


def _xor_shift(x: Tensor, places: int) -> Tensor:
    # torch's >> copies the sign; the mask restores the zeros.
    return x.bitwise_xor_((x >> places).bitwise_and_((1 << (32 - places)) - 1))


def _signed(word: int) -> int:
    return ((word + 0x80000000) & _WORD) - 0x80000000
