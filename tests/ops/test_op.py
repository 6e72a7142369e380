from __future__ import annotations

import importlib
import inspect
import pkgutil

from nervure import ops
from nervure.ops.op import Context, Op
from nervure.randomness import fold


def test_the_key_of_a_stream_is_a_pure_function_of_seed_stream_and_step() -> None:
    assert Context(seed=3, step=5).key(7) == Context(training=True, seed=3, step=5).key(7) == fold(3, 7, 5)


def test_every_seed_stream_and_step_has_its_own_key() -> None:
    keys = {Context(seed=seed, step=step).key(stream) for seed in range(8) for step in range(8) for stream in range(8)}
    assert len(keys) == 8**3


def test_a_context_is_inference_unless_said_otherwise() -> None:
    assert Context() == Context(training=False, seed=0, step=0)


def all_ops() -> list[Op]:
    """Every operation of the house, found in its modules."""
    modules = [importlib.import_module(f"nervure.ops.{name}") for _, name, _ in pkgutil.iter_modules(ops.__path__)]
    found = {id(value): value for module in modules for value in vars(module).values() if isinstance(value, Op)}
    return list(found.values())


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [op.name for op in all_ops()]
    assert len(names) > 20
    assert sorted(set(names)) == sorted(names)


def test_operations_say_truly_what_their_functions_take() -> None:
    for op in all_ops():
        forward, backward = (inspect.signature(function).parameters for function in (op.forward, op.backward))
        assert ("context" in forward) == op.needs_context, op.name
        assert ("needs_dx" in backward) == op.skips_dx, op.name
        assert ("needs_dweight" in backward) == op.skips_dweight, op.name
        assert not op.is_checked, f"{op.name} is ours, its tests check it"
