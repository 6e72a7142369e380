"""torchvision: ImageFolder and a DataLoader, as in its tutorials."""

from __future__ import annotations

import os
from pathlib import Path

from torch.utils.data import DataLoader
from torchvision.datasets import ImageFolder
from torchvision.transforms import Compose, PILToTensor, Resize

from benchmarks.contenders.folders import Passes, passes
from benchmarks.harness.serving import serve


def opened(folder: Path, side: int, batch: int) -> Passes:
    """The images of a folder, as bytes; workers persist from one epoch to the next."""
    dataset = ImageFolder(folder, PILToTensor())
    if dataset[0][0].shape[-1] != side:
        dataset.transform = Compose([Resize((side, side)), PILToTensor()])
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    loader = DataLoader(dataset, batch, shuffle=True, num_workers=workers, persistent_workers=True)
    return lambda _epoch: (x.numpy() for x, _ in loader)


TASKS = {"folder": lambda job: passes(job, opened)}

if __name__ == "__main__":
    serve(TASKS, ("torchvision", "torch", "pillow"))
