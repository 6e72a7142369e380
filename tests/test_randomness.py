"""The counter hash: the same numbers everywhere, and numbers that pass for random."""

from __future__ import annotations

import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from nervure import randomness
from nervure.errors import ArgumentError
from nervure.randomness import (
    bits,
    bits_at,
    bits_numpy,
    fold,
    half_words,
    normal,
    permutation,
    stream_id,
    uniform,
    value,
)

KEYS = (0, 1, 2, 0x7FFFFFFF, 0x80000000, 0xDEADBEEF, 0xFFFFFFFF)


@pytest.fixture
def forgets_the_seed() -> Iterator[None]:
    """No seed is set when the test starts, and the one it sets is gone afterwards."""
    before, randomness._of_process = randomness._of_process, None
    yield
    randomness._of_process = before


def _chi_square(counts: NDArray[np.int64]) -> float:
    expected = counts.sum() / counts.size
    return float(((counts - expected) ** 2 / expected).sum())


def _chi_square_limits(freedom: int) -> tuple[float, float]:
    """What chi-square stays between in all but one of some 10 000 cases (Wilson and Hilferty's approximation)."""
    spread = 4.0 * np.sqrt(2 / (9 * freedom))
    return freedom * (1 - 2 / (9 * freedom) - spread) ** 3, freedom * (1 - 2 / (9 * freedom) + spread) ** 3


def _is_even(counts: NDArray[np.int64]) -> bool:
    low, high = _chi_square_limits(counts.size - 1)
    return low < _chi_square(counts.ravel()) < high


def test_the_numbers_written_in_the_documentation_are_the_numbers_drawn() -> None:
    assert (value(0, 0), value(1, 2), value(0xDEADBEEF, 12345)) == (0x21D5CB5D, 0x1E13F0D7, 0xFAED65D4)
    assert randomness.__doc__ is not None
    for number in ("0x21D5CB5D", "0x1E13F0D7", "0xFAED65D4"):
        assert number in randomness.__doc__


def test_the_value_is_the_formula_of_the_documentation_written_in_unsigned_arithmetic() -> None:
    def word(x: int) -> int:
        return x % 2**32

    def formula(key: int, index: int) -> int:
        s = word(key + 0x9E3779B9)
        s = word((s ^ s >> 16) * 0x21F0AAAD)
        s = word((s ^ s >> 15) * 0xD35A2D97)
        s ^= s >> 15
        x = index ^ key
        x = word((x ^ x >> 17) * 0xED5AD4BB)
        x = word((x ^ x >> 11 ^ s) * 0xAC4C1B51)
        x = word((x ^ x >> 15) * 0x31848BAB)
        return x ^ x >> 14

    for key in KEYS:
        for index in KEYS:
            assert value(key, index) == formula(key, index)


@given(
    key=st.integers(-(2**70), 2**70),
    count=st.integers(0, 40),
    offset=st.one_of(st.integers(0, 2**20), st.integers(2**31 - 20, 2**31 + 20), st.integers(2**32 - 20, 2**32 + 20)),
)
def test_torch_numpy_and_python_draw_the_same_bits(key: int, count: int, offset: int) -> None:
    from_torch = bits(key, count, offset)
    from_numpy = bits_numpy(key, count, offset)
    assert from_torch.dtype == torch.int64
    assert from_numpy.dtype == np.uint32
    assert from_torch.tolist() == from_numpy.tolist() == [value(key, offset + i) for i in range(count)]


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_a_gpu_draws_the_same_bits() -> None:
    for key in KEYS:
        assert torch.equal(bits(key, 10_001, 2**32 - 77, device="cuda").cpu(), bits(key, 10_001, 2**32 - 77))
        assert torch.equal(half_words(key, 10_001, device="cuda").cpu(), half_words(key, 10_001))


def test_an_offset_continues_the_stream() -> None:
    whole = bits(5, 1000)
    assert torch.equal(torch.cat([bits(5, 300), bits(5, 700, 300)]), whole)


def test_numbers_at_any_places_are_those_of_the_stream() -> None:
    places = np.array([[0, 7], [2**31, 2**32 - 1]], np.uint32)
    drawn = bits_at(11, places)
    assert drawn.tolist() == [[value(11, int(place)) for place in row] for row in places]
    assert places.tolist() == [[0, 7], [2**31, 2**32 - 1]]


