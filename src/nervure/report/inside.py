"""The sections that look inside a network: filters, maps, what activates its units, what its predictions depend on."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from nervure.records.feature_maps import FeatureMapsRecord, LayerMaps
from nervure.records.filters import Filter, FiltersRecord
from nervure.records.heat_map import HeatMapRecord, RandomisedCheckRecord
from nervure.records.patches import LayerPatches, PatchesRecord, UnitPatches
from nervure.records.receptive_field import LayerUnits, ReceptiveFieldRecord
from nervure.records.value_map import ValueMap
from nervure.report.image_pool import PicturePool, drawn

_PATCH_PX, _MAP_PX = 64, 96  # as large as they are displayed, or slightly larger


def filters_payload(filters: FiltersRecord | None) -> dict[str, Any] | None:
    """The filters of a layer."""
    if filters is None:
        return None
    return {
        "layer": filters.layer, "kind": filters.kind, "height": filters.height, "width": filters.width,
        "channels": filters.channels, "filters": [_filter(each) for each in filters.filters],
    }  # fmt: skip


def feature_maps_payload(maps: FeatureMapsRecord | None, pool: PicturePool) -> dict[str, Any] | None:
    """An image layer by layer."""
    if maps is None:
        return None
    return {
        "picture": drawn(maps.picture), "place": pool.place_of(maps.picture), "label": maps.label,
        "probability": maps.probability, "layers": [_layer_maps(layer) for layer in maps.layers],
    }  # fmt: skip


def patches_payload(patches: PatchesRecord | None) -> dict[str, Any] | None:
    """What activates the units of each layer."""
    if patches is None:
        return None
    return {"count": patches.count, "layers": [_layer_patches(layer) for layer in patches.layers]}


def heat_maps_payload(
    maps: Sequence[HeatMapRecord], checks: Sequence[RandomisedCheckRecord], pool: PicturePool
) -> dict[str, Any] | None:
    """The heat maps, grouped by image and class, and the result of the sanity check."""
    if not maps:
        return None
    examples: dict[tuple[int, str], dict[str, Any]] = {}
    for heat in maps:
        place = pool.place(heat.prediction)
        example = {"picture": place, "target": heat.target, "probability": heat.probability, "maps": []}
        examples.setdefault((place, heat.target), example)["maps"].append(_heat_map(heat))
    return {"examples": list(examples.values()), "checks": [_check(check, pool) for check in checks]}


def _filter(each: Filter) -> dict[str, Any]:
    color = None if each.color is None else drawn(each.color)
    return {"unit": each.unit, "maps": [_map(one) for one in each.maps], "color": color}


def _layer_maps(layer: LayerMaps) -> dict[str, Any]:
    return {**_layer(layer), "maps": [{"unit": each.unit, "map": _map(each.map)} for each in layer.maps]}


def _layer_patches(layer: LayerPatches) -> dict[str, Any]:
    return {**_layer(layer), "units": [_unit(unit) for unit in layer.units]}


def _layer(layer: LayerUnits) -> dict[str, Any]:
    return {
        "layer": layer.layer, "kind": layer.kind, "num_units": layer.num_units, "field": _field(layer.field),
    }  # fmt: skip


def _unit(unit: UnitPatches) -> dict[str, Any]:
    patches = [
        {"value": patch.value, "picture": drawn(patch.picture, _PATCH_PX), "path": patch.path, "truth": patch.truth}
        for patch in unit.patches
    ]
    return {"unit": unit.unit, "patches": patches}


def _field(field: ReceptiveFieldRecord) -> dict[str, Any]:
    return {
        "height": field.height, "width": field.width, "map_height": field.map_height, "map_width": field.map_width,
        "picture_height": field.picture_height, "picture_width": field.picture_width,
        "sees_all": field.sees_all, "is_cut": field.is_cut,
    }  # fmt: skip


def _heat_map(heat: HeatMapRecord) -> dict[str, Any]:
    return {
        "method": heat.method, "map": _map(heat.map), "height": heat.height, "width": heat.width, "layer": heat.layer,
        "square_px": heat.square_px,
    }  # fmt: skip


def _check(check: RandomisedCheckRecord, pool: PicturePool) -> dict[str, Any]:
    """The map of the first image at each stage."""
    stages = [
        {"layer": stage.layer, "correlation": stage.correlation, "map": _map(stage.maps[0]) if stage.maps else None}
        for stage in check.stages
    ]
    pictures = [pool.place(prediction) for prediction in check.predictions[:1]]
    return {"method": check.method, "has_changed": check.has_changed, "stages": stages, "pictures": pictures}


def _map(value_map: ValueMap) -> dict[str, Any]:
    """A map; if larger than a page shows, it is downscaled by averaging blocks of values."""
    levels = np.frombuffer(value_map.levels, np.uint8).reshape(value_map.height, value_map.width)
    factor = -(-max(levels.shape) // _MAP_PX)
    if factor > 1:
        starts = [np.arange(0, size, factor) for size in levels.shape]
        sums = np.add.reduceat(np.add.reduceat(levels.astype(np.int64), starts[0], axis=0), starts[1], axis=1)
        sizes = np.outer(*(np.diff(start, append=size) for start, size in zip(starts, levels.shape, strict=True)))
        levels = np.round(sums / sizes).astype(np.uint8)
    height, width = levels.shape
    encoded = base64.b64encode(levels.tobytes()).decode()
    return {"levels": encoded, "height": height, "width": width, "scale": value_map.scale}
