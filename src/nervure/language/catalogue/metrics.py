"""What can be wrong with a metric: its name, its arguments, and targets that do not fit the outputs."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "metrics.r2_regressors": Message(
        en="metric '{name}': num_regressors={num_regressors} is too large for {samples} values; the score is not adjusted.",
        ko="측정 지표 '{name}': 수 {samples}개에 비해 num_regressors={num_regressors:이/가} 너무 많아서, 점수를 보정하지 않아요.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "metrics.shapes": ErrorMessage(
        en=Lines(
            "this metric cannot compare these shapes.",
            "targets {expected}",
            "targets {targets}, output {output}",
            "Pass targets with the shape {expected}, or choose a metric for these targets; 'accuracy' chooses the right kind.",
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
            "the sample weights do not match the values that they weight.",
            "weights {expected}, or one per sample",
            "weights {got}",
            "Pass one weight per sample, or one for each value.",
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
            "this is not a metric.",
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
            "the kind of metric depends on the shapes of targets and output, which are not known here.",
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
            "the function '{name}' is code, and a file stores only its name.",
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
            "the output has more classes than num_classes.",
            "num_classes of at least {classes}",
            "num_classes={got}, output {output}",
            "Write ConfusionMatrix() to infer it from the output, or num_classes={classes}.",
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
            "{value} is not one of the classes.",
            "whole numbers from 0 to {last}",
            "{value} in sample {sample} of the batch (counted from 0)",
            "Number the classes from 0, or set num_classes to the number of classes: ConfusionMatrix(num_classes=10), for example.",
        ),
        ko=Lines(
            "{value:은/는} 없는 클래스예요.",
            "0부터 {last}까지의 정수",
            "배치의 {sample}번 샘플(0부터 셈)에서 {value}",
            "클래스를 0부터 세거나, 클래스 수를 num_classes로 주세요. 예: ConfusionMatrix(num_classes=10)",
        ),
    ),
    "metrics.class_id": ErrorMessage(
        en=Lines(
            "the output has no column class_id={got}.",
            "an output (N, C) with C above {got}",
            "output {output}",
            "Count the columns from 0, or leave class_id out to count all of them.",
        ),
        ko=Lines(
            "출력에 class_id={got:이라/라} 부를 열이 없어요.",
            "C가 {got}보다 큰 출력 (N, C)",
            "출력 {output}",
            "열은 0부터 세세요. 모든 열을 세려면 class_id를 빼세요.",
        ),
    ),
    "metrics.negative_targets": ErrorMessage(
        en=Lines(
            "targets below 0 ({count}) would count as positive in this metric.",
            "targets 0 and 1",
            "negative targets: {count}",
            "Encode the targets as 0 and 1 (from -1 and 1: (y + 1) / 2).",
        ),
        ko=Lines(
            "타깃 {count}개가 0보다 작은데, 이 측정 지표는 그것을 예(1)로 세요.",
            "타깃 0과 1",
            "음수인 타깃 {count}개",
            "타깃을 0과 1로 인코딩하세요 (-1과 1이라면 (y + 1) / 2).",
        ),
    ),
    "metrics.num_labels": ErrorMessage(
        en=Lines(
            "num_labels is the number of columns evaluated separately, but multi_label is not set.",
            "multi_label=True with num_labels",
            "num_labels={got}, multi_label=False",
            "Write AUC(multi_label=True, num_labels={got}), or leave num_labels out.",
        ),
        ko=Lines(
            "num_labels는 따로 볼 열의 수인데, multi_label을 켜지 않았어요.",
            "num_labels와 함께 multi_label=True",
            "num_labels={got}, multi_label=False",
            "AUC(multi_label=True, num_labels={got})라고 쓰거나, num_labels를 빼세요.",
        ),
    ),
    "metrics.columns": ErrorMessage(
        en=Lines(
            "with multi_label=True, every sample must have a row with the same number of columns.",
            "output (N, {columns})",
            "output {got}",
            "Pass targets and outputs (N, {columns}), or leave multi_label out to evaluate all outputs together.",
        ),
        ko=Lines(
            "multi_label=True이면 샘플마다 열의 수가 같은 한 행이어야 해요.",
            "출력 (N, {columns})",
            "출력 {got}",
            "타깃과 출력의 모양을 (N, {columns})에 맞추거나, 모든 출력을 함께 세려면 multi_label을 빼세요.",
        ),
    ),
    "metrics.label_weights": ErrorMessage(
        en=Lines(
            "the number of label weights is not the number of columns.",
            "one weight for each column of the output",
            "weights: {got}, output {output}",
            "Set label_weights to one number per column.",
        ),
        ko=Lines(
            "label_weights가 열마다 하나씩이 아니에요.",
            "출력의 열마다 가중치 하나",
            "가중치 {got}개, 출력 {output}",
            "label_weights에 열마다 수 하나씩 넘기세요.",
        ),
    ),
    "metrics.two_axes": ErrorMessage(
        en=Lines(
            "this metric expects one row of numbers per sample.",
            "targets and output (N, C)",
            "output {got}",
            "Flatten the outputs and the targets to (N, C); one-hot encode class numbers.",
        ),
        ko=Lines(
            "이 측정 지표는 샘플마다 숫자 한 행을 읽어요.",
            "타깃과 출력 (N, C)",
            "출력 {got}",
            "출력과 타깃을 (N, C)로 펴세요. 타깃이 클래스 번호라면 원-핫으로 인코딩하세요.",
        ),
    ),
    "metrics.target_class_ids": ErrorMessage(
        en=Lines(
            "target_class_ids contains a number that is not a class.",
            "whole numbers from 0 to {last}",
            "{got}",
            "Number the classes from 0, or use a larger num_classes.",
        ),
        ko=Lines(
            "target_class_ids에 없는 클래스가 있어요.",
            "0부터 {last}까지의 정수",
            "{got}",
            "클래스 번호를 0부터 매기거나, num_classes를 늘리세요.",
        ),
    ),
    "metrics.needs_arguments": ErrorMessage(
        en=Lines(
            "this metric cannot be created from its name alone.",
            "{kind}({arguments})",
            "{got}",
            "Write metrics=[{kind}({arguments})].",
        ),
        ko=Lines(
            "이 측정 지표는 이름만으로는 만들 수 없어요.",
            "{kind}({arguments})",
            "{got}",
            "metrics=[{kind}({arguments})]라고 쓰세요.",
        ),
    ),
}
