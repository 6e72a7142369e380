from __future__ import annotations

from nervure.ops.op import Context
from nervure.randomness import fold


def test_the_key_of_a_stream_is_a_pure_function_of_seed_stream_and_step() -> None:
    assert Context(seed=3, step=5).key(7) == Context(training=True, seed=3, step=5).key(7) == fold(3, 7, 5)


def test_every_seed_stream_and_step_has_its_own_key() -> None:
    keys = {Context(seed=seed, step=step).key(stream) for seed in range(8) for step in range(8) for stream in range(8)}
    assert len(keys) == 8**3
