"""What cannot be found out about a model, and why."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "insight.files_changed": ErrorMessage(
        en=Lines(
            "images that could be read before cannot be read now.",
            "unchanged files",
            "{count} missing",
            "Restore the files, or create the dataset again and start over.",
        ),
        ko=Lines(
            "전에는 읽을 수 있던 이미지를 이제 읽을 수 없어요.",
            "그대로 있는 파일",
            "{count}장 줄어듦",
            "파일을 되돌려 놓거나, 데이터셋을 다시 만들어 처음부터 시작하세요.",
        ),
    ),
    "insight.inputs": ErrorMessage(
        en=Lines(
            "the model has several inputs, but images enter at only one.",
            "a model with one input",
            "{got} inputs",
            "In Python, pass only the part of the network that reads the images: Model(image_input, class_output).",
        ),
        ko=Lines(
            "모델의 입력이 여러 개인데, 이미지는 입력 하나로 들어가요.",
            "입력이 하나인 모델",
            "입력 {got}개",
            "Python에서 이미지를 읽는 부분만 살펴보세요: Model(image_input, class_output).",
        ),
    ),
    "insight.label_range": ErrorMessage(
        en=Lines(
            "a label is not a class of the model.",
            "whole numbers from 0 to {last}",
            "{got}",
            "Pass the labels that the model was trained with, or use a model with more outputs.",
        ),
        ko=Lines(
            "모델에 없는 클래스가 라벨에 있어요.",
            "0부터 {last}까지의 정수",
            "{got}",
            "모델이 학습한 라벨을 주거나, 출력이 더 많은 모델을 쓰세요.",
        ),
    ),
    "insight.labels": ErrorMessage(
        en=Lines(
            "the number of names differs from the number of classes.",
            "names: {expected}",
            "names: {got}",
            "Write one name per output, in order: labels=['cat', 'dog'], for example.",
        ),
        ko=Lines(
            "이름의 수가 클래스의 수와 달라요.",
            "이름 {expected}개",
            "이름 {got}개",
            "모델의 출력마다 이름을 하나씩, 출력 순서대로 주세요 (예: labels=['cat', 'dog']).",
        ),
    ),
    "insight.labels_are_no_classes": ErrorMessage(
        en=Lines(
            "these labels are not classes.",
            "class numbers (N,), or one-hot rows (N, classes)",
            "{got}",
            "Pass class numbers such as [0, 2, 1], or to_categorical([0, 2, 1]).",
        ),
        ko=Lines(
            "이 라벨은 클래스가 아니에요.",
            "클래스 번호 (N,) 또는 원-핫 행 (N, 클래스 수)",
            "{got}",
            "[0, 2, 1] 같은 클래스 번호나 to_categorical([0, 2, 1])을 주세요.",
        ),
    ),
    "insight.no_classes": ErrorMessage(
        en=Lines(
            "'{name}' does not output class probabilities, so its answers are neither right nor wrong.",
            "one output (N, classes) after softmax, or (N, 1) after sigmoid for two classes",
            "an output of {got}",
            "In Python, end the network with Dense(10, activation='softmax') for 10 classes, or compile it with a loss that has from_logits=True.",
        ),
        ko=Lines(
            "{name!r:은/는} 클래스의 확률을 내지 않아서 맞고 틀림을 따질 수 없어요.",
            "softmax를 거친 출력 하나 (N, 클래스 수), 두 클래스라면 sigmoid를 거친 (N, 1)",
            "{got}의 출력",
            "Python에서 신경망을 Dense(10, activation='softmax')로 끝내거나(클래스가 10개일 때), from_logits=True인 손실로 compile하세요.",
        ),
    ),
    "insight.no_convolution": ErrorMessage(
        en=Lines(
            "no layer is a convolution that outputs feature maps.",
            "a network with a convolution over images",
            "the layers {known}",
            "Choose a layer with rows and columns: layer='{example}'.",
        ),
        ko=Lines(
            "특성 맵을 내는 합성곱 층이 없어요.",
            "이미지에 대한 합성곱이 있는 신경망",
            "{known} 층",
            "행과 열이 있는 층을 고르세요: layer='{example}'.",
        ),
    ),
    "insight.no_filters": ErrorMessage(
        en=Lines(
            "'{name}' has no filters that can be shown as images.",
            "a convolution over images: {known}",
            "{name}",
            "Choose one of these layers: layer='{example}'.",
        ),
        ko=Lines(
            "{name!r:은/는} 이미지로 보여 줄 필터가 없어요.",
            "이미지에 대한 합성곱: {known}",
            "{name}",
            "이 층들 중 하나를 고르세요: layer='{example}'.",
        ),
    ),
    "insight.no_filters_at_all": ErrorMessage(
        en=Lines(
            "no layer of '{name}' has filters that can be shown as images.",
            "a convolution over images, such as Conv2D",
            "the layers {known}",
            "model.get_layer('{example}').get_weights() returns the weights of a layer as arrays.",
        ),
        ko=Lines(
            "{name!r}에는 이미지로 보여 줄 필터가 있는 층이 없어요.",
            "Conv2D처럼 이미지에 대한 합성곱",
            "{known} 층",
            "model.get_layer('{example}').get_weights()로 층의 가중치를 배열로 볼 수 있어요.",
        ),
    ),
    "insight.not_finite": ErrorMessage(
        en=Lines(
            "the outputs of the network are not numbers, so they say nothing.",
            "finite numbers",
            "NaN or infinity for {count:,} of {total:,} images",
            "Unless the images contain NaN, training diverged. Train again with a tenth of the learning rate: "
            "add --learning-rate 0.0001 to nervure train, for example.",
        ),
        ko=Lines(
            "신경망의 답이 수가 아니라서 아무것도 말할 수 없어요.",
            "유한한 수",
            "이미지 {total:,}장 가운데 {count:,}장에서 NaN 또는 무한대",
            "이미지에 NaN이 없다면 훈련이 발산한 거예요. 학습률을 10분의 1로 줄여 다시 훈련하세요. 예를 들어 "
            "nervure train에 --learning-rate 0.0001을 더하세요.",
        ),
    ),
    "insight.no_labels": ErrorMessage(
        en=Lines(
            "labels are needed to tell whether the model is right, one per image.",
            "(x, y), or a dataset with one target",
            "targets: {got}",
            "Pass one label per image: (x, y).",
        ),
        ko=Lines(
            "모델이 맞혔는지는 이미지마다 하나씩 있는 라벨로 알 수 있어요.",
            "(x, y) 또는 정답이 하나인 데이터셋",
            "정답 {got}개",
            "이미지마다 라벨을 하나씩 함께 주세요: (x, y).",
        ),
    ),
    "insight.no_map_at_all": ErrorMessage(
        en=Lines(
            "no layer of '{name}' has rows and columns.",
            "a network with feature maps, as convolutions output them",
            "vectors or sequences in all layers",
            "Call model.trace(x) to see the values of every layer.",
        ),
        ko=Lines(
            "{name!r:은/는} 행과 열이 있는 층이 없어요.",
            "합성곱처럼 특성 맵을 내는 층이 있는 신경망",
            "모든 층이 벡터나 시퀀스",
            "model.trace(x)로 모든 층의 값을 볼 수 있어요.",
        ),
    ),
    "insight.no_maps": ErrorMessage(
        en=Lines(
            "the output of '{name}' has no rows and columns.",
            "one of {known}",
            "{got}",
            "Choose a layer with feature maps (N, H, W, C): layer='{example}'.",
        ),
        ko=Lines(
            "{name!r}의 출력에는 행과 열이 없어요.",
            "{known} 중 하나",
            "{got}",
            "특성 맵 (N, H, W, C)를 내는 층을 고르세요: layer='{example}'.",
        ),
    ),
    "insight.no_model": ErrorMessage(
        en=Lines(
            "this is not a nervure model.",
            "a Sequential or a Model",
            "{got}",
            "Pass the model first, then the data; for a saved run, pass its .model.",
        ),
        ko=Lines(
            "nervure의 모델이 아니에요.",
            "Sequential 또는 Model",
            "{got}",
            "모델을 먼저, 데이터를 그다음에 주세요. 저장한 실행이라면 그 .model을 주세요.",
        ),
    ),
    "insight.no_picture": ErrorMessage(
        en=Lines(
            "this is not an image.",
            "(N, H, W, C) or (N, H, W)",
            "{got}",
            "Use a model that reads images; model.trace(x) shows the values of any other model.",
        ),
        ko=Lines(
            "이미지가 아니에요.",
            "(N, H, W, C) 또는 (N, H, W)",
            "{got}",
            "이미지를 읽는 모델을 쓰세요. 다른 모델은 model.trace(x)로 들여다볼 수 있어요.",
        ),
    ),
    "insight.no_samples": ErrorMessage(
        en=Lines("there are no images to examine.", "at least one image", "none", "Pass some images: x, or (x, y)."),
        ko=Lines("살펴볼 이미지가 없어요.", "한 장 이상", "없음", "이미지를 몇 장 주세요: x 또는 (x, y)."),
    ),
    "insight.one_picture": ErrorMessage(
        en=Lines(
            "only one image can be examined at a time.",
            "(H, W, C), or a batch of one",
            "{got}",
            "Pass one image: x[0].",
        ),
        ko=Lines(
            "한 번에 이미지 한 장만 물어볼 수 있어요.",
            "(H, W, C) 또는 한 장짜리 배치",
            "{got}",
            "x[0]을 주세요.",
        ),
    ),
    "insight.other_model": ErrorMessage(
        en=Lines(
            "this judgement belongs to another model.",
            "the result of judge for {expected}",
            "the result of judge for {got}",
            "Call judge with this model, or pass the data itself.",
        ),
        ko=Lines(
            "이 판단은 다른 모델의 것이에요.",
            "{expected:으로/로} judge를 부른 결과",
            "{got:으로/로} judge를 부른 결과",
            "이 모델로 judge를 부르거나 데이터를 주세요.",
        ),
    ),
    "insight.other_samples": ErrorMessage(
        en=Lines(
            "the data yields different images than before, so the ones to show cannot be found again.",
            "the same images, in any order",
            "{count} not found",
            "Remove random changes from the data, or collect it into arrays and pass (x, y).",
        ),
        ko=Lines(
            "데이터가 전과 다른 이미지를 내놓아서, 보여 줄 이미지를 다시 찾을 수 없어요.",
            "순서와 상관없이 같은 이미지",
            "찾지 못한 이미지 {count}장",
            "이미지를 무작위로 바꾸는 처리를 빼거나, 배열로 모아 (x, y)로 넘기세요.",
        ),
    ),
    "insight.picture_size": ErrorMessage(
        en=Lines(
            "the model reads images of any size, and what its units see depends on the size.",
            "a fixed size",
            "{got}",
            "Write picture_size=(64, 64, 3), for example: height, width and channels.",
        ),
        ko=Lines(
            "모델이 어떤 크기의 이미지가든 읽는데, 유닛이 보는 범위는 그 크기에 달려 있어요.",
            "정해진 크기",
            "{got}",
            "높이, 너비, 채널 수를 picture_size=(64, 64, 3)처럼 쓰세요.",
        ),
    ),
    "insight.place": ErrorMessage(
        en=Lines(
            "the feature map has no such position.",
            "a row below {height} and a column below {width}, counted from 0",
            "{got}",
            "Write row=0, column=0, for example: a position in the layer's feature map, not in the image.",
        ),
        ko=Lines(
            "특성 맵에 그런 자리가 없어요.",
            "0부터 세어 {height}보다 작은 행과 {width}보다 작은 열",
            "{got}",
            "이미지가 아니라 층의 특성 맵에서 row=0, column=0처럼 자리를 고르세요.",
        ),
    ),
    "insight.read_once": ErrorMessage(
        en=Lines(
            "the images to show have already been read, and this data can be read only once.",
            "arrays, a folder, or a dataset that can be read again",
            "{got}",
            "Collect the data into arrays first and pass (x, y).",
        ),
        ko=Lines(
            "보여 줄 이미지는 이미 지나갔고, 이 데이터는 한 번만 읽을 수 있어요.",
            "배열, 폴더, 또는 다시 읽을 수 있는 데이터셋",
            "{got}",
            "먼저 배열로 모아서 (x, y)를 주세요.",
        ),
    ),
    "insight.square": ErrorMessage(
        en=Lines(
            "the square must fit into the image.",
            "square_px from 1 to {most}",
            "{got}",
            "Leave square_px out: a size that fits is chosen.",
        ),
        ko=Lines(
            "사각형은 이미지 안에 들어가야 해요.",
            "1부터 {most}까지의 square_px",
            "{got}",
            "square_px를 빼면 알맞게 정해져요.",
        ),
    ),
    "insight.target": ErrorMessage(
        en=Lines(
            "there is no class with that number.",
            "a whole number from 0 to {last}",
            "{got}",
            "Write target=0, for example; classes are numbered from 0 in the order of the outputs.",
        ),
        ko=Lines(
            "그런 번호의 클래스가 없어요.",
            "0부터 {last}까지의 정수",
            "{got}",
            "예를 들어 target=0으로 쓰세요. 클래스는 출력 순서대로 0부터 세어요.",
        ),
    ),
    "insight.units": ErrorMessage(
        en=Lines(
            "'{name}' has no such unit.",
            "numbers from 0 to {last}",
            "{got}",
            "Write units=0 or units=[0], for example; units are the channels of the feature map, numbered from 0.",
        ),
        ko=Lines(
            "{name!r}에 그런 유닛이 없어요.",
            "0부터 {last}까지의 번호",
            "{got}",
            "예를 들어 units=0이나 units=[0]으로 쓰세요. 유닛은 특성 맵의 채널이고 0부터 세어요.",
        ),
    ),
}
