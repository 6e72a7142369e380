"""What preflight says of data: inputs, targets, weights, validation samples, and how a run reads them."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "preflight.large_inputs": Message(
        en="Column {column} of x reaches {most} (half of the columns stay below {usual}), and nothing rescales it: values this large dominate the others and make training unstable. Standardize first: x = (x - x.mean(0)) / x.std(0).",
        ko="x의 {column}번 열은 {most}까지 있는데(열의 절반은 {usual} 아래) 아무도 크기를 조정하지 않아요. 값이 이렇게 크면 다른 열이 "
        "묻히고 가중치가 튀어요. 먼저 표준화하세요: x = (x - x.mean(0)) / x.std(0).",
    ),
    "preflight.large_numbers": Message(
        en="Column {column} of x holds whole numbers up to {most} (half of the columns stay below {usual}) that are used as they are. Standardize measurements, x = (x - x.mean(0)) / x.std(0); pass word and category indices through Embedding first.",
        ko="x의 {column}번 열에 {most}까지의 정수가 있는데(열의 절반은 {usual} 아래) 그대로 곱해져요. 잰 값이면 "
        "x = (x - x.mean(0)) / x.std(0)로 표준화하고, 단어나 범주 번호면 먼저 Embedding을 쓰세요.",
    ),
    "preflight.rescaled_twice": Message(
        en="x is at most {most} already, and '{layer}' scales it down again. Remove '{layer}', or the division of x.",
        ko="x의 값은 이미 {most} 이하인데 '{layer}' 층이 다시 작게 만들어요. '{layer}' 층이나 x를 나누는 코드 중 하나를 빼세요.",
    ),
    "preflight.channels_first": Message(
        en="The images have the shape {shape}, which looks like (channels, height, width); layers expect {wanted}. Transpose them: x = x.transpose(0, 2, 3, 1).",
        ko="이미지의 모양 {shape:이/가} (채널, 높이, 너비)로 보이는데 층은 {wanted:으로/로} 읽어요. x = x.transpose(0, 2, 3, 1)로 축을 바꾸세요.",
    ),
    "preflight.same_inputs": Message(
        en="All {count} samples of x are the same, so the inputs cannot predict the targets. Check how x was loaded.",
        ko="x의 샘플 {count}개가 모두 똑같아서 입력으로는 타깃을 구별할 수 없어요. x를 어떻게 읽었는지 확인하세요.",
    ),
    "preflight.one_class": Message(
        en="{loss}: all {count} targets are {label}, so the network learns to answer {label} for every input. Check how y was loaded or selected.",
        ko="{loss}: 타깃 {count}개가 모두 {label:이라/라}서 신경망은 무엇을 보든 {label:이라/라}고 답하도록 배워요. y를 어떻게 읽거나 골랐는지 "
        "확인하세요.",
    ),
    "preflight.classes_unused": Message(
        en="The output has {units} units, but no label is {classes}. Number the classes from 0 and give the last layer "
        "{used} units, unless those classes come later.",
        ko="출력 유닛은 {units}개인데 라벨 {classes:이/가} 하나도 없어요. 나중에 나올 클래스가 아니라면 클래스 번호를 0부터 매기고 마지막 "
        "층의 유닛을 {used}개로 하세요.",
    ),
    "preflight.out_of_reach": Message(
        en="{loss}: the targets range from {targets}, but '{layer}' ends in {activation}, whose values are in {values}. Remove the activation of '{layer}', or scale the targets to that range.",
        ko="{loss}: 타깃은 {targets}인데 '{layer}' 층이 {activation:으로/로} 끝나서 값이 {values} 안에만 있어요. '{layer}' 층의 "
        "활성화 함수를 빼거나 타깃을 그 범위로 조정하세요.",
    ),
    "preflight.large_targets": Message(
        en="{loss}: the targets reach {most}, and the output of '{layer}' can grow to that only slowly. Standardize them, y = (y - y.mean()) / y.std(), and reverse that on the predictions.",
        ko="{loss}: 타깃이 {most}까지 있어서 '{layer}' 층의 값이 거기까지 조금씩 커져야 해요. y = (y - y.mean()) / y.std()로 "
        "표준화하고, predict가 준 값은 되돌리세요.",
    ),
    "preflight.overlap": Message(
        en="{count} of {total} compared validation samples are training samples too, so validation says little about new data. Split first: nervure.data.split(x, y).",
        ko="비교한 검증 샘플 {total}개 중 {count}개가 훈련 샘플이기도 해서 검증 결과가 새 데이터에 대해 알려 주는 것이 적어요. 먼저 "
        "nervure.data.split(x, y)로 나누세요.",
    ),
    "preflight.other_scale": Message(
        en="{where}: x reaches {now}, but in training it reached {before}. Prepare both in the same way, for example by dividing by 255 or standardizing.",
        ko="{where}: x가 {now}까지 있는데 훈련 때는 {before}까지 있었어요. 255로 나누기나 표준화 같은 준비를 양쪽에 똑같이 하세요.",
    ),
    "preflight.weights_negative": Message(
        en="No weight in {name} is above 0 (the smallest is {least}), so training increases the loss. Use weights above 0.",
        ko="{name}에 0보다 큰 가중치가 없어요(가장 작은 값 {least}). 그러면 훈련할수록 손실이 커져요. 0보다 큰 가중치를 주세요.",
    ),
    "preflight.class_weight_partial": Message(
        en="class_weight leaves out {classes}, so these classes have weight 1. Add them if that is not intended.",
        ko="class_weight에 {classes} 클래스가 빠져서 가중치가 1이 돼요. 그런 뜻이 아니면 그 클래스도 적어 주세요.",
    ),
    "preflight.no_epochs": Message(
        en="fit: nothing is trained: epochs={epochs} is the number of the last epoch, and initial_epoch={initial} are already done. Use a larger value for epochs.",
        ko="fit: epochs={epochs:은/는} 마지막 에포크의 번호인데 initial_epoch={initial:이라/라}서 훈련할 에포크가 없어요. epochs를 더 크게 "
        "쓰세요.",
    ),
    "preflight.steps_beyond": Message(
        en="fit: steps_per_epoch={steps}, but the data has {batches} batches: each epoch reads it {times} times. Leave steps_per_epoch out to read it once per epoch.",
        ko="fit: steps_per_epoch={steps}인데 데이터는 {batches}배치라서 한 에포크에 데이터를 {times}번 읽어요. 에포크마다 한 번만 "
        "읽으려면 steps_per_epoch을 빼세요.",
    ),
    "preflight.sorted_order": Message(
        en="fit: the samples are sorted by class and shuffle=False, so each batch holds a single class and the network forgets the others. Leave shuffle out.",
        ko="fit: 샘플이 클래스 순서로 정렬되어 있고 shuffle=False라서 한 배치에 한 클래스만 있고 신경망이 다른 클래스를 잊어요. "
        "shuffle을 빼세요.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "preflight.weights_zero": ErrorMessage(
        en=Lines(
            "all weights are 0, so the network learns nothing from any sample.",
            "numbers above 0 for the samples that count",
            "only 0 in {name}",
            "Leave {name} out, or use 1 for the samples that should count.",
        ),
        ko=Lines(
            "가중치가 모두 0이라서 어떤 샘플에서도 배우지 못해요.",
            "쓸 샘플에는 0보다 큰 수",
            "{name}에 0만 있음",
            "{name:을/를} 빼거나, 쓸 샘플에 1을 주세요.",
        ),
    ),
    "preflight.class_weight_of_numbers": ErrorMessage(
        en=Lines(
            "the targets are continuous values, not classes, so class_weight does not apply.",
            "whole numbers: 0, 1, 2, ...",
            "{value} among the targets",
            "Use sample_weight, one number per sample, instead of class_weight.",
        ),
        ko=Lines(
            "타깃이 클래스가 아니라 숫자라서 가중치를 줄 클래스가 없어요.",
            "정수 0, 1, 2, ...",
            "타깃에 {value} 있음",
            "class_weight 대신 샘플마다 숫자 하나인 sample_weight를 주세요.",
        ),
    ),
}