def test_half_words_are_the_low_and_high_halves_in_turn() -> None:
    words = bits(9, 3).tolist()
    expected = [words[0] & 0xFFFF, words[0] >> 16, words[1] & 0xFFFF, words[1] >> 16, words[2] & 0xFFFF]
    assert half_words(9, 5).tolist() == expected
    assert half_words(9, 0).tolist() == []


@pytest.mark.parametrize("count", [2**17, pytest.param(2**20, marks=pytest.mark.slow)])
def test_a_stream_is_a_bijection_of_the_index(count: int) -> None:
    for key in KEYS:
        drawn = bits_numpy(key, count, 2**31)
        assert np.unique(drawn).size == drawn.size


def test_uniform_numbers_are_the_bits_in_the_middle_of_their_cells() -> None:
    drawn = uniform(3, (4, 5))
    assert drawn.dtype == torch.float64
    assert drawn.shape == (4, 5)
    expected = (bits_numpy(3, 20).astype(np.float64) + 0.5) / 2**32
    assert np.array_equal(drawn.numpy().ravel(), expected)


def test_uniform_takes_shapes_without_axes_and_without_numbers() -> None:
    assert uniform(1, ()).shape == ()
    assert normal(1, (0, 3)).shape == (0, 3)


def test_the_largest_and_smallest_uniform_numbers_are_inside_the_interval() -> None:
    ends = torch.tensor([0.5, 2**32 - 0.5], dtype=torch.float64) / 2.0**32
    assert ends[0] > 0
    assert ends[1] < 1
    assert torch.allclose(torch.special.ndtri(ends), torch.tensor([-6.3380, 6.3380], dtype=torch.float64), atol=1e-4)


@pytest.mark.parametrize("key", KEYS)
def test_every_byte_of_the_bits_is_evenly_spread(key: int) -> None:
    words = bits_numpy(key, 200_000)
    for shift in (0, 8, 16, 24):
        assert _is_even(np.bincount(words >> np.uint32(shift) & np.uint32(255), minlength=256))


@pytest.mark.parametrize("key", KEYS)
def test_pairs_of_neighboring_draws_are_evenly_spread(key: int) -> None:
    for shift in (0, 14, 28):
        nibbles = (bits_numpy(key, 200_000) >> np.uint32(shift)).astype(np.int64) & 15
        assert _is_even(np.bincount(nibbles[:-1] * 16 + nibbles[1:], minlength=256))


def test_every_bit_of_index_and_key_flips_half_of_the_bits_of_the_value() -> None:
    indices = bits_numpy(123, 4000)
    for flipped in range(32):
        for key_mask, index_mask in ((1 << flipped, 0), (0, 1 << flipped)):
            plain = np.array([value(fold(int(i)), int(i)) for i in indices[:1000]], np.uint32)
            other = np.array([value(fold(int(i)) ^ key_mask, int(i) ^ index_mask) for i in indices[:1000]], np.uint32)
            flips = np.unpackbits((plain ^ other).view(np.uint8)).reshape(-1, 32).mean(0)
            # 1000 coins: a standard deviation of 0.0158; 64 * 32 of them stay within five.
            assert np.abs(flips - 0.5).max() < 0.08, flipped


def test_streams_of_neighboring_keys_are_uncorrelated() -> None:
    draws = np.stack([bits_numpy(key, 20_000) for key in range(40)]) / 2.0**32
    correlations = np.corrcoef(draws)[np.triu_indices(40, 1)]
    assert np.abs(correlations).max() < 4.5 / np.sqrt(20_000)
    assert 0.8 < correlations.std() * np.sqrt(20_000) < 1.2


def test_streams_of_neighboring_keys_are_uncorrelated_at_every_shift() -> None:
    first, second = (np.fft.rfft(bits_numpy(key, 2**16) / 2.0**32 - 0.5) for key in (70, 71))
    correlations = np.fft.irfft(first * second.conj()) / (2**16 / 12)
    assert np.abs(correlations).max() < 5.5 / 2**8


