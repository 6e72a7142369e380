"""What can be wrong with a metric: its name, its arguments, and targets that do not fit the outputs."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "metrics.accuracy_of_logits": Message(
        en="metric '{name}': the outputs are logits (from_logits=True), but accuracy takes 0.5 as the border, as Keras "
        "does. For the border of logits use BinaryAccuracy(threshold=0).",
        ko="측정 지표 '{name}': 출력은 로짓인데(from_logits=True), 정확도는 Keras처럼 0.5를 경계로 삼아요. "
        "로짓의 경계를 쓰려면 BinaryAccuracy(threshold=0)을 쓰세요.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "metrics.shapes": ErrorMessage(
        en=Lines(
            "this metric cannot compare these shapes.",
            "targets {expected}",
            "targets {targets}, output {output}",
            "Give targets of the shape {expected}, or choose the metric for these targets; 'accuracy' chooses by itself.",
        ),
        ko=Lines(
            "이 측정 지표로는 두 모양을 비교할 수 없어요.",
            "타깃 {expected}",
            "타깃 {targets}, 출력 {output}",
            "타깃의 모양을 {expected}에 맞추거나, 이 타깃에 맞는 측정 지표를 고르세요. 'accuracy'는 스스로 골라요.",
        ),
    ),
    "metrics.sample_weight": ErrorMessage(
        en=Lines(
            "the sample weights do not fit the values they weigh.",
            "weights {expected}, or one a sample",
            "weights {got}",
            "Give one weight a sample, or one for each value.",
        ),
        ko=Lines(
            "샘플 가중치의 모양이 가중할 값과 맞지 않아요.",
            "가중치 {expected} 또는 샘플마다 하나",
            "가중치 {got}",
            "샘플마다 가중치 하나, 또는 값마다 가중치 하나를 넘기세요.",
        ),
    ),
    "metrics.identifier": ErrorMessage(
        en=Lines(
            "this is no metric.",
            "a name, a metric, a function of torch tensors (y_true, y_pred), or a configuration",
            "{got}",
            "Write metrics=['accuracy'], for example.",
        ),
        ko=Lines(
            "측정 지표가 아니에요.",
            "이름, 측정 지표 객체, torch 텐서의 함수 (y_true, y_pred), 또는 설정",
            "{got}",
            "예를 들어 metrics=['accuracy']라고 쓰세요.",
        ),
    ),
    "metrics.needs_shapes": ErrorMessage(
        en=Lines(
            "which metric is meant depends on the shapes of targets and output, and they are not known here.",
            "both shapes, or the name of one metric",
            "no shapes",
            "Write 'binary_accuracy', 'categorical_accuracy' or 'sparse_categorical_accuracy' (or a cross-entropy).",
        ),
        ko=Lines(
            "어느 측정 지표인지는 타깃과 출력의 모양에 달려 있는데, 여기서는 모양을 몰라요.",
            "두 모양, 또는 측정 지표 하나의 이름",
            "모양 없음",
            "'binary_accuracy', 'categorical_accuracy', 'sparse_categorical_accuracy'(또는 크로스 엔트로피) 가운데 하나를 쓰세요.",
        ),
    ),
    "metrics.function_by_name": ErrorMessage(
        en=Lines(
            "the function '{name}' is code, and a file holds only its name.",
            "the function {name} itself",
            "the name '{name}'",
            "Pass custom_objects={{'{name}': {name}}} when loading.",
        ),
        ko=Lines(
            "함수 '{name}'의 코드는 파일에 없고, 이름만 들어 있어요.",
            "함수 {name} 자체",
            "이름 '{name}'",
            "불러올 때 custom_objects={{'{name}': {name}}} 인자를 넘기세요.",
        ),
    ),
    "metrics.num_classes": ErrorMessage(
        en=Lines(
            "the output tells more classes apart than num_classes.",
            "num_classes={classes} or more",
            "num_classes={got}, output {output}",
            "Write ConfusionMatrix() and let the output decide, or give num_classes={classes}.",
        ),
        ko=Lines(
            "출력이 구분하는 클래스가 num_classes보다 많아요.",
            "num_classes={classes} 이상",
            "num_classes={got}, 출력 {output}",
            "ConfusionMatrix()라고 써서 출력에 맡기거나, num_classes={classes:으로/로} 정하세요.",
        ),
    ),
    "metrics.class": ErrorMessage(
        en=Lines(
            "{value} is none of the classes.",
            "whole numbers from 0 to {last}",
            "{value} in sample {sample} of the batch (counted from 0)",
            "Number the classes from 0, or give ConfusionMatrix(num_classes=...) the number there are.",
        ),
        ko=Lines(
            "{value:은/는} 없는 클래스예요.",
            "0부터 {last}까지의 정수",
            "배치의 {sample}번 샘플(0부터 셈)에서 {value}",
            "클래스 번호를 0부터 매기거나, ConfusionMatrix(num_classes=...)에 클래스 수를 넘기세요.",
        ),
    ),
}
