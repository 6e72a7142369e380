from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from nervure.tasks.features import COPIES, features_of, head_for, put_head
from nervure.tasks.image_task import picture_data
from nervure.tasks.picture_data import labels_of
from nervure.tasks.picture_options import PictureOptions
from nervure.tasks.pretrained import Pretrained
from nervure.tasks.training_recipe import Recipe
from tests.tasks.digit_pictures import digit_folder
from tests.tasks.pretrained.exported_modules import convolutions, digits_module, needs_export

pytestmark = needs_export


def options(folder: Path, **more: object) -> PictureOptions:
    return PictureOptions(str(digit_folder(folder)), pretrained=str(digits_module()), **more)  # type: ignore[arg-type]


def test_features_are_those_of_torch_and_a_head_put_back_says_the_same_of_pictures(tmp_path: Path) -> None:
    asked = options(tmp_path / "digits", normalization="0.1/0.3")
    pretrained = Pretrained.of(asked)
    data = picture_data(pretrained.settled(asked))
    whole, body = pretrained.networks(data.format, len(data.labels))
    found = features_of(body, data, Recipe.of(asked, data), 3, verbose=0)
    pictures = torch.cat([batch.x[0] for batch in data.training.in_order().batches()])
    module = convolutions().eval()[:5]
    with torch.no_grad():
        expected = module((pictures.permute(0, 3, 1, 2) / 255 - 0.1) / 0.3).numpy()
    learned = found.training.x[0].numpy()
    assert np.allclose(learned * found.deviation + found.mean, expected, atol=1e-5)
    assert np.allclose((learned.mean(0), learned.std(0)), (np.zeros(6), np.ones(6)), atol=1e-3)
    assert found.training.y[0].argmax(1).tolist() == labels_of(data.training).tolist()
    assert found.validation.y[0].argmax(1).tolist() == labels_of(data.validation).tolist()

    head = head_for(whole, 6)
    rng = np.random.default_rng(0)
    head.set_weights([rng.normal(size=weight.shape) for weight in head.get_weights()])
    put_head(whole, head, found)
    assert np.allclose(whole.predict(pictures, verbose=0), head.predict(learned, verbose=0), atol=1e-5)


def test_changed_copies_are_learned_from_beside_the_pictures(tmp_path: Path) -> None:
    asked = options(tmp_path / "digits", augmentation="signs")
    pretrained = Pretrained.of(asked)
    data = picture_data(pretrained.settled(asked))
    _, body = pretrained.networks(data.format, len(data.labels))
    recipe = Recipe.of(asked, data)
    first, again, other = (features_of(body, data, recipe, seed, verbose=0) for seed in (3, 3, 4))
    count = data.training.num_samples
    assert first.training.num_samples == count * (1 + COPIES)
    assert first.validation.num_samples == data.validation.num_samples
    copies = first.training.x[0].reshape(1 + COPIES, count, -1)
    assert len({copy.numpy().tobytes() for copy in copies}) == 1 + COPIES
    assert torch.equal(first.training.x[0], again.training.x[0])
    assert not torch.equal(first.training.x[0], other.training.x[0])
    assert torch.equal(first.training.y[0], first.training.y[0][:count].repeat(1 + COPIES, 1))
