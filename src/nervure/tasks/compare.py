"""Compares two saved runs: what differs, and whether their accuracies differ by more than chance."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from nervure.errors import NervureError
from nervure.insight import Judgement
from nervure.language import text
from nervure.layers import TorchProgram
from nervure.models.fingerprint import differences
from nervure.records.comparison import Comparison, Difference, Gap, Subject
from nervure.tasks.alike_pictures import alike_groups
from nervure.tasks.digests import text_digest
from nervure.tasks.evaluate import judge_run, learned_among
from nervure.tasks.learned_data import learned_data
from nervure.tasks.picture_data import PictureSet
from nervure.tasks.saved_run import SavedRun

_MISSING = "-"


def compare_runs(first: SavedRun, second: SavedRun, on: str | os.PathLike[str] | None = None) -> Comparison:
    """The differences between two runs, including that of their accuracies.

    They are compared on the same images if possible: on those of ``on``, or on those that both held out, if both
    learned from the same data and it still exists. Otherwise their recorded results are compared.

    Args:
        first: one run.
        second: the other.
        on: labeled images, as accepted by :meth:`SavedRun.dataset`.

    Raises:
        FileError: there is no such folder or file.
        DataError: it holds no images, or classes that a run never learned.
    """
    found = (
        *_differing("data", first.data, second.data),
        *_network(first, second),
        *_differing("settings", first.settings, second.settings),
    )
    return Comparison(first.name, second.name, found, _gap(first, second, on))


def _network(first: SavedRun, second: SavedRun) -> Iterator[Difference]:
    """The networks' names and sizes, then layer by layer."""
    sizes = [{"model": run.config.get("model", run.model.name), "parameters": run.model.count_params()}
             for run in (first, second)]  # fmt: skip
    yield from _differing("network", *sizes)
    layers, others = (dict(_layers(run)) for run in (first, second))
    for name in dict.fromkeys((*layers, *others)):
        if name in layers and name in others:
            yield from _differing("network", {name: layers[name]}, {name: others[name]})
        else:
            kinds = (each.get(name, {}).get("kind", _MISSING) for each in (layers, others))
            yield Difference("network", name, *kinds)


def _layers(run: SavedRun) -> Iterator[tuple[str, dict[str, Any]]]:
    for layer in run.model.layers:
        config = {key: value for key, value in layer.get_config().items() if key != "name"}
        if isinstance(layer, TorchProgram):  # hundreds of steps, for which one line is enough
            config["program"] = text_digest(repr(config["program"]))
        yield run.model.name_of(layer), {"kind": type(layer).__name__, **config}


def _differing(subject: Subject, first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[Difference]:
    for name, *values in differences(dict(first), dict(second)):
        of_the_second, of_the_first = (_MISSING if value == str(None) else value for value in values)
        if of_the_first != of_the_second:
            yield Difference(subject, name, of_the_first, of_the_second)


def _gap(first: SavedRun, second: SavedRun, on: str | os.PathLike[str] | None) -> Gap | None:
    if on is not None:
        return _paired_on(first, second, on)
    # This rereads all data that a run learned from, so it is done only if the result can be useful.
    if _same_data(first, second):
        held_out = _held_out(first), _held_out(second)
        if held_out[0] is not None and held_out[1] is not None:
            judged = judge_run(first, held_out[0]), judge_run(second, held_out[1])
            gap = _paired(judged, held_out[0], text("comparison.held_out"))
            if gap is not None:
                return gap
    result, other = first.result, second.result
    if result is None or other is None or not result.count or not other.count:
        return None
    counts = (result.num_right, result.count), (other.num_right, other.count)
    independent = result.num_independent or result.count, other.num_independent or other.count
    return Gap("two_proportions", *counts, independent=independent)


def _paired_on(first: SavedRun, second: SavedRun, on: str | os.PathLike[str]) -> Gap | None:
    """Both runs on given images; advice reports images that a run learned from."""
    parts = first.dataset(on), second.dataset(on)
    judged = judge_run(first, parts[0]), judge_run(second, parts[1])
    for run, part, answers in zip((first, second), parts, judged, strict=True):
        learned_among(run, part, answers, str(on))
    return _paired(judged, parts[0], str(on))


def _paired(judged: tuple[Judgement, Judgement], pictures: PictureSet, name: str) -> Gap | None:
    """Both on the same images, one by one; None if the images turn out to differ."""
    named = [np.array(each.labels)[each.truths] for each in judged]
    if not np.array_equal(named[0], named[1]):
        return None
    one, other = (each.is_right for each in judged)
    count, groups = len(one), alike_groups(pictures)
    ahead = np.bincount(groups, one.astype(float) - other)  # for each group, by how many images the first run is
    return Gap(
        "mcnemar", (int(one.sum()), count), (int(other.sum()), count), name,
        only_first=int((ahead > 0).sum()), only_second=int((ahead < 0).sum()), independent=(len(ahead), len(ahead)),
    )  # fmt: skip


def _same_data(first: SavedRun, second: SavedRun) -> bool:
    """Whether both held out the same images, regardless of how many of the others each learned from."""
    digests = [run.config.get("data", {}).get("digest") for run in (first, second)]
    splits = [{**run.config.get("split", {}), "train": None} for run in (first, second)]
    return digests[0] == digests[1] and splits[0] == splits[1]


def _held_out(run: SavedRun) -> PictureSet | None:
    """The images that a run was evaluated on; None if they no longer exist or have changed."""
    try:
        return learned_data(run).judged_on
    except NervureError:
        return None
