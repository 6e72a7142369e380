"""Valid names for a model file: not with the extension of another format."""

from __future__ import annotations

import os
from pathlib import Path

from nervure.errors import FileError

# Such a file would be opened with another program, perhaps years later, and look broken.
_FOREIGN = {
    ".keras": "Keras", ".h5": "HDF5", ".hdf5": "HDF5", ".pb": "TensorFlow", ".tflite": "TensorFlow Lite",
    ".pt": "PyTorch", ".pth": "PyTorch", ".pt2": "PyTorch", ".onnx": "ONNX", ".npz": "NumPy", ".npy": "NumPy",
    ".pkl": "pickle", ".pickle": "pickle", ".joblib": "joblib", ".json": "JSON", ".zip": "ZIP",
}  # fmt: skip


def check_model_path(path: str | os.PathLike[str], where: str) -> None:
    """Checks that a safetensors file may have that name.

    Args:
        path: where to save a model or its weights.
        where: how the error names the call.

    Raises:
        FileError: the name has the extension of another format.

    Examples:
        >>> check_model_path("runs/best.safetensors", where="model.save")
    """
    name = Path(path)
    format_name = _FOREIGN.get(name.suffix.lower())
    if format_name is not None:
        right = str(name.with_suffix(".safetensors"))
        raise FileError.of("save.foreign_format", where=where, path=str(name), format=format_name, right=right)
