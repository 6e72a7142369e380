"""What preflight says: mistakes found before the first step."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "preflight.activation_twice": Message(
        en="loss '{loss}' has from_logits=True, but '{layer}' ends in {activation}: its probabilities are treated as logits. Remove one of the two.",
        ko="'{loss}' 손실은 from_logits=True인데 '{layer}' 층이 {activation:으로/로} 끝나서 확률을 로짓으로 읽어요. 둘 중 하나를 "
        "빼세요.",
    ),
    "preflight.binary_of_softmax": Message(
        en="'{layer}' is a softmax used with {loss}: this trains, but softmax is usually paired with categorical_crossentropy (one-hot labels) or sparse_categorical_crossentropy (class numbers).",
        ko="'{layer}' 층은 softmax인데 {loss:을/를} 썼어요. 훈련은 되지만 보통은 "
        "categorical_crossentropy(원-핫 라벨)나 sparse_categorical_crossentropy(클래스 번호)를 함께 써요.",
    ),
    "preflight.linear_neighbors": Message(
        en="'{first}' and '{second}' have no activation between them: two linear layers in a row are equivalent to one. Give '{first}' an activation, 'relu' for example.",
        ko="'{first}' 층과 '{second}' 층 사이에 활성화 함수가 없어요. 선형 층 둘은 하나와 같아서 깊게 쌓는 의미가 없어요. "
        "'{first}' 층에 'relu' 같은 활성화 함수를 주세요.",
    ),
    "preflight.not_rescaled": Message(
        en="The images hold values up to 255, and nothing rescales them. Put Rescaling(1/255) first in the model, or divide x by 255.",
        ko="이미지의 값이 255까지 있는데 아무도 크기를 조정하지 않아요. 모델의 맨 앞에 Rescaling(1/255)을 두거나 x를 255로 나누세요.",
    ),
    "preflight.training_lacks_classes": Message(
        en="The validation data has classes without a training sample ({classes}), which the network cannot learn. Sorted labels cause this: pass stratify=True with validation_split, or shuffle x and y together first.",
        ko="검증 데이터에 있는 클래스({classes})의 훈련 샘플이 하나도 없어서 배울 수 없어요. 라벨이 정렬되어 있으면 그렇게 돼요. "
        "validation_split과 함께 stratify=True를 쓰거나 먼저 x와 y를 함께 섞으세요.",
    ),
    "preflight.validation_lacks_classes": Message(
        en="The validation data has no sample of {classes}, so its accuracy says nothing about them. Sorted labels cause this: pass stratify=True with validation_split, or shuffle x and y together first.",
        ko="검증 데이터에 클래스 {classes}의 샘플이 없어서 검증 정확도가 그 클래스에 대해 아무것도 알려 주지 않아요. 라벨이 정렬되어 "
        "있으면 그렇게 돼요. validation_split과 함께 stratify=True를 쓰거나 먼저 x와 y를 함께 섞으세요.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "preflight.softmax_of_one": ErrorMessage(
        en=Lines(
            "'{layer}' is a softmax over one unit, which is always 1.",
            "Dense(1, activation='sigmoid') with binary_crossentropy, or one unit per class with softmax",
            "one unit with softmax",
            "Change the activation of '{layer}' to 'sigmoid', or give it one unit per class.",
        ),
        ko=Lines(
            "'{layer}' 층은 유닛 하나의 softmax라서 값이 언제나 1이에요.",
            "binary_crossentropy에는 Dense(1, activation='sigmoid'), softmax에는 클래스마다 유닛 하나",
            "유닛 하나의 softmax",
            "'{layer}' 층의 활성화 함수를 'sigmoid'로 바꾸거나 클래스마다 유닛을 하나씩 주세요.",
        ),
    ),
    "preflight.logits": ErrorMessage(
        en=Lines(
            "this loss expects probabilities, but '{layer}' outputs logits: it has no activation.",
            "{wanted} in '{layer}', or from_logits=True in the loss",
            "a linear output",
            "Add activation='{wanted}' to '{layer}', or use the loss with from_logits=True.",
        ),
        ko=Lines(
            "이 손실은 확률을 읽는데 '{layer}' 층에는 활성화 함수가 없어 로짓이 나와요.",
            "'{layer}' 층의 {wanted}, 또는 손실의 from_logits=True",
            "선형 출력",
            "'{layer}' 층에 activation={wanted!r:을/를} 추가하거나 손실에 from_logits=True를 쓰세요.",
        ),
    ),
    "preflight.no_probability": ErrorMessage(
        en=Lines(
            "this loss expects probabilities, but '{layer}' ends in {activation}, whose values are not probabilities.",
            "{wanted} as the last activation",
            "{activation}",
            "Change the activation of '{layer}' to '{wanted}'.",
        ),
        ko=Lines(
            "이 손실은 확률을 읽는데 '{layer}' 층은 {activation:으로/로} 끝나서 그 값이 확률이 아니에요.",
            "마지막 활성화 함수로 {wanted}",
            "{activation}",
            "'{layer}' 층의 활성화 함수를 {wanted!r:으로/로} 바꾸세요.",
        ),
    ),
    "preflight.not_finite": ErrorMessage(
        en=Lines(
            "{name} holds {value} in sample {sample}, column {column}.",
            "finite numbers",
            "{value} at {place}",
            "Clean the data before training: drop the sample, or write np.nan_to_num({name}).",
        ),
        ko=Lines(
            "{name}의 {sample}번 샘플 {column}번 열에 {value} 값이 있어요.",
            "유한한 수",
            "{place}의 {value}",
            "훈련 전에 데이터를 정리하세요. 그 샘플을 빼거나 np.nan_to_num({name})을 쓰세요.",
        ),
    ),
}
