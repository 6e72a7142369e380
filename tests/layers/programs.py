"""Programs of torch operations, written by hand, for tests."""

from __future__ import annotations

from typing import Any


def step(operation: str, result: str, **arguments: Any) -> dict[str, Any]:
    """A step; an argument that is a text names an earlier result."""
    given = {name: {"value": value} if isinstance(value, str) else value for name, value in arguments.items()}
    return {"operation": operation, "arguments": given, "results": [result]}


def program(*steps: dict[str, Any], batch_size: int | None = None, **tensors: Any) -> dict[str, Any]:
    """A program from x to the result of the last step; tensors are float32 unless their shape comes with a type."""
    described = {
        name: {"name": name, "shape": list(shape), "dtype": "float32", "is_weight": True}
        if isinstance(shape, tuple)
        else shape
        for name, shape in tensors.items()
    }
    return {
        "input": "x", "output": steps[-1]["results"][0], "batch_size": batch_size, "tensors": described,
        "steps": list(steps),
    }  # fmt: skip
