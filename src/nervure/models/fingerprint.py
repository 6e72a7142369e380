"""The identity of a run as plain values: two runs that agree in all of it take the same steps."""

from __future__ import annotations

import hashlib
import json
import math
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import torch
from torch import Tensor

from nervure.data import AugmentedDataset, Dataset
from nervure.data.steps_dataset import StepsDataset
from nervure.files import explained, raise_if_of_the_machine
from nervure.kernels import native
from nervure.kernels.products import fix_order_of_sums
from nervure.models.compile_config import compile_config
from nervure.models.feeding import Feed
from nervure.models.graph_model import GraphModel
from nervure.models.long_lists import with_digests

_MOST_BYTES = 2**26
_MISSING = "-"


def data_fingerprint(dataset: Dataset) -> dict[str, Any]:
    """The fingerprint of data.

    Arrays are hashed byte by byte up to 64 MiB each; larger ones by an evenly spaced sample of that size. For other
    nervure datasets, the first batch is hashed together with the numbers of batches and samples; for generators and
    DataLoaders, whose first batch may vary, only types and shapes. Augmentation counts as well as the images
    themselves.
    """
    source, settings = dataset, {}
    while isinstance(source, (Feed, StepsDataset, AugmentedDataset)):
        if isinstance(source, AugmentedDataset):
            settings = {"augmentation": source.settings}
        source = source.dataset
    arranged = source.arranged()
    samples = source.first_batch() if arranged is None else arranged.samples
    tensors = () if samples is None else (*samples.x, *samples.y, *samples.sample_weight)
    is_stream = source.resumption != "batch"
    digest = hashlib.blake2b(type(source).__name__.encode(), digest_size=16)
    for tensor in tensors:
        shape = None if tensor is None else tuple(tensor.shape[1:])
        digest.update(f"{shape} {None if tensor is None else tensor.dtype}".encode())
        if tensor is not None and not is_stream:
            digest.update(_bytes(tensor))
    counts = {} if is_stream else {"samples": dataset.num_samples, "batches": dataset.num_batches}
    batch_size = None if arranged is None else arranged.batch_size
    return {"digest": digest.hexdigest(), "batch_size": batch_size, **counts, **settings}


def _bytes(tensor: Tensor) -> Any:
    """The content of its samples, to be hashed without a copy."""
    size = tensor.numel() * tensor.element_size()
    chosen = tensor[:: max(1, math.ceil(size / _MOST_BYTES))].detach().cpu().contiguous()
    return chosen.flatten().view(torch.uint8).numpy()


def network_fingerprint(model: GraphModel) -> dict[str, Any]:
    """The architecture without the model's name, and the arguments of ``compile``.

    Excludes what training changes: the precision that "auto" resolved to and, after the first step, a numeric learning
    rate (None instead).
    """
    compilation = model.compilation
    compiled = compile_config(compilation, model.compile_arguments)
    del compiled["settled_precision"]
    optimizer = compiled["optimizer"]["config"]
    if compilation.optimizer.calls and not isinstance(optimizer["learning_rate"], Mapping):
        optimizer["learning_rate"] = None
    config = {key: value for key, value in model.description()["config"].items() if key != "name"}
    return {"network": with_digests(config), "compile": compiled}


def environment() -> dict[str, Any]:
    """What else affects the last digits."""
    module = native.compiled()
    return {
        "nervure": installed_version(),
        "torch": str(torch.__version__),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "threads": torch.get_num_threads(),
        "strict_products": fix_order_of_sums(),
        "kernels": "torch" if module is None else "native",
        "vectors": None if module is None else module.vector_level(),
        "vectors_of_torch": torch.backends.cpu.get_cpu_capability(),
        "convolution": os.environ.get("NERVURE_CONVOLUTION") or "auto",
        "small_networks": os.environ.get("NERVURE_SMALL_NETWORKS") or "auto",
    }


def installed_version() -> str | None:
    """The installed version of nervure; None if only a checkout is on the path.

    Raises:
        FileError: the disk fails.
    """
    return version_of("nervure")


def version_of(package: str) -> str | None:
    """The installed version of a package; None if it is missing or only a checkout on the path.

    Raises:
        FileError: the disk fails, or the installation may not be read.
    """
    try:
        with explained(package, reads=True):
            return version(package)
    except PackageNotFoundError:
        _refuse_failing_folders()
        return None


def _refuse_failing_folders() -> None:
    """What lists installed packages takes a folder that the disk did not give for an empty one.

    Raises:
        FileError: a folder of the path cannot be listed, and the machine is to blame.
    """
    for place in sys.path:
        try:
            os.listdir(place or ".")  # noqa: PTH208 - the call that was asked before
        except OSError as error:  # archives, folders that are gone or closed: nothing is installed there
            raise_if_of_the_machine(place, error)


def plain(value: Any) -> Any:
    """``value`` after a JSON round trip, to be compared with the content of the file.

    Examples:
        >>> plain({"freq": (1, 2), 3: None})
        {'freq': [1, 2], '3': None}
    """
    return json.loads(json.dumps(value, default=str))


def differences(saved: Any, now: Any, name: str = "") -> Iterator[tuple[str, str, str]]:
    """Where two plain values differ: the path, the current and the saved value.

    Examples:
        >>> list(differences({"epochs": 3, "seed": 1}, {"epochs": 5, "seed": 1}))
        [('epochs', '5', '3')]
    """
    if isinstance(saved, dict) and isinstance(now, dict):
        for key in dict.fromkeys((*saved, *now)):
            below = f"{name}.{key}" if name else key
            yield from differences(saved.get(key, _MISSING), now.get(key, _MISSING), below)
    elif isinstance(saved, list) and isinstance(now, list) and len(saved) == len(now):
        for number, (before, after) in enumerate(zip(saved, now, strict=True)):
            yield from differences(before, after, f"{name}.{number}")
    elif saved != now and not (name.endswith("optimizer.config.learning_rate") and None in (saved, now)):
        yield name, _short(now), _short(saved)


def _short(value: Any) -> str:
    written = str(value)
    return written if len(written) <= 60 else f"{written[:57]}..."
