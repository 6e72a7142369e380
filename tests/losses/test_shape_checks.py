from __future__ import annotations

import pytest

from nervure import losses
from nervure.errors import ShapeError
from nervure.language import set_language
from nervure.losses.shape_checks import (
    check_class_numbers,
    check_labels_of_rows,
    check_one_hot,
    check_same_shape,
)

Shape = tuple[int | None, ...]


@pytest.mark.parametrize(
    ("y_true", "y_pred"),
    [((None, 3), (8, 3)), ((8,), (None, 1)), ((8, 1), (8, 1)), ((8, 5), (8, 5, 1)), ((8, 5, 1), (8, 5)), ((8,), (8,))],
)
def test_targets_shaped_like_the_output_pass(y_true: Shape, y_pred: Shape) -> None:
    check_same_shape(y_true, y_pred, where="loss 'mse'")
    with pytest.raises(ShapeError):
        check_same_shape((7, *y_true[1:]), (8, *y_pred[1:]), where="loss 'mse'")


@pytest.mark.parametrize(
    ("y_true", "y_pred", "axis"),
    [((8,), (None, 10), -1), ((8, 1), (None, 10), -1), ((8, 4, 4), (8, 4, 4, 10), -1), ((8, 4, 4), (8, 10, 4, 4), 1)],
)
def test_class_numbers_beside_an_output_a_class_pass(y_true: Shape, y_pred: Shape, axis: int) -> None:
    check_class_numbers(y_true, y_pred, axis=axis, where="loss 'a'")
    with pytest.raises(ShapeError, match="sparse_categorical_crossentropy"):
        check_one_hot(y_true, y_pred, axis=axis, where="loss 'a'")


@pytest.mark.parametrize(("y_true", "y_pred"), [((None, 10), (None, 10)), ((8, 4, 4, 10), (8, 4, 4, 10))])
def test_one_hot_rows_beside_an_output_a_class_pass(y_true: Shape, y_pred: Shape) -> None:
    check_one_hot(y_true, y_pred, axis=-1, where="loss 'a'")
    with pytest.raises(ShapeError, match="categorical_crossentropy"):
        check_class_numbers(y_true, y_pred, axis=-1, where="loss 'a'")


def test_targets_are_never_stretched() -> None:
    with pytest.raises(ShapeError) as caught:
        losses.get("mse").check((32, 1), (None, 3))
    assert str(caught.value) == (
        "loss 'mse': the targets and the output have different shapes.\n"
        "  expected: targets (N, 3)\n"
        "  got:      targets (32, 1), output (N, 3)\n"
        "  fix:      Pass targets with the shape (N, 3), or change the last layer so that its output has the shape "
        "of the targets."
    )


def test_integer_labels_are_sent_to_the_sparse_loss() -> None:
    with pytest.raises(ShapeError) as caught:
        losses.get("categorical_crossentropy").check((32,), (None, 10))
    assert str(caught.value) == (
        "loss 'categorical_crossentropy': the targets are one number per sample, but this loss expects one-hot rows.\n"
        "  expected: targets (N, 10)\n"
        "  got:      targets (32,)\n"
        "  fix:      For class numbers, use loss='sparse_categorical_crossentropy', or one-hot encode the targets."
    )


def test_one_hot_rows_are_sent_to_the_categorical_loss() -> None:
    with pytest.raises(ShapeError) as caught:
        losses.get("sparse_categorical_crossentropy").check((32, 10), (None, 10))
    assert caught.value.fix.startswith("For one-hot rows, use loss='categorical_crossentropy'")
    assert caught.value.expected == "targets (N,)"


@pytest.mark.parametrize(
    ("name", "y_true", "y_pred", "expected", "layers"),
    [
        ("sparse_categorical_crossentropy", (32,), (None, 26, 26, 10), "(N, 10)", "or GlobalAveragePooling2D()"),
        ("sparse_categorical_crossentropy", (32, 1), (None, 26, 26, 10), "(N, 10)", "or GlobalAveragePooling2D()"),
        ("sparse_categorical_crossentropy", (32, 10), (None, 26, 26, 10), "(N, 10)", "or GlobalAveragePooling2D()"),
        ("categorical_crossentropy", (32,), (None, 26, 26, 10), "(N, 10)", "or GlobalAveragePooling2D()"),
        ("categorical_crossentropy", (32, 10), (None, 28, 10), "(N, 10)", "Add Flatten() before"),
        ("sparse_categorical_crossentropy", (32,), (None, 28, 10), "(N, 10)", "Add Flatten() before"),
        ("mse", (32,), (None, 26, 26, 1), "(N, 1)", "or GlobalAveragePooling2D()"),
        ("bce", (32, 10), (None, 26, 26, 10), "(N, 10)", "or GlobalAveragePooling2D()"),
    ],
)
def test_axes_of_a_picture_in_the_output_mean_that_flatten_was_forgotten(
    name: str, y_true: Shape, y_pred: Shape, expected: str, layers: str
) -> None:
    with pytest.raises(ShapeError) as caught:
        losses.get(name).check(y_true, y_pred)
    assert caught.value.expected == f"output {expected}"
    assert layers in caught.value.fix


