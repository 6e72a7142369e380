from __future__ import annotations

import time

import pytest
import torch

from nervure.errors import ArgumentError, UnknownNameError
from nervure.graph.precision import PRECISIONS, best_seconds, bfloat16_is_native, device_of, precision_of
from tests.layers.layer_rules import assert_says

CPU = torch.device("cpu")


def test_weights_are_stored_wide_enough_in_every_precision() -> None:
    assert {name: (p.storage, p.activations) for name, p in PRECISIONS.items()} == {
        "float32": (torch.float32, torch.float32),
        "float64": (torch.float64, torch.float64),
        "bfloat16": (torch.float32, torch.bfloat16),
        "auto": (torch.float32, torch.float32),
    }
    assert [precision.name for precision in PRECISIONS.values()] == list(PRECISIONS)


def test_a_precision_is_found_by_its_name_or_by_torchs() -> None:
    assert precision_of("bfloat16") is PRECISIONS["bfloat16"]
    assert precision_of(str(torch.float64)) is PRECISIONS["float64"]


@pytest.mark.parametrize(
    ("name", "near"), [("float23", "'float32'"), ("bfloat", "'bfloat16'"), ("Float64", "'float64'")]
)
def test_a_misspelled_precision_is_refused_with_the_nearest_name(name: str, near: str) -> None:
    assert_says(UnknownNameError, lambda: precision_of(name), "compile(precision=...)", name, f"Did you mean {near}")


@pytest.mark.parametrize("name", ["float16", "int8", None])
def test_a_precision_that_there_is_not_is_refused(name: str) -> None:
    assert_says(UnknownNameError, lambda: precision_of(name), "compile(precision=...)", str(name), "float64")


def test_the_cpu_is_always_there() -> None:
    assert device_of("cpu") == device_of(CPU) == CPU


def test_auto_takes_the_best_device_there_is() -> None:
    best = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    assert device_of("auto").type == best
    assert device_of("auto", torch.float64).type == ("cuda" if best == "cuda" else "cpu")


@pytest.mark.parametrize("name", ["gpu", "quantum", "cuda:99", "meta", 3.5])
def test_a_device_that_is_not_here_is_refused(name: str) -> None:
    assert_says(ArgumentError, lambda: device_of(name), "compile(device=...)", f"'{name}'", "device='auto'")


def test_bfloat16_is_native_where_torch_says_so() -> None:
    capabilities = getattr(torch.cpu, "get_capabilities", dict)()
    wanted = any(capabilities.get(name) for name in ("avx512_bf16", "amx_bf16", "bf16", "sve_bf16"))
    assert bfloat16_is_native(CPU) is bool(wanted)
    assert bfloat16_is_native(torch.device("mps")) is False


def test_the_shortest_of_some_runs_is_measured_after_one_to_warm_up() -> None:
    pauses = [0.0, 0.3, 0.001, 0.3]
    calls: list[float] = []

    def step() -> None:
        calls.append(pauses[len(calls)])
        time.sleep(calls[-1])

    assert 0.001 <= best_seconds(step, CPU) < 0.3
    assert calls == pauses
