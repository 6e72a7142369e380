"""What single losses refuse or advise against: targets and arguments outside the range that can be meant."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "losses.zero_beside_minus_one": Message(
        en="{where}: {count} of {total} targets are {value}, although others are -1 (the first is sample {sample}, counted from 0). For these, the loss is always 1 and nothing is learned; encode the two classes as -1 and 1.",
        ko="{where}: 타깃 {total}개 중 {count}개가 -1과 섞인 {value:이에요/예요} (처음 나온 곳: {sample}번 샘플(0부터 셈)). "
        "여기서는 출력과 상관없이 손실이 1이라 아무것도 배우지 못하니, 두 클래스를 -1과 1로 인코딩하세요.",
    ),
    "losses.zero_targets": Message(
        en="{where}: {count} of {total} targets are {value} (the first is sample {sample}, counted from 0). Their error is divided by 1e-7 and dominates all others; leave them out, or use loss='mean_absolute_error'.",
        ko="{where}: 타깃 {total}개 중 {count}개가 {value:이에요/예요} (처음 나온 곳: {sample}번 샘플(0부터 셈)). "
        "이 오차는 1e-7로 나뉘어 다른 오차를 모두 덮어 버리니, 빼거나 loss='mean_absolute_error'를 쓰세요.",
    ),
    "losses.negative_targets": Message(
        en="{where}: {count} of {total} targets are below 0 and count as 0 (the first is {value} in sample {sample}, counted from 0). If values can be negative, use loss='mean_squared_error'.",
        ko="{where}: 타깃 {total}개 중 {count}개가 0보다 작아서 0으로 계산돼요 (처음 나온 곳: {sample}번 샘플(0부터 셈)의 "
        "{value}). 음수도 있는 수에는 loss='mean_squared_error'를 쓰세요.",
    ),
}

_TARGETS: dict[str, ErrorMessage] = {
    "losses.signs": ErrorMessage(
        en=Lines(
            "target {value} is neither -1 nor 1.",
            "only -1 and 1, or only 0 and 1",
            "{value} in sample {sample} (counted from 0)",
            "Encode the two classes as -1 and 1; for several classes, use loss='categorical_hinge' with one-hot rows, for regression loss='mean_squared_error'.",
        ),
        ko=Lines(
            "타깃 {value:은/는} -1도 1도 아니에요.",
            "-1과 1, 또는 모두 0과 1",
            "{sample}번 샘플(0부터 셈)의 {value}",
            "두 클래스를 -1과 1로 인코딩하세요. 여러 클래스에는 원-핫 행과 loss='categorical_hinge', 다른 수에는 "
            "loss='mean_squared_error'를 쓰세요.",
        ),
    ),
    "losses.negative_count": ErrorMessage(
        en=Lines(
            "target {value} is not a count: it is below 0.",
            "numbers of at least 0",
            "{value} in sample {sample} (counted from 0)",
            "Use counts (0, 1, 2, ...); if values can be negative, use loss='mean_squared_error'.",
        ),
        ko=Lines(
            "타깃 {value:은/는} 0보다 작아서 개수가 될 수 없어요.",
            "0 이상의 수",
            "{sample}번 샘플(0부터 셈)의 {value}",
            "0, 1, 2, ... 같은 개수를 넘기세요. 음수도 있는 수에는 loss='mean_squared_error'를 쓰세요.",
        ),
    ),
    "losses.rows_of_outputs": ErrorMessage(
        en=Lines(
            "this loss compares one vector per sample.",
            "output (N, D)",
            "output {output}",
            "End the network in Flatten() and Dense(64), for example (and UnitNormalization()).",
        ),
        ko=Lines(
            "이 손실 함수는 샘플마다 숫자 한 행을 비교해요.",
            "출력 (N, D)",
            "출력 {output}",
            "예를 들어 신경망 끝에 Flatten()과 Dense(64)(그리고 UnitNormalization())를 두세요.",
        ),
    ),
    "losses.batch_value": ErrorMessage(
        en=Lines(
            "with axis=None, this loss is one number for the whole batch, so sample weights have nothing to apply to.",
            "an axis other than the batch axis",
            "axis=None, weights {got}",
            "Write {name}(axis={axis}) for one value per sample, or leave out sample_weight and class_weight.",
        ),
        ko=Lines(
            "axis=None이면 손실이 배치 전체에 숫자 하나라서, 샘플 가중치를 곱할 값이 없어요.",
            "배치 축을 뺀 axis",
            "axis=None, 가중치 {got}",
            "샘플마다 값 하나를 구하려면 {name}(axis={axis})라고 쓰거나, sample_weight와 class_weight를 빼세요.",
        ),
    ),
}

_ARGUMENTS: dict[str, ErrorMessage] = {
    "losses.class_alpha": ErrorMessage(
        en=Lines(
            "the number of alpha values is not the number of classes.",
            "{classes} numbers, or one for all classes",
            "numbers: {got}",
            "Pass a list of {classes} numbers as alpha, or a single number.",
        ),
        ko=Lines(
            "alpha가 클래스마다 하나씩이 아니에요.",
            "수 {classes}개, 또는 모든 클래스에 하나",
            "수 {got}개",
            "alpha에 수 {classes}개의 목록을 넘기거나, 수 하나만 넘기세요.",
        ),
    ),
}

ERRORS: dict[str, ErrorMessage] = {**_TARGETS, **_ARGUMENTS}
