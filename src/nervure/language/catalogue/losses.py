"""What can be wrong with a loss: its name, its arguments, and targets that do not fit the outputs."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "losses.flatten_or_pool": Message(
        en="Flatten() or GlobalAveragePooling2D()", ko="Flatten()이나 GlobalAveragePooling2D()"
    ),
    "losses.rows": Message(
        en="{where}: {count} of {total} target rows do not sum to 1 (the first is sample {sample}, counted from 0, with sum {sum}). One-hot rows sum to 1; check how the targets are encoded.",
        ko="{where}: 타깃 {total}행 중 {count}행은 합이 1이 아니에요 (처음 나온 곳: {sample}번 샘플(0부터 셈), 합 {sum}). "
        "원-핫 행은 합이 1이니, 타깃을 어떻게 인코딩했는지 확인하세요.",
    ),
}

_SHAPES: dict[str, ErrorMessage] = {
    "losses.shapes": ErrorMessage(
        en=Lines(
            "the targets and the output have different shapes.",
            "targets {expected}",
            "targets {targets}, output {output}",
            "Pass targets with the shape {expected}, or change the last layer so that its output has the shape of the targets.",
        ),
        ko=Lines(
            "타깃과 출력의 모양이 달라요.",
            "타깃 {expected}",
            "타깃 {targets}, 출력 {output}",
            "타깃의 모양을 {expected}에 맞추거나, 출력이 타깃과 같은 모양이 되도록 마지막 층을 바꾸세요.",
        ),
    ),
    "losses.class_numbers": ErrorMessage(
        en=Lines(
            "the targets are one number per sample, but this loss expects one-hot rows.",
            "targets {expected}",
            "targets {targets}",
            "For class numbers, use loss='sparse_categorical_crossentropy', or one-hot encode the targets.",
        ),
        ko=Lines(
            "타깃은 샘플마다 숫자 하나인데, 이 손실 함수는 원-핫 행을 비교해요.",
            "타깃 {expected}",
            "타깃 {targets}",
            "클래스 번호에는 loss='sparse_categorical_crossentropy'를 쓰거나, 타깃을 원-핫으로 인코딩하세요.",
        ),
    ),
    "losses.one_hot": ErrorMessage(
        en=Lines(
            "the targets are rows, but this loss expects one class number per sample.",
            "targets {expected}",
            "targets {targets}",
            "For one-hot rows, use loss='categorical_crossentropy', or pass class numbers: y.argmax(-1).",
        ),
        ko=Lines(
            "타깃은 행인데, 이 손실 함수는 샘플마다 클래스 번호 하나를 읽어요.",
            "타깃 {expected}",
            "타깃 {targets}",
            "원-핫 행에는 loss='categorical_crossentropy'를 쓰거나, 클래스 번호 y.argmax(-1)을 넘기세요.",
        ),
    ),
    "losses.flatten": ErrorMessage(
        en=Lines(
            "the output has axes that the targets do not have.",
            "output {expected}",
            "output {output}, targets {targets}",
            "Add {layers} before the last Dense layer.",
        ),
        ko=Lines(
            "출력에 타깃에는 없는 축이 남아 있어요.",
            "출력 {expected}",
            "출력 {output}, 타깃 {targets}",
            "마지막 Dense 층 앞에 {layers:을/를} 넣으세요.",
        ),
    ),
    "losses.one_output": ErrorMessage(
        en=Lines(
            "a single output cannot choose between classes: this loss would always be 0.",
            "one output per class, at least two",
            "output {output}",
            "Use Dense(1, activation='sigmoid') with loss='binary_crossentropy', or give the last layer one unit per class.",
        ),
        ko=Lines(
            "출력이 하나뿐이면 클래스를 고를 수 없어서, 손실이 항상 0이 돼요.",
            "클래스마다 출력 하나, 적어도 둘",
            "출력 {output}",
            "Dense(1, activation='sigmoid')와 loss='binary_crossentropy'를 쓰거나, 마지막 층의 units를 클래스 수에 맞추세요.",
        ),
    ),
    "losses.sample_weight": ErrorMessage(
        en=Lines(
            "the sample weights do not match the values that they weight.",
            "weights {expected}, or one per sample",
            "weights {got}",
            "Pass one weight per sample, or one for each value of the loss.",
        ),
        ko=Lines(
            "샘플 가중치의 모양이 가중할 값과 맞지 않아요.",
            "가중치 {expected} 또는 샘플마다 하나",
            "가중치 {got}",
            "샘플마다 가중치 하나, 또는 손실 값마다 가중치 하나를 넘기세요.",
        ),
    ),
    "losses.mask": ErrorMessage(
        en=Lines(
            "the output comes from a masked sequence, but the loss does not have one value per time step.",
            "values {expected}, like the mask",
            "values {got}",
            "Keep the time axis in the last layer, or end the sequence before it: LSTM(16, return_sequences=False) or GlobalAveragePooling1D().",
        ),
        ko=Lines(
            "마스크가 있는 시퀀스에서 나온 출력인데, 손실 값이 시점마다 하나씩 있지 않아요.",
            "마스크와 같은 모양의 값 {expected}",
            "값 {got}",
            "마지막 층이 시간 축을 유지하게 하거나, 그 앞에서 시퀀스를 끝내세요: LSTM(16, return_sequences=False) 또는 GlobalAveragePooling1D().",
        ),
    ),
    "losses.one_number": ErrorMessage(
        en=Lines(
            "this loss is one number for the whole batch, so sample weights have nothing to apply to.",
            "one value per sample",
            "one number, weights {got}",
            "Return one value per sample (without the mean over the batch), and give the outputs a batch axis.",
        ),
        ko=Lines(
            "손실이 배치 전체에 숫자 하나라서, 샘플 가중치를 곱할 값이 없어요.",
            "샘플마다 값 하나",
            "숫자 하나, 가중치 {got}",
            "배치에 대한 평균을 빼고 샘플마다 값 하나를 돌려주고, 출력에 배치 축을 두세요.",
        ),
    ),
}

_VALUES: dict[str, ErrorMessage] = {
    "losses.label_not_whole": ErrorMessage(
        en=Lines(
            "label {value} is not a class number.",
            "whole numbers",
            "{value} in sample {sample} (counted from 0)",
            "Use class numbers 0, 1, 2, ...; for regression, use loss='mean_squared_error'.",
        ),
        ko=Lines(
            "라벨 {value:은/는} 클래스 번호가 아니에요.",
            "정수",
            "{sample}번 샘플(0부터 셈)의 {value}",
            "0, 1, 2, ... 같은 클래스 번호를 넘기세요. 숫자 자체를 예측하려면 loss='mean_squared_error'를 쓰세요.",
        ),
    ),
    "losses.label_negative": ErrorMessage(
        en=Lines(
            "label {value} is below 0.",
            "whole numbers from 0 to {last}",
            "{value} in sample {sample} (counted from 0)",
            "Number the classes from 0; to ignore these samples, use SparseCategoricalCrossentropy(ignore_class={value}).",
        ),
        ko=Lines(
            "라벨 {value:은/는} 0보다 작아요.",
            "0부터 {last}까지의 정수",
            "{sample}번 샘플(0부터 셈)의 {value}",
            "클래스 번호를 0부터 매기세요. 무시할 샘플이라면 SparseCategoricalCrossentropy(ignore_class={value})를 쓰세요.",
        ),
    ),
    "losses.label_too_large": ErrorMessage(
        en=Lines(
            "label {value} is not a class of an output with {classes} units.",
            "whole numbers from 0 to {last}",
            "{value} in sample {sample} (counted from 0)",
            "Number the classes from 0, or give the last layer {units} units.",
        ),
        ko=Lines(
            "라벨 {value:은/는} 유닛이 {classes}개인 출력에 없는 클래스예요.",
            "0부터 {last}까지의 정수",
            "{sample}번 샘플(0부터 셈)의 {value}",
            "클래스 번호를 0부터 매기거나, 마지막 층의 유닛을 {units}개로 늘리세요.",
        ),
    ),
    "losses.binary_range": ErrorMessage(
        en=Lines(
            "target {value} is not between 0 and 1.",
            "numbers from 0 to 1",
            "{value} in sample {sample} (counted from 0)",
            "Encode the targets as 0 and 1 (from -1 and 1: (y + 1) / 2); for regression, use loss='mean_squared_error', for classes loss='sparse_categorical_crossentropy'.",
        ),
        ko=Lines(
            "타깃 {value:은/는} 예(1)도 아니오(0)도 아니에요.",
            "0부터 1까지의 수",
            "{sample}번 샘플(0부터 셈)의 {value}",
            "타깃을 0과 1로 인코딩하세요 (-1과 1이라면 (y + 1) / 2). 다른 수에는 loss='mean_squared_error', "
            "여러 클래스에는 loss='sparse_categorical_crossentropy'를 쓰세요.",
        ),
    ),
}

_ARGUMENTS: dict[str, ErrorMessage] = {
    "losses.identifier": ErrorMessage(
        en=Lines(
            "this is not a loss.",
            "a name, a loss, a function of torch tensors (y_true, y_pred), or a configuration",
            "{got}",
            "Write loss='mean_squared_error', for example.",
        ),
        ko=Lines(
            "손실 함수가 아니에요.",
            "이름, 손실 객체, torch 텐서의 함수 (y_true, y_pred), 또는 설정",
            "{got}",
            "예를 들어 loss='mean_squared_error'라고 쓰세요.",
        ),
    ),
    "losses.needs_shapes": ErrorMessage(
        en=Lines(
            "the kind of cross-entropy depends on the shapes of targets and output, which are not known here.",
            "both shapes, or the name of one loss",
            "no shapes",
            "Write 'binary_crossentropy', 'categorical_crossentropy' or 'sparse_categorical_crossentropy'.",
        ),
        ko=Lines(
            "어느 크로스 엔트로피인지는 타깃과 출력의 모양에 달려 있는데, 여기서는 모양을 몰라요.",
            "두 모양, 또는 손실 함수 하나의 이름",
            "모양 없음",
            "'binary_crossentropy', 'categorical_crossentropy', 'sparse_categorical_crossentropy' 가운데 하나를 쓰세요.",
        ),
    ),
    "losses.no_op": ErrorMessage(
        en=Lines(
            "the class {name} has no forward and backward functions.",
            "a class attribute op = LossOp(name, forward, backward)",
            "no op",
            "Set op, or pass a plain function of torch tensors (y_true, y_pred) as the loss.",
        ),
        ko=Lines(
            "{name} 클래스에 forward와 backward 함수 쌍이 없어요.",
            "클래스 속성 op = LossOp(name, forward, backward)",
            "op 없음",
            "op를 정하거나, torch 텐서의 함수 (y_true, y_pred)를 그대로 loss로 넘기세요.",
        ),
    ),
    "losses.function_returns": ErrorMessage(
        en=Lines(
            "the function did not return a torch tensor.",
            "a tensor: one value per sample, or a single number",
            "{got}",
            "Compute with torch operations on y_pred, and return the result without float(), item() or numpy().",
        ),
        ko=Lines(
            "함수가 torch 텐서를 돌려주지 않았어요.",
            "텐서: 샘플마다 값 하나, 또는 숫자 하나",
            "{got}",
            "torch와 y_pred만으로 계산하고, float()나 item(), numpy() 없이 결과를 그대로 돌려주세요.",
        ),
    ),
    "losses.function_shape": ErrorMessage(
        en=Lines(
            "the function returned neither one value per sample nor a single number.",
            "{expected} or ()",
            "{got}",
            "Take the mean or the sum over the last axes, not over the batch axis: .mean(-1), for example.",
        ),
        ko=Lines(
            "함수가 샘플마다 값 하나도, 숫자 하나도 돌려주지 않았어요.",
            "{expected} 또는 ()",
            "{got}",
            "배치 축이 아니라 마지막 축들에 대해 평균이나 합을 구하세요. 예를 들면 .mean(-1)이에요.",
        ),
    ),
    "losses.not_differentiable": ErrorMessage(
        en=Lines(
            "torch cannot differentiate the result with respect to y_pred.",
            "differentiable torch operations on y_pred",
            "a result that does not depend on y_pred, or not differentiably",
            "Avoid numpy(), item(), detach(), argmax() and comparisons between y_pred and the result.",
        ),
        ko=Lines(
            "결과에서 y_pred로 거슬러 갈 길을 torch가 찾지 못했어요.",
            "y_pred에 대한, 미분할 수 있는 torch 연산",
            "y_pred에 달려 있지 않거나 미분할 수 없는 결과",
            "y_pred에서 결과까지 가는 길에서 numpy(), item(), detach(), argmax()와 비교 연산을 빼세요.",
        ),
    ),
    "losses.function_by_name": ErrorMessage(
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
}

ERRORS: dict[str, ErrorMessage] = {**_SHAPES, **_VALUES, **_ARGUMENTS}
