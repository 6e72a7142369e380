from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nervure.data.pictures.large_pictures import is_large, most_pixels, reduced
from tests.data.made_pictures import photograph

# Peak memory of a process of its own; what an import of torch takes is told apart.
_PROGRAM = """
import resource, sys
from nervure.data import audit
from nervure.data.pictures.picture_file import decode
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert audit(sys.argv[1]).num_used == 2, audit(sys.argv[1]).left_out
for name in ("a/large.jpg", "b/large.png"):
    assert min(decode(f"{sys.argv[1]}/{name}", "rgb", (64, 64)).shape[:2]) >= 64
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.covering(at_most=1)
@pytest.mark.parametrize("turned", [False, True])
def test_a_photograph_of_twelve_thousand_by_nine_thousand_pixels_is_read_in_bounded_memory(
    tmp_path: Path, turned: bool
) -> None:
    small = Image.fromarray(photograph(90, 120))
    large = small.resize((9_000, 12_000) if turned else (12_000, 9_000), Image.Resampling.NEAREST)
    for name in ("a/large.jpg", "b/large.png"):
        (tmp_path / name).parent.mkdir()
        large.save(tmp_path / name, compress_level=1)
    del large
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(tmp_path)], check=False, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 700_000, "kilobytes: the picture alone takes 324 MB as RGB"


def test_a_large_picture_is_made_smaller_by_means_and_a_small_one_stays() -> None:
    levels = (np.arange(4_200 * 6, dtype=np.int64).reshape(4_200, 6) % 251).repeat(700, axis=1)  # 4,200 x 4,200
    image = Image.fromarray(levels.astype(np.uint8))
    assert is_large(image)
    smaller = np.asarray(reduced(image, (1_400, 1_900)))
    means = levels.reshape(2_100, 2, 2_100, 2).mean(axis=(1, 3))
    assert smaller.shape == (2_100, 2_100)
    assert np.abs(smaller - means).max() <= 0.51
    assert reduced(image, None) is image
    assert reduced(image, (3_000, 4_000)) is image
    assert reduced(image.convert("1"), (100, 100)).mode == "L"
    small = image.resize((40, 30))
    assert reduced(small, (4, 4)) is small


def test_what_is_no_number_of_pixels_leaves_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    for told in ("", "many", "0", "-3"):
        monkeypatch.setenv("NERVURE_MAX_PIXELS", told)
        assert most_pixels() == 178_956_970
    monkeypatch.setenv("NERVURE_MAX_PIXELS", "1000")
    assert most_pixels() == 1000
