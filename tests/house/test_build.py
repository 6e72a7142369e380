from __future__ import annotations

import importlib.metadata
import re
import tomllib

import nervure
from tests.house.source import ROOT, SOURCE

CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_version_stands_in_one_place() -> None:
    assert importlib.metadata.version("nervure") == nervure.__version__
    assert re.fullmatch(r"\d+\.\d+\.\d+", nervure.__version__)
    assert CONFIGURATION["project"]["dynamic"] == ["version"]
    places = {path for path in SOURCE.rglob("*.py") if re.search(r"^__version__ = ", path.read_text("utf-8"), re.M)}
    other = {SOURCE / "keras" / "__init__.py"}  # the version of Keras whose words these are, which programs ask for
    assert places == {SOURCE / "__init__.py"} | other


def test_kernels_are_compiled_for_every_machine_and_without_fast_mathematics() -> None:
    told = re.sub(r"#.*", "", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))
    assert "-ffp-contract=off" in told
    for forbidden in ("fast-math", "march=native", "-Ofast", "funsafe"):
        assert forbidden not in told
    for path in (SOURCE / "kernels" / "cpp").iterdir():
        assert not re.search(r"#pragma.*(fast|Ofast)", path.read_text(encoding="utf-8"))


def test_every_room_has_a_floor() -> None:
    floors = CONFIGURATION["tool"]["importlinter"]["contracts"][0]
    assert floors["exhaustive"] is True
    placed = {room.strip(" ()") for floor in floors["layers"] for room in floor.split("|")}
    rooms = {path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert rooms - {"__init__"} <= placed, f"without a floor: {sorted(rooms - placed)}"


def test_markers_that_need_something_are_left_out_by_default() -> None:
    options = CONFIGURATION["tool"]["pytest"]["ini_options"]
    deselected = options["addopts"][options["addopts"].index("-m") + 1]
    # "covering" makes some cases slow and needs nothing itself.
    markers = {marker.partition(":")[0] for marker in options["markers"]} - {"covering"}
    assert markers == set(deselected.replace("not", "").split()) - {"and"}
    assert options["filterwarnings"][0] == "error"
