from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nervure.data import digits, save_img
from nervure.errors import DataError
from nervure.tasks.digits import digits_data
from nervure.tasks.evaluate import evaluate_run
from nervure.tasks.judging import judged_pictures
from nervure.tasks.predict import predict_pictures
from nervure.tasks.run_report import write_report_on
from nervure.tasks.saved_run import SavedRun
from tests.models.networks import assert_explained
from tests.tasks.saved_runs import DIGIT_PICTURES, dense_network, save_run


def test_pictures_are_judged_many_at_once_and_in_order() -> None:
    network, held_out = dense_network(units=4), digits_data().validation
    judged = judged_pictures(network, held_out, list("abcdefghij"), "run")
    assert judged.labels == tuple("abcdefghij")
    assert len(judged) == held_out.num_samples == 2000
    (x,) = held_out.x
    np.testing.assert_array_equal(judged.predicted, network.predict(x.numpy(), verbose=0).argmax(1))


# The peak of a process of its own, in kilobytes, beyond what the pictures and the network take.
_PEAK = """
import resource, numpy as np
from nervure.data import ArrayDataset
from nervure.models.zoo import small_resnet
from nervure.tasks.judging import judged_pictures
model = small_resnet((224, 224, 3), 3)
model.compile("adam", "categorical_crossentropy")
x = np.random.RandomState(0).randint(0, 256, (153, 224, 224, 3)).astype(np.uint8)
pictures = ArrayDataset(x, np.eye(3, dtype=np.float32)[np.arange(153) % 3])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert len(judged_pictures(model, pictures, ["a", "b", "c"], "run")) == 153
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is counted in kilobytes on Linux")
def test_large_pictures_are_judged_in_bounded_memory() -> None:
    done = subprocess.run([sys.executable, "-c", _PEAK], check=True, capture_output=True, text=True, timeout=200)
    assert int(done.stdout) < 250_000


def test_a_network_that_diverged_has_no_class_for_any_picture(tmp_path: Path) -> None:
    network = dense_network(units=4)
    network.set_weights([np.full_like(weight, np.nan) for weight in network.get_weights()])
    run = SavedRun.open(save_run(tmp_path / "run", network, pictures=DIGIT_PICTURES))
    x, y = digits()
    np.savez(tmp_path / "some.npz", x=x[:5], y=y[:5])
    save_img(tmp_path / "one.png", x[0][..., None], scale=False)
    for ask in (
        lambda: evaluate_run(run, tmp_path / "some.npz"),
        lambda: write_report_on(run, tmp_path / "some.npz"),
        lambda: predict_pictures(run, [tmp_path / "one.png"]),
    ):
        assert_explained(DataError, ask, str(tmp_path / "run"), "NaN", "--learning-rate")
    assert not (tmp_path / "run" / "report.html").exists()
