from __future__ import annotations

from tests.quick import CONTRACTS, ROOT, changed_files, contracts_of, is_chosen, names_in, twins_of


def test_a_change_is_tested_by_its_twin_and_by_its_family_on_other_floors() -> None:
    assert twins_of("src/nervure/render/page.py") == {"tests/render/test_page.py"}
    floors = {"tests/ops/test_convolution.py", "tests/layers/test_convolution.py", "tests/kernels/test_convolution.py"}
    assert floors <= twins_of("src/nervure/ops/convolution.py")
    assert twins_of("src/nervure/files.py") == {"tests/test_files.py"}


def test_tests_that_changed_run_and_so_do_those_that_share_what_changed() -> None:
    assert twins_of("tests/test_files.py") == {"tests/test_files.py"}
    assert "tests/cli/test_lecture.py" in twins_of("tests/cli/processes.py")
    assert twins_of("README.md") == set()


def test_the_contracts_of_what_a_file_defines_are_chosen_and_no_others() -> None:
    assert names_in("src/nervure/ops/dense.py") == {"DenseCache", "dense"}
    ((file, names),) = contracts_of(["src/nervure/layers/dense.py", "src/nervure/render/page.py"]).items()
    assert file == CONTRACTS["layers"]
    assert "Dense" in names
    assert is_chosen("test_it_holds[Dense units=3, name=dense]", names)
    assert is_chosen("test_backward_is_right[Dense-True]", names)
    assert is_chosen("test_every_layer_has_a_row", names)
    assert not is_chosen("test_it_holds[DenseNot units=3]", names)
    assert not is_chosen("test_it_holds[Conv2D name=Dense_1]", names)


def test_what_is_built_upon_a_file_is_tested_with_it() -> None:
    (names,) = contracts_of(["src/nervure/layers/sliding_kernel.py"]).values()
    assert {"Conv2D", "SlidingKernel"} <= names


def test_changed_files_are_those_of_this_tree() -> None:
    assert all((ROOT / path).parent.is_relative_to(ROOT) for path in changed_files())
    assert all(path.is_file() for path in map(ROOT.joinpath, CONTRACTS.values()))