@pytest.mark.parametrize("name", ["categorical_crossentropy", "sparse_categorical_crossentropy"])
def test_a_single_output_is_no_choice_between_classes(name: str) -> None:
    for y_true in ((32,), (32, 1)):
        with pytest.raises(ShapeError, match=r"Dense\(1, activation='sigmoid'\)"):
            losses.get(name).check(y_true, (None, 1))


@pytest.mark.parametrize(
    ("name", "y_true", "y_pred"),
    [
        ("mse", (32, 5), (None, 5, 3)),
        ("mse", (32, 2, 3), (32, 3)),
        ("sparse_categorical_crossentropy", (32, 5), (None, 10)),
        ("categorical_crossentropy", (32, 5), (None, 10)),
        ("categorical_crossentropy", (31, 10), (32, 10)),
        ("sparse_categorical_crossentropy", (31,), (32, 10)),
    ],
)
def test_other_differences_are_shown_with_both_shapes(name: str, y_true: Shape, y_pred: Shape) -> None:
    with pytest.raises(ShapeError, match="have different shapes"):
        losses.get(name).check(y_true, y_pred)


@pytest.mark.parametrize(
    ("y_true", "y_pred"), [((8,), (None, 64)), ((8, 1), (8, 64)), ((1, 1), (1, 64)), ((8,), (8, 1))]
)
def test_one_label_a_row_passes_whatever_the_size_of_a_row(y_true: Shape, y_pred: Shape) -> None:
    check_labels_of_rows(y_true, y_pred, where="loss 'circle'")
    with pytest.raises(ShapeError, match="have different shapes"):
        check_labels_of_rows((7, *y_true[1:]), (8, *y_pred[1:]), where="loss 'circle'")


def test_outputs_that_are_no_rows_are_told_how_to_become_some() -> None:
    for language, sentence in (("en", r"Flatten\(\) and Dense\(64\)"), ("ko", "샘플마다 숫자 한 행을 비교해요")):
        set_language(language)
        with pytest.raises(ShapeError, match=sentence):
            check_labels_of_rows((8,), (8, 4, 4, 3), where="loss 'circle'")


def test_every_message_is_there_in_korean_with_fitting_particles() -> None:
    set_language("ko")
    with pytest.raises(ShapeError) as caught:
        losses.get("sparse_categorical_crossentropy").check((32,), (None, 26, 26, 10))
    assert str(caught.value) == (
        "loss 'sparse_categorical_crossentropy': 출력에 타깃에는 없는 축이 남아 있어요.\n"
        "  기대: 출력 (N, 10)\n"
        "  받음: 출력 (N, 26, 26, 10), 타깃 (32,)\n"
        "  해결: 마지막 Dense 층 앞에 Flatten()이나 GlobalAveragePooling2D()를 넣으세요."
    )
    with pytest.raises(ShapeError, match=r"마지막 Dense 층 앞에 Flatten\(\)을 넣으세요"):
        losses.get("mse").check((32,), (None, 28, 10))
    with pytest.raises(ShapeError, match="원-핫 행을 비교해요"):
        losses.get("categorical_crossentropy").check((32,), (None, 10))
    with pytest.raises(ShapeError, match="클래스 번호 하나를 읽어요"):
        losses.get("sparse_categorical_crossentropy").check((32, 10), (None, 10))
    with pytest.raises(ShapeError, match="타깃과 출력의 모양이 달라요"):
        losses.get("mse").check((32, 1), (None, 3))
    with pytest.raises(ShapeError, match="손실이 항상 0이 돼요"):
        losses.get("categorical_crossentropy").check((32, 1), (None, 1))
