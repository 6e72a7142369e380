"""The positions of a network's boxes: in layers, each after everything it reads, with few crossing arrows.

The steps are those of Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures"
(1981), https://doi.org/10.1109/TSMC.1981.4308636: ranks, an order in each rank, positions.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

_SWEEPS = 12
_BESIDE, _BEHIND = 28.0, 34.0  # px between boxes of one rank, and between ranks
_LANE = 10.0  # px that an arrow takes when it passes a rank


class Size(NamedTuple):
    """The size of a box in px: across the direction of flow, and along it."""

    across: float
    along: float


class Layout(NamedTuple):
    """Positions in px from the corner.

    Attributes:
        centers: the centers of the boxes: (across, along).
        routes: the points of each arrow, in the order of the edges; the first and the last are at the edges of boxes.
        size: the total size.
    """

    centers: tuple[tuple[float, float], ...]
    routes: tuple[tuple[tuple[float, float], ...], ...]
    size: Size


def layered(sizes: Sequence[Size], edges: Sequence[tuple[int, int]]) -> Layout:
    """Places boxes so that every arrow points forward.

    Args:
        sizes: the sizes of the boxes; each box comes after those it reads.
        edges: (from, to), as positions in ``sizes``.

    Examples:
        >>> layered([Size(60, 20), Size(40, 20)], [(0, 1)]).centers
        ((30.0, 10.0), (30.0, 64.0))
    """
    ranks = _ranks(len(sizes), edges)
    nodes = _Nodes(list(sizes), list(ranks))
    links: list[tuple[int, int]] = []
    paths = [nodes.path(start, end, links) for start, end in edges]
    order = _ordered(nodes, links)
    across = _across(nodes, order, links)
    middles, depth = _along(nodes, order)
    centers = tuple((across[place], middles[ranks[place]]) for place in range(len(sizes)))
    routes = tuple(_route(path, nodes, across, middles) for path in paths)
    width = max((across[node] + nodes.sizes[node].across / 2 for node in range(len(nodes.sizes))), default=0.0)
    return Layout(centers, routes, Size(width, depth))


class _Nodes:
    """The boxes, followed by the lanes where long arrows pass a rank."""

    def __init__(self, sizes: list[Size], ranks: list[int]) -> None:
        self.sizes, self.ranks = sizes, ranks

    def path(self, start: int, end: int, links: list[tuple[int, int]]) -> list[int]:
        """The nodes that an arrow passes; a lane is created in every rank in between."""
        passed = [start]
        for rank in range(self.ranks[start] + 1, self.ranks[end]):
            self.sizes.append(Size(_LANE, 0.0))
            self.ranks.append(rank)
            passed.append(len(self.sizes) - 1)
        passed.append(end)
        links.extend(pairwise(passed))
        return passed


def _ranks(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    ranks = [0] * count
    # Each box comes after those it reads: in order of ends, the rank of a start is final when it is used.
    for start, end in sorted(edges, key=lambda edge: edge[1]):
        ranks[end] = max(ranks[end], ranks[start] + 1)
    return ranks


def _ordered(nodes: _Nodes, links: Sequence[tuple[int, int]]) -> list[list[int]]:
    """The nodes of each rank, side by side: the order with the fewest crossings found by some sweeps."""
    order: list[list[int]] = [[] for _ in range(max(nodes.ranks, default=-1) + 1)]
    for node, rank in enumerate(nodes.ranks):
        order[rank].append(node)
    before, behind = _neighbors(len(nodes.sizes), links)
    best, fewest = [list(rank) for rank in order], _crossings(order, links)
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        found = before if forward else behind
        for row in order if forward else reversed(order):
            _sort_by_neighbors(row, found, order)
        crossings = _crossings(order, links)
        if crossings < fewest:
            best, fewest = [list(rank) for rank in order], crossings
    return best


def _sort_by_neighbors(row: list[int], found: Sequence[Sequence[int]], order: Sequence[Sequence[int]]) -> None:
    places = {node: place for rank in order for place, node in enumerate(rank)}
    row.sort(key=lambda node: _mean([places[other] for other in found[node]], places[node]))


def _neighbors(count: int, links: Sequence[tuple[int, int]]) -> tuple[list[list[int]], list[list[int]]]:
    before: list[list[int]] = [[] for _ in range(count)]
    behind: list[list[int]] = [[] for _ in range(count)]
    for start, end in links:
        behind[start].append(end)
        before[end].append(start)
    return before, behind


def _mean(numbers: Sequence[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise


def _crossings(order: Sequence[Sequence[int]], links: Sequence[tuple[int, int]]) -> int:
    places = {node: place for row in order for place, node in enumerate(row)}
    rank_of = {node: rank for rank, row in enumerate(order) for node in row}
    by_rank: dict[int, list[tuple[int, int]]] = {}
    for start, end in links:
        by_rank.setdefault(rank_of[start], []).append((places[start], places[end]))
    return sum(
        (a[0] - b[0]) * (a[1] - b[1]) < 0
        for pairs in by_rank.values()
        for number, a in enumerate(pairs)
        for b in pairs[:number]
    )


def _across(nodes: _Nodes, order: Sequence[Sequence[int]], links: Sequence[tuple[int, int]]) -> list[float]:
    """The center of each node: near the mean of its neighbors, without touching adjacent nodes."""
    across = [0.0] * len(nodes.sizes)
    for rank in order:
        _apart(rank, nodes, across, dict.fromkeys(rank, 0.0))
    before, behind = _neighbors(len(nodes.sizes), links)
    for sweep in range(_SWEEPS):
        found = before if sweep % 2 == 0 else behind
        for rank in order if sweep % 2 == 0 else reversed(order):
            wanted = {node: _mean([across[other] for other in found[node]], across[node]) for node in rank}
            _apart(rank, nodes, across, wanted)
    least = min((across[node] - size.across / 2 for node, size in enumerate(nodes.sizes)), default=0.0)
    return [middle - least for middle in across]


def _apart(rank: Sequence[int], nodes: _Nodes, across: list[float], wanted: dict[int, float]) -> None:
    """Sets the centers of a rank: as wanted if there is room; otherwise, touching nodes share the difference."""
    runs: list[tuple[list[int], float]] = []  # nodes that touch, and where the first of them wants to be
    for node in rank:
        members, start = [node], wanted[node]
        while runs:
            last, last_start = runs[-1]
            end = last_start + _offset(last, nodes, len(last) - 1) + _gap(last[-1], members[0], nodes)
            if start >= end:
                break
            runs.pop()
            shift = end - last_start
            members, start = (
                [*last, *members],
                (last_start * len(last) + (start - shift) * len(members)) / (len(last) + len(members)),
            )
        runs.append((members, start))
    for members, start in runs:
        for place, node in enumerate(members):
            across[node] = start + _offset(members, nodes, place)


def _gap(left: int, right: int, nodes: _Nodes) -> float:
    return (nodes.sizes[left].across + nodes.sizes[right].across) / 2 + _BESIDE


def _offset(members: Sequence[int], nodes: _Nodes, place: int) -> float:
    return sum(_gap(left, right, nodes) for left, right in pairwise(members[: place + 1]))


def _along(nodes: _Nodes, order: Sequence[Sequence[int]]) -> tuple[list[float], float]:
    middles, edge = [], 0.0
    for rank in order:
        depth = max(nodes.sizes[node].along for node in rank)
        middles.append(edge + depth / 2)
        edge += depth + _BEHIND
    return middles, max(edge - _BEHIND, 0.0)


def _route(
    path: Sequence[int], nodes: _Nodes, across: Sequence[float], middles: Sequence[float]
) -> tuple[tuple[float, float], ...]:
    points = []
    for place, node in enumerate(path):
        middle, half = middles[nodes.ranks[node]], nodes.sizes[node].along / 2
        shift = half if place == 0 else -half if place == len(path) - 1 else 0.0
        points.append((across[node], middle + shift))
    return tuple(points)
