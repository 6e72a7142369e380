"""What bounds programs leaves room for real networks, also as exporters take them apart."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from nervure.layers import Input, TorchProgram
from nervure.layers.program_check import MOST_PARTS
from nervure.layers.program_costs import walking_parts
from nervure.models import Sequential, load_model
from nervure.tasks.pretrained.exported_file import read_exported
from tests.tasks.pretrained.deep_networks import Transformer, mobile, residual
from tests.tasks.pretrained.exported_modules import needs_export

pytestmark = needs_export
SHORT: dict[str, Callable[[], nn.Module]] = {
    "residual": lambda: residual((1, 2)), "mobile": lambda: mobile(3), "transformer": lambda: Transformer(2),
}  # fmt: skip
DEEP: dict[str, Callable[[], nn.Module]] = {"residual": residual, "mobile": mobile, "transformer": Transformer}


@pytest.mark.parametrize("kind", SHORT)
def test_networks_load_and_give_what_they_gave_in_torch(kind: str, tmp_path: Path) -> None:
    assert_the_same(SHORT[kind], False, tmp_path)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*LeafSpec:FutureWarning")  # torch warns of itself
@pytest.mark.parametrize("is_taken_apart", [False, True])
@pytest.mark.parametrize("kind", DEEP)
def test_deep_networks_do_so_too(kind: str, is_taken_apart: bool, tmp_path: Path) -> None:
    assert_the_same(DEEP[kind], is_taken_apart, tmp_path)


def assert_the_same(make: Callable[[], nn.Module], is_taken_apart: bool, tmp_path: Path) -> None:
    torch.manual_seed(0)
    original = make().eval()
    made = torch.export.export(original, (torch.zeros(2, 3, 32, 32),))
    torch.export.save(made.run_decompositions() if is_taken_apart else made, tmp_path / "module.pt2")
    exported = read_exported(tmp_path / "module.pt2")
    steps = exported.graph.program["steps"]
    assert sum(walking_parts(step["operation"].partition(".")[0], 2) for step in steps) < MOST_PARTS / 2, len(steps)
    program = TorchProgram(exported.graph.program)
    network = Sequential([Input((32, 32, 3)), program])
    program.set_weights([exported.tensors[parameter.name] for parameter in program.parameters])
    network.save(tmp_path / "model.safetensors")
    began = time.process_time()
    again = load_model(tmp_path / "model.safetensors")
    assert time.process_time() - began < 20
    x = torch.randn(3, 3, 32, 32)
    with torch.no_grad():
        expected = original(x)
    found = again.predict(x.permute(0, 2, 3, 1).numpy(), verbose=0)
    assert np.allclose(found, expected, atol=1e-4 * max(1, float(expected.abs().max())))
