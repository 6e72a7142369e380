"""Results as a plot: for each workload, the times of all contenders relative to nervure's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.contenders.table import CONTENDERS
from benchmarks.harness.figures import ratio_of, summaries
from benchmarks.harness.result import Result
from benchmarks.harness.tables import machine_line
from benchmarks.harness.workload import Workload

_FAMILIES = {
    "pytorch": ("PyTorch", "#d1603d"),
    "keras": ("Keras", "#3f7cac"),
    "jax": ("JAX by hand (not counted)", "#8fb8a8"),
    "scikit_learn": ("scikit-learn", "#e0a458"),
    "onnx_runtime": ("ONNX Runtime", "#7d6b91"),
    "torchvision_folder": ("torchvision", "#b56576"),
}
_OURS = "#222222"
_SHARED = (", a training step of a plain fit", ", a training step", ", Adam", ", the lecture's network")
_INCHES_A_ROW, _WIDTH = 0.34, 9.0


class Bar(NamedTuple):
    """A library in a workload, in its fastest variant: the median ratio and its range."""

    family: str
    title: str
    middle: float
    least: float
    most: float


def bars(work: Workload, result: Result) -> list[Bar]:
    """The fastest variant of each library in float32, nearest first."""
    found = summaries(work, result)
    ours = found.get("nervure")
    if ours is None or not ours.figures:
        return []
    best: dict[str, Bar] = {}
    for summary in found.values():
        contender = CONTENDERS[summary.name]
        if contender.is_ours or contender.precision != "float32" or not summary.figures:
            continue
        bar = Bar(contender.module, contender.title, *ratio_of(ours, summary))
        if contender.module not in best or bar.middle < best[contender.module].middle:
            best[contender.module] = bar
    return sorted(best.values(), key=lambda bar: bar.middle)


def draw(works: Sequence[Workload], results: Mapping[str, Result], folder: Path) -> list[Path]:
    """Writes speed.svg and speed.png, unless there is nothing to compare."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    drawn = [work for work in works if work.name in results and work.figure == "time" and work.task != "start"]
    shown = [(work, bars(work, results[work.name])) for work in drawn if work.goals]
    shown = [(work, found) for work, found in shown if found]
    if not shown:
        return []
    rows = sum(len(found) for _, found in shown) + 0.7 * len(shown)
    height = _INCHES_A_ROW * rows * 0.5 + 1.4
    mpl.rcParams.update({"svg.hashsalt": "nervure", "svg.fonttype": "path", "font.size": 8})
    picture = Figure(figsize=(_WIDTH, height), facecolor="white", layout="constrained")
    axes = picture.add_subplot()
    _draw_rows(axes, shown)
    picture.suptitle("Time of other libraries beside nervure's (= 1): longer bars are slower; each in its fastest way")
    picture.supxlabel(machine_line(results[shown[0][0].name]), fontsize=6.5, color="#555555")
    paths = [folder / "speed.svg", folder / "speed.png"]
    picture.savefig(paths[0], metadata={"Date": None, "Title": "nervure beside other libraries"})
    picture.savefig(paths[1], dpi=110)
    return paths


def _draw_rows(axes: Any, shown: Sequence[tuple[Workload, list[Bar]]]) -> None:
    place, ticks, labels, families = 0.0, [], [], {}
    for work, found in shown:
        ticks.append(place + (len(found) - 1) / 2)
        labels.append(short_title(work))
        for bar in found:
            name, color = _FAMILIES[bar.family]
            left, width = min(1.0, bar.middle), abs(bar.middle - 1.0)
            families[name] = axes.barh(place, width, left=left, height=0.8, color=color)
            axes.plot([bar.least, bar.most], [place, place], color="#333333", linewidth=0.8)
            axes.annotate(f"{bar.middle:.3g} x", (max(bar.most, 1.0), place), xytext=(3, 0),
                          textcoords="offset points", va="center", fontsize=6.5)  # fmt: skip
            place += 1
        place += 0.7
    axes.axvline(1.0, color=_OURS, linewidth=1.2)
    axes.set_xscale("log")
    axes.set_yticks(ticks, labels)
    axes.invert_yaxis()
    axes.margins(x=0.12, y=0.01)
    axes.xaxis.set_major_formatter("{x:g}")
    axes.grid(axis="x", color="#dddddd", linewidth=0.5)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.legend(families.values(), families, loc="upper right", frameon=False)


def short_title(work: Workload) -> str:
    """The title without its common part."""
    title = work.title.replace("everybody limited to AVX2", "AVX2")
    for words in _SHARED:
        title = title.replace(words, "")
    return title
