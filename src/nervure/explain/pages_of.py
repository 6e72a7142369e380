"""All walks of an explanation as the record of its page, from complete to the leanest that fits."""

from __future__ import annotations

from collections.abc import Iterator

from nervure.explain.derivations import Derivations
from nervure.explain.other_walks import OtherWalks
from nervure.explain.page_ahead import written_ahead
from nervure.explain.page_data import page_of
from nervure.explain.recording import Recording
from nervure.explain.thrift import LEVELS, Thrift
from nervure.records.explanation_page import ExplanationPage, ExplanationPages


def pages_of(
    recording: Recording, others: OtherWalks | None, model: str, labels: tuple[str, ...] | None
) -> Iterator[ExplanationPages]:
    """The record, then leaner and leaner ones.

    Args:
        recording: the explained walk.
        others: the other walks; None for a page of that walk alone.
        model: the name of the network.
        labels: the names of the classes.
    """
    walks = _Walks(recording, others, model, labels)
    yield from map(walks.pages, LEVELS)


class _Walks:
    """Each walk is computed once, however often it is written."""

    def __init__(
        self, recording: Recording, others: OtherWalks | None, model: str, labels: tuple[str, ...] | None
    ) -> None:
        self._recording, self._model, self._labels = recording, model, labels
        self._others = OtherWalks(lambda: recording) if others is None else others
        self._is_given = recording.loss is not None
        self._prediction = recording if not self._is_given else self._others.prediction()
        self._steps: dict[int, Recording] = {}

    def pages(self, thrift: Thrift) -> ExplanationPages:
        lean = thrift._replace(sweeps=thrift.sweeps_chosen)
        classes = () if self._others.step is None else self._others.classes
        return ExplanationPages(
            self._page(self._prediction, thrift),
            self._page(self._recording, thrift) if self._is_given else None,
            {chosen: self._page(self._step(chosen), lean) for chosen in classes[: thrift.num_classes]},
            num_classes=len(classes), left_out=thrift.left_out,
        )  # fmt: skip

    def _page(self, recording: Recording, thrift: Thrift) -> ExplanationPage:
        derivations = written_ahead(Derivations(recording)) if thrift.ahead else {}
        return page_of(recording, self._model, self._labels, derivations, thrift)

    def _step(self, chosen: int) -> Recording:
        assert self._others.step is not None
        if chosen not in self._steps:
            self._steps[chosen] = self._others.step(chosen)
        return self._steps[chosen]
