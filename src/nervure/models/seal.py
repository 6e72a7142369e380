"""The digest of a tensor file, inside its own header: detects any changed bit."""

from __future__ import annotations

import hashlib

KEY = "digest"
BLANK = "0" * hashlib.sha256().digest_size * 2

# As written in the file: JSON inside a JSON string.
_BEFORE = rf"\"{KEY}\": \"".encode()


def sealed(data: bytes) -> bytes:
    """``data`` with the digest of all its bytes in place of :data:`BLANK`.

    Args:
        data: a safetensors file whose description, a JSON text in its header, has :data:`BLANK` under :data:`KEY`.

    Examples:
        >>> import json
        >>> import numpy as np
        >>> from safetensors.numpy import save
        >>> file = sealed(save({"x": np.zeros(2)}, metadata={"any": json.dumps({KEY: BLANK})}))
        >>> is_whole(file), is_whole(file[:-1] + b"x")
        (True, False)
    """
    start = _place(data)
    digest = hashlib.sha256(data).hexdigest().encode()
    return b"".join((data[:start], digest, data[start + len(digest) :]))


def is_whole(data: bytes | bytearray) -> bool:
    """Whether every bit of ``data`` is as :func:`sealed` left it; False if there is no digest."""
    start = _place(data)
    if start < 0:
        return False
    end = start + len(BLANK)
    whole, digest = memoryview(data), hashlib.sha256()
    for part in (whole[:start], BLANK.encode(), whole[end:]):
        digest.update(part)
    return digest.hexdigest().encode() == data[start:end]


def _place(data: bytes | bytearray) -> int:
    """The start of the digest. Quotes of nested strings have more backslashes before them."""
    header = 8 + int.from_bytes(data[:8], "little")
    found = data.find(_BEFORE, 8, header)
    return found + len(_BEFORE) if found >= 0 else -1
