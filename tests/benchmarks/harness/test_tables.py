from __future__ import annotations

from benchmarks.harness import tables
from benchmarks.works.table import WORKS
from tests.benchmarks.harness.results import entry, reading, result


def test_a_goal_that_is_missed_says_by_how_much() -> None:
    work = WORKS["lecture-cnn"]
    made = result("lecture-cnn", entry("nervure", 0.040, 0.041), entry("torch-eager", 0.120, 0.123))
    first = tables.goals([work], {"lecture-cnn": made}).splitlines()[2]
    assert "40.5 ms" in first
    assert "3.00 (3.00 to 3.00)" in first
    assert "**no**, 25 % short" in first
    assert "`make bench WORK=lecture-cnn`" in first


def test_a_goal_that_nobody_measured_says_so() -> None:
    (row,) = tables.goals([WORKS["help"]], {}).splitlines()[2:]
    assert "not measured" in row


def test_a_peer_that_is_not_installed_is_listed() -> None:
    made = result("lecture-cnn", entry("nervure", 1.0), entry("keras-jax", trouble="not installed"))
    rows = tables.everybody(WORKS["lecture-cnn"], made).splitlines()
    assert rows[2].startswith("| nervure | 1.00 s | 1.00 s | - | 0.9000 0.5000 |")
    assert rows[3] == "| Keras on JAX | - | - | - | - | not installed |"


def test_conditions_name_the_command_and_how_free_the_machine_was() -> None:
    line = tables.conditions(result("help", entry("nervure", 1.0)))
    assert "`make bench WORK=help`" in line
    assert "0.00 and ?" in line


def test_accuracies_stand_seed_by_seed() -> None:
    made = result("accuracy", entry("nervure"))
    made.entries[0].readings = [reading(1.0, accuracy=value) for value in (0.98, 0.99)]
    assert "| nervure | 98.00 99.00 | 98.50 | 1.00 1.00 |" in tables.accuracies(made)


def test_the_machine_and_all_versions_are_named_once() -> None:
    made = {name: result(name, entry("nervure", 1.0)) for name in ("help", "import")}
    assert tables.machine(made).count("A processor") == 1
    assert tables.versions(made) == "library 1.0"
