"""No false alarm: networks that are sound, drawn where a proof is most easily wrong about them."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.explain.sound_networks import sound_network

NETWORKS = 150


def proved(seeds: range, precision: str = "float64") -> Counter[str]:
    """What was proved of them; raises at the first alarm."""
    found: Counter[str] = Counter()
    for seed in seeds:
        sound = sound_network(seed)
        explanation = sound.network.explain(sound.x, sound.y, sample_weight=sound.sample_weight, precision=precision)
        verified = explanation.verify(num=150, seed=seed)
        found.update({name: int(getattr(verified, name)) for name in ("numbers", "operands", "walked", "slopes")})
        found[sound.precision] += 1
    return found


def test_ten_sound_networks_raise_no_alarm() -> None:
    found = proved(range(10))
    assert found["numbers"] > 750
    assert found["operands"] > 7500
    assert found["slopes"] > 150


def test_explained_in_float32_they_raise_none_either() -> None:
    assert proved(range(20, 26), "float32")["slopes"] > 50


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_hundred_and_fifty_sound_networks_raise_no_alarm() -> None:
    found = proved(range(NETWORKS))
    assert min(found["float32"], found["float64"], found["bfloat16"]) > 20
    assert found["operands"] > 150_000
    assert found["slopes"] > 2500
    assert proved(range(20, 32), "float32")["slopes"] > 100