def test_neighboring_indices_are_uncorrelated() -> None:
    for key in KEYS:
        draws = bits_numpy(key, 100_000) / 2.0**32
        for lag in (1, 2, 3, 4, 8, 32, 64, 1024):
            assert abs(np.corrcoef(draws[:-lag], draws[lag:])[0, 1]) < 4.5 / np.sqrt(100_000)


def test_no_two_of_the_keys_0_to_1000_give_the_same_numbers() -> None:
    sequences = np.stack([bits_numpy(key, 64) for key in range(1001)])
    assert len({row.tobytes() for row in sequences}) == 1001
    # Shifted against each other, or in another order, they would share numbers: 64 000 draws from 2**32 share
    # about half a pair by chance.
    assert sequences.size - np.unique(sequences).size < 8


def test_dropout_decisions_at_even_and_odd_places_keep_the_rate_and_are_independent() -> None:
    for rate in (0.1, 0.4, 0.5):
        kept = half_words(fold(7, 3, 0), 400_000) >= round(rate * 65536)
        even, odd = kept[0::2].double(), kept[1::2].double()
        limit = 4.5 * (rate * (1 - rate) / 200_000) ** 0.5
        assert abs(even.mean().item() - (1 - rate)) < limit
        assert abs(odd.mean().item() - (1 - rate)) < limit
        assert abs(torch.corrcoef(torch.stack((even, odd)))[0, 1].item()) < 4.5 / 200_000**0.5


def test_normal_numbers_have_the_moments_of_the_normal_distribution() -> None:
    drawn = normal(fold(1, 2), (400_000,)).numpy()
    count = drawn.size
    assert abs(drawn.mean()) < 4.5 / count**0.5
    assert abs((drawn**2).mean() - 1) < 4.5 * (2 / count) ** 0.5
    assert abs((drawn**3).mean()) < 4.5 * (15 / count) ** 0.5
    assert abs((drawn**4).mean() - 3) < 4.5 * (96 / count) ** 0.5
    assert abs((np.abs(drawn) < 1).mean() - 0.6826895) < 4.5 * 0.4654 / count**0.5


def test_every_order_of_four_elements_is_as_likely_as_every_other() -> None:
    orders = [tuple(permutation(fold(11, key), 4).tolist()) for key in range(6000)]
    counts = np.unique(np.array(orders), axis=0, return_counts=True)[1]
    assert counts.size == 24
    assert _is_even(counts)


def test_a_long_permutation_moves_every_index_anywhere() -> None:
    order = permutation(5, 50_000)
    assert order.dtype == torch.int64
    assert torch.equal(order.sort().values, torch.arange(50_000))
    places = torch.corrcoef(torch.stack((order.double(), torch.arange(50_000).double())))[0, 1].item()
    assert abs(places) < 4.5 / 50_000**0.5


def test_a_permutation_sorts_pairs_of_draws() -> None:
    draws = bits_numpy(8, 200).astype(np.uint64)
    expected = np.argsort((draws[0::2] << np.uint64(32) | draws[1::2]) >> np.uint64(1), kind="stable")
    assert permutation(8, 100).tolist() == expected.tolist()
    assert permutation(8, 0).tolist() == []


def test_folding_tells_order_sign_length_and_high_bits_apart() -> None:
    parts: list[tuple[int, ...]] = [
        (), (0,), (0, 0), (1,), (-1,), (2**32 - 1,), (2**32,), (2**32 + 1,), (1, 0), (0, 1), (1, 2), (2, 1), (2**63,),
    ]  # fmt: skip
    keys = [fold(*part) for part in parts]
    assert len(set(keys)) == len(parts)
    assert all(0 <= key < 2**32 for key in keys)


def test_folding_counts_each_part_modulo_two_to_the_64() -> None:
    assert fold(-1) == fold(2**64 - 1)
    assert fold(3) == value(value(0, 3), 0)


def test_keys_of_many_steps_and_streams_collide_no_more_than_chance() -> None:
    keys = [fold(42, stream, step) for stream in range(20) for step in range(2000)]
    # 40 000 keys in 2**32: 0.19 collisions expected.
    assert len(keys) - len(set(keys)) <= 2


def test_stream_numbers_of_names_are_stable_and_never_a_position() -> None:
    assert stream_id("initial weights") == 0xDBD09ACC
    assert stream_id("가") != stream_id("나")
    assert all(2**31 <= stream_id(name) < 2**32 for name in ("", "shuffle", "dropout"))


