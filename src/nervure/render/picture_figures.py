"""Figures made of small images: mistakes, patches, maps, filters, heat maps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nervure.language import text
from nervure.records.feature_maps import FeatureMapsRecord, LayerMaps
from nervure.records.filters import FiltersRecord
from nervure.records.heat_map import HeatMapRecord, RandomisedCheckRecord
from nervure.records.patches import LayerPatches, PatchesRecord
from nervure.records.prediction import Prediction
from nervure.records.receptive_field import LayerUnits
from nervure.render.figure import LooseFigure, readable
from nervure.render.insight_words import field_text, heat_map_title, method_text, stage_text
from nervure.render.numbers import count, number, percentage
from nervure.render.picture_grid import Tile, TileRow, grid_figure
from nervure.render.terminal import printable
from nervure.render.value_colors import map_colors, overlay_colors, picture_colors

_IN_A_ROW = 8
_MOST_UNITS, _MOST_MAPS = 16, 12
_LARGE_PX, _SMALL_PX = 160, 44
_DIGITS = 3


def predictions_figure(predictions: Sequence[Prediction]) -> LooseFigure:
    """Images, each with its predicted label and, if that is wrong, the true one."""

    def draw() -> LooseFigure:
        tiles = [Tile(picture_colors(each.picture), _caption(each), each.is_wrong) for each in predictions]
        rows = [TileRow("", tiles[first : first + _IN_A_ROW]) for first in range(0, len(tiles), _IN_A_ROW)]
        return grid_figure(rows or [TileRow(text("insight.none"), ())],
                           text("insight.predictions_description", count=len(tiles)))  # fmt: skip

    return readable(draw)


def _caption(prediction: Prediction) -> tuple[str, ...]:
    said = (printable(prediction.label), percentage(prediction.probability))
    return (*said, text("digits.wrong", truth=printable(prediction.truth or ""))) if prediction.is_wrong else said


def patches_figure(record: PatchesRecord) -> LooseFigure:
    """For each layer, a row of patches for each of the first units."""

    def draw() -> LooseFigure:
        rows = [row for layer in record.layers for row in _patch_rows(layer)]
        description = text(
            "insight.patches_description", count=count(record.count), layers=", ".join(map(_layer_name, record.layers))
        )
        return grid_figure(rows, description, tile_px=_SMALL_PX)

    return readable(draw)


def _patch_rows(layer: LayerPatches) -> Iterator[TileRow]:
    yield TileRow(f"{_layer_name(layer)}: {field_text(layer.field)}", ())
    for unit in layer.units[:_MOST_UNITS]:
        tiles = [Tile(picture_colors(patch.picture), (number(patch.value, _DIGITS),)) for patch in unit.patches]
        yield TileRow(text("insight.unit" if tiles else "insight.silent_unit", unit=unit.unit), tiles)
    hidden = len(layer.units) - _MOST_UNITS
    if hidden > 0:
        yield TileRow(text("insight.more_units", count=hidden), ())


def _layer_name(layer: LayerUnits) -> str:
    return f"{printable(layer.layer)} ({printable(layer.kind)})"


def feature_maps_figure(record: FeatureMapsRecord) -> LooseFigure:
    """The image, then one row of maps per layer."""

    def draw() -> LooseFigure:
        said = () if record.label is None or record.probability is None else (
            printable(record.label), percentage(record.probability),
        )  # fmt: skip
        rows = [TileRow("", [Tile(picture_colors(record.picture), said)])]
        rows += [_map_row(layer) for layer in record.layers]
        description = text("insight.maps_description", layers=", ".join(map(_layer_name, record.layers)))
        return grid_figure(rows, description, notes=[text("insight.colors")])

    return readable(draw)


def _map_row(layer: LayerMaps) -> TileRow:
    signed = any(each.map.is_signed for each in layer.maps)
    shown = layer.maps[:_MOST_MAPS]
    tiles = [Tile(map_colors(each.map, signed=signed), (str(each.unit),)) for each in shown]
    largest = number(layer.maps[0].map.scale if layer.maps else 0.0, _DIGITS)
    title = text(
        "insight.map_row", layer=_layer_name(layer), height=layer.field.map_height, width=layer.field.map_width,
        shown=len(shown), units=layer.num_units, largest=largest,
    )  # fmt: skip
    return TileRow(title, tiles)


def filters_figure(record: FiltersRecord) -> LooseFigure:
    """The filters: in color if they read three channels, otherwise the map of their first channel."""

    def draw() -> LooseFigure:
        tiles = [
            Tile(
                picture_colors(each.color) if each.color is not None else map_colors(each.maps[0], signed=True),
                (str(each.unit),),
            )
            for each in record.filters
        ]
        rows = [TileRow("", tiles[first : first + 2 * _IN_A_ROW]) for first in range(0, len(tiles), 2 * _IN_A_ROW)]
        description = text("insight.filters_description", layer=printable(record.layer), count=len(tiles))
        notes = [description]
        if record.channels not in (1, 3):
            notes.append(text("insight.first_channel", channels=record.channels))
        return grid_figure(rows, description, notes=notes, tile_px=_SMALL_PX)

    return readable(draw)


def heat_map_figure(record: HeatMapRecord) -> LooseFigure:
    """The image, the map, and the map drawn over the image."""

    def draw() -> LooseFigure:
        picture = record.prediction.picture
        tiles = [
            Tile(picture_colors(picture), _caption(record.prediction)),
            Tile(map_colors(record.map), (method_text(record.method),)),
            Tile(overlay_colors(picture, record.map), (text("insight.both"),)),
        ]
        title = heat_map_title(record)
        return grid_figure([TileRow(title, tiles)], title, notes=[text("insight.colors")], tile_px=_LARGE_PX)

    return readable(draw)


def randomised_check_figure(record: RandomisedCheckRecord) -> LooseFigure:
    """One row per stage: the maps of the images, and their correlation with the first ones."""

    def draw() -> LooseFigure:
        rows = [TileRow("", [Tile(picture_colors(each.picture), _caption(each)) for each in record.predictions])]
        for stage in record.stages:
            tiles = [Tile(map_colors(map)) for map in stage.maps]
            rows.append(TileRow(stage_text(stage.layer, stage.correlation), tiles))
        description = text("insight.check_description", method=method_text(record.method))
        return grid_figure(rows, description, notes=[description])

    return readable(draw)
