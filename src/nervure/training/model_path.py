"""What the file of a model may be called: not after a format that it is not."""

from __future__ import annotations

import os
from pathlib import Path

from nervure.errors import FileError

# Whoever finds such a file opens it with another program, or after years, and takes it for broken.
_FOREIGN = {
    ".keras": "Keras", ".h5": "HDF5", ".hdf5": "HDF5", ".pb": "TensorFlow", ".tflite": "TensorFlow Lite",
    ".pt": "PyTorch", ".pth": "PyTorch", ".pt2": "PyTorch", ".onnx": "ONNX", ".npz": "NumPy", ".npy": "NumPy",
    ".pkl": "pickle", ".pickle": "pickle", ".joblib": "joblib", ".json": "JSON", ".zip": "ZIP",
}  # fmt: skip


def check_model_path(path: str | os.PathLike[str], where: str) -> None:
    """Nothing where a safetensors file may have that name.

    Args:
        path: where a model, or its weights, shall be saved.
        where: how the error names the call.

    Raises:
        FileError: the name ends as the files of another format do.

    Examples:
        >>> check_model_path("runs/best.safetensors", where="model.save")
    """
    name = Path(path)
    format_name = _FOREIGN.get(name.suffix.lower())
    if format_name is not None:
        right = str(name.with_suffix(".safetensors"))
        raise FileError.of("save.foreign_format", where=where, path=str(name), format=format_name, right=right)