@pytest.mark.usefixtures("forgets_the_seed")
def test_without_a_seed_everything_that_starts_gets_one_of_its_own() -> None:
    seeds = [randomness.starting_seed() for _ in range(20)]
    assert len(set(seeds)) > 1
    assert all(0 <= seed < 2**31 for seed in seeds)


@pytest.mark.usefixtures("forgets_the_seed")
def test_a_seed_that_was_set_can_be_forgotten() -> None:
    randomness.set_seed(7)
    assert randomness.starting_seed() == randomness.starting_seed() == 7
    randomness.set_seed(None)
    assert len({randomness.starting_seed() for _ in range(20)}) > 1


@pytest.mark.usefixtures("forgets_the_seed")
def test_the_seed_that_was_set_is_that_of_everything_that_starts() -> None:
    randomness.set_seed(np.int64(-3))  # type: ignore[arg-type]
    assert randomness.starting_seed() == -3
    assert type(randomness.starting_seed()) is int


class _Starter:
    """Something that starts."""


@pytest.mark.usefixtures("forgets_the_seed")
def test_starts_are_numbered_and_the_first_takes_the_seed_itself() -> None:
    randomness.set_seed(7)
    starters = [_Starter() for _ in range(50)]
    seeds = [randomness.starting_seed(starter) for starter in starters]
    assert seeds[0] == 7
    assert len(set(seeds)) == len(seeds)
    assert [randomness.starting_seed(starter) for starter in starters] == seeds


@pytest.mark.usefixtures("forgets_the_seed")
def test_setting_a_seed_begins_to_count_anew() -> None:
    randomness.set_seed(7)
    first = [randomness.starting_seed(_Starter()) for _ in range(3)]
    randomness.set_seed(7)
    assert [randomness.starting_seed(starter) for starter in [_Starter(), _Starter(), _Starter()]] == first
    randomness.set_seed(8)
    assert set(first).isdisjoint(randomness.starting_seed(_Starter()) for _ in range(3))


@pytest.mark.usefixtures("forgets_the_seed")
def test_what_starts_in_different_ways_is_counted_apart() -> None:
    randomness.set_seed(7)
    for kind in ("values", "run", "call", "draw"):
        assert randomness.starting_seed(_Starter(), kind) == 7  # type: ignore[arg-type]
        assert randomness.starting_seed(_Starter(), kind) != 7  # type: ignore[arg-type]


@pytest.mark.usefixtures("forgets_the_seed")
def test_counting_keeps_nothing_alive() -> None:
    randomness.set_seed(7)
    starter = _Starter()
    randomness.starting_seed(starter)
    known = weakref.ref(starter)
    del starter
    assert known() is None
    assert randomness.starting_seed(_Starter()) != 7, "a number is given once, even if its starter is gone"


@pytest.mark.usefixtures("forgets_the_seed")
def test_a_seed_for_a_block_is_forgotten_behind_it_and_unknown_to_other_threads() -> None:
    randomness.set_seed(1)
    elsewhere: list[int | None] = []
    with randomness.seeded(2):
        thread = threading.Thread(target=lambda: elsewhere.append(randomness.seed_in_force()))
        thread.start()
        thread.join()
        assert randomness.seed_in_force() == randomness.starting_seed(_Starter()) == 2
    assert randomness.seed_in_force() == randomness.starting_seed(_Starter()) == 1
    assert elsewhere == [1]


@pytest.mark.usefixtures("forgets_the_seed")
@pytest.mark.parametrize("wrong", [1.5, "7", [7]])
def test_a_seed_that_is_no_integer_is_refused(wrong: object) -> None:
    with pytest.raises(ArgumentError, match="a seed must be an integer") as caught:
        randomness.set_seed(wrong)  # type: ignore[arg-type]
    assert caught.value.got == repr(wrong)


def test_fresh_seeds_differ() -> None:
    assert len({randomness.fresh_seed() for _ in range(20)}) > 1


def test_importing_draws_no_seed() -> None:
    code = "from nervure import randomness; print(randomness._of_process)"
    house = Path(randomness.__file__).parents[1]
    printed = subprocess.run([sys.executable, "-c", code], cwd=house, capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "None"
