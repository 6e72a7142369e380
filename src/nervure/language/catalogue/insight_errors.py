"""What cannot be found out about a model, and why."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "insight.files_changed": ErrorMessage(
        en=Lines(
            "pictures cannot be read any more that could be read before.",
            "the files as they were",
            "{count} fewer",
            "Put them back, or make the dataset anew and begin again.",
        ),
        ko=Lines(
            "전에는 읽을 수 있던 사진을 이제 읽을 수 없어요.",
            "그대로 있는 파일",
            "{count}장 줄어듦",
            "파일을 되돌려 놓거나, 데이터셋을 다시 만들어 처음부터 시작하세요.",
        ),
    ),
    "insight.inputs": ErrorMessage(
        en=Lines(
            "the model has several inputs, and pictures enter by one.",
            "a model with one input",
            "{got} inputs",
            "In Python, ask the part of the network that reads the images: Model(its_input, its_output).",
        ),
        ko=Lines(
            "모델의 입력이 여러 개인데, 사진은 입력 하나로 들어가요.",
            "입력이 하나인 모델",
            "입력 {got}개",
            "Python에서 사진을 읽는 부분만 살펴보세요: Model(그_입력, 그_출력).",
        ),
    ),
    "insight.label_range": ErrorMessage(
        en=Lines(
            "a label is no class of the model.",
            "whole numbers from 0 to {last}",
            "{got}",
            "Give the labels that the model was trained with, or a model with more outputs.",
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
            "there are more or fewer names than classes.",
            "{expected} names",
            "{got} names",
            "Give labels= one name for each output of the model, in their order.",
        ),
        ko=Lines(
            "이름의 수가 클래스의 수와 달라요.",
            "이름 {expected}개",
            "이름 {got}개",
            "labels=에 모델의 출력마다 이름을 하나씩, 출력 순서대로 주세요.",
        ),
    ),
    "insight.labels_are_no_classes": ErrorMessage(
        en=Lines(
            "these labels are no classes.",
            "class numbers (N,), or one-hot rows (N, classes)",
            "{got}",
            "Give whole numbers, or to_categorical of them.",
        ),
        ko=Lines(
            "이 라벨은 클래스가 아니에요.",
            "클래스 번호 (N,) 또는 원-핫 행 (N, 클래스 수)",
            "{got}",
            "정수를 주거나 to_categorical로 바꾼 것을 주세요.",
        ),
    ),
    "insight.no_classes": ErrorMessage(
        en=Lines(
            "'{name}' gives no probabilities of classes, so there is nothing to be right or wrong about.",
            "one output (N, classes) behind softmax, or (N, 1) behind sigmoid for two classes",
            "an output of {got}",
            "In Python, end the network in Dense(classes, activation='softmax'), or compile it with a loss with from_logits=True.",
        ),
        ko=Lines(
            "{name!r:은/는} 클래스의 확률을 내지 않아서 맞고 틀림을 따질 수 없어요.",
            "softmax를 거친 출력 하나 (N, 클래스 수), 두 클래스라면 sigmoid를 거친 (N, 1)",
            "{got}의 출력",
            "Python에서 신경망을 Dense(클래스 수, activation='softmax')로 끝내거나, from_logits=True인 손실로 compile하세요.",
        ),
    ),
    "insight.no_convolution": ErrorMessage(
        en=Lines(
            "no layer is a convolution with maps.",
            "a network with a convolution of pictures",
            "the layers {known}",
            "Name a layer with rows and columns: layer='...'.",
        ),
        ko=Lines(
            "특성 맵을 내는 합성곱 층이 없어요.",
            "사진에 대한 합성곱이 있는 신경망",
            "{known} 층",
            "행과 열이 있는 층의 이름을 주세요: layer='...'.",
        ),
    ),
    "insight.no_filters": ErrorMessage(
        en=Lines(
            "'{name}' has no filters that could be shown as pictures.",
            "a convolution of pictures: {known}",
            "{name}",
            "Name one of these layers: layer='...'.",
        ),
        ko=Lines(
            "{name!r:은/는} 사진으로 보여 줄 필터가 없어요.",
            "사진에 대한 합성곱: {known}",
            "{name}",
            "이 층들 중 하나의 이름을 주세요: layer='...'.",
        ),
    ),
    "insight.no_filters_at_all": ErrorMessage(
        en=Lines(
            "no layer of '{name}' has filters that could be shown as pictures.",
            "a convolution of pictures, such as Conv2D",
            "the layers {known}",
            "model.get_layer(name).get_weights() gives the weights of any layer.",
        ),
        ko=Lines(
            "{name!r}에는 사진으로 보여 줄 필터가 있는 층이 없어요.",
            "Conv2D처럼 사진에 대한 합성곱",
            "{known} 층",
            "model.get_layer(이름).get_weights()로 어느 층의 가중치든 볼 수 있어요.",
        ),
    ),
    "insight.not_finite": ErrorMessage(
        en=Lines(
            "the answers of the network are no numbers, so nothing follows from them.",
            "finite numbers",
            "NaN or infinity for {count:,} of {total:,} pictures",
            "Unless pictures hold NaN, its training diverged. Train anew with a tenth of the learning rate: "
            "nervure train ... --learning-rate RATE.",
        ),
        ko=Lines(
            "신경망의 답이 수가 아니라서 아무것도 말할 수 없어요.",
            "유한한 수",
            "사진 {total:,}장 가운데 {count:,}장에서 NaN 또는 무한대",
            "사진에 NaN이 없다면 훈련이 발산한 거예요. 학습률을 10분의 1로 줄여 다시 훈련하세요: "
            "nervure train ... --learning-rate RATE.",
        ),
    ),
    "insight.no_labels": ErrorMessage(
        en=Lines(
            "whether the model is right is seen by the labels, one for each picture.",
            "(x, y), or a dataset with one target",
            "{got} targets",
            "Give the labels too: (x, y).",
        ),
        ko=Lines(
            "모델이 맞혔는지는 사진마다 하나씩 있는 라벨로 알 수 있어요.",
            "(x, y) 또는 정답이 하나인 데이터셋",
            "정답 {got}개",
            "라벨도 함께 주세요: (x, y).",
        ),
    ),
    "insight.no_map_at_all": ErrorMessage(
        en=Lines(
            "no layer of '{name}' has rows and columns.",
            "a network with maps, as convolutions make them",
            "vectors or sequences in all layers",
            "model.trace(x) gives the values of every layer.",
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
            "Name a layer with maps, (N, H, W, C).",
        ),
        ko=Lines(
            "{name!r}의 출력에는 행과 열이 없어요.",
            "{known} 중 하나",
            "{got}",
            "특성 맵 (N, H, W, C)를 내는 층의 이름을 주세요.",
        ),
    ),
    "insight.no_model": ErrorMessage(
        en=Lines(
            "this is no model of nervure.",
            "a Sequential or a Model",
            "{got}",
            "Give the model first, then the data; of a saved run give its .model.",
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
            "this is no picture.",
            "(N, H, W, C), or (N, H, W)",
            "{got}",
            "Use a model that reads pictures; model.trace(x) looks into any other.",
        ),
        ko=Lines(
            "사진이 아니에요.",
            "(N, H, W, C) 또는 (N, H, W)",
            "{got}",
            "사진을 읽는 모델을 쓰세요. 다른 모델은 model.trace(x)로 들여다볼 수 있어요.",
        ),
    ),
    "insight.no_samples": ErrorMessage(
        en=Lines("there is no picture to look at.", "at least one", "none", "Give some pictures: x, or (x, y)."),
        ko=Lines("살펴볼 사진이 없어요.", "한 장 이상", "없음", "사진을 몇 장 주세요: x 또는 (x, y)."),
    ),
    "insight.one_picture": ErrorMessage(
        en=Lines(
            "one picture is asked about at a time.",
            "(H, W, C), or a batch of one",
            "{got}",
            "Give x[0].",
        ),
        ko=Lines(
            "한 번에 사진 한 장만 물어볼 수 있어요.",
            "(H, W, C) 또는 한 장짜리 배치",
            "{got}",
            "x[0]을 주세요.",
        ),
    ),
    "insight.other_model": ErrorMessage(
        en=Lines(
            "this judgement is one of another model.",
            "what judge gave for {expected}",
            "what judge gave for {got}",
            "Call judge with this model, or give the data.",
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
            "the data gives other pictures than before, so that those to show are not found again.",
            "the same pictures, in whatever order",
            "{count} not found",
            "Leave out what changes them at random, or gather them into arrays and give (x, y).",
        ),
        ko=Lines(
            "데이터가 전과 다른 사진을 내놓아서, 보여 줄 사진을 다시 찾을 수 없어요.",
            "순서와 상관없이 같은 사진",
            "찾지 못한 사진 {count}장",
            "사진을 무작위로 바꾸는 처리를 빼거나, 배열로 모아 (x, y)로 넘기세요.",
        ),
    ),
    "insight.picture_size": ErrorMessage(
        en=Lines(
            "the model reads pictures of any size, and what its units see depends on it.",
            "a size",
            "{got}",
            "Write picture_size=(height, width, channels).",
        ),
        ko=Lines(
            "모델이 어떤 크기의 사진이든 읽는데, 유닛이 보는 범위는 그 크기에 달려 있어요.",
            "정해진 크기",
            "{got}",
            "picture_size=(높이, 너비, 채널 수)라고 쓰세요.",
        ),
    ),
    "insight.place": ErrorMessage(
        en=Lines(
            "the map has no such place.",
            "a row below {height} and a column below {width}, counted from 0",
            "{got}",
            "Give a place of the layer's map, not of the picture.",
        ),
        ko=Lines(
            "특성 맵에 그런 자리가 없어요.",
            "0부터 세어 {height}보다 작은 행과 {width}보다 작은 열",
            "{got}",
            "사진이 아니라 층의 특성 맵에서 자리를 고르세요.",
        ),
    ),
    "insight.read_once": ErrorMessage(
        en=Lines(
            "the pictures to show lie behind, and this data can be read only once.",
            "arrays, a folder, or a dataset that can be read again",
            "{got}",
            "Gather it into arrays first, and give (x, y).",
        ),
        ko=Lines(
            "보여 줄 사진은 이미 지나갔고, 이 데이터는 한 번만 읽을 수 있어요.",
            "배열, 폴더, 또는 다시 읽을 수 있는 데이터셋",
            "{got}",
            "먼저 배열로 모아서 (x, y)를 주세요.",
        ),
    ),
    "insight.square": ErrorMessage(
        en=Lines(
            "the square must fit into the picture.",
            "square_px from 1 to {most}",
            "{got}",
            "Leave it out: then it fits.",
        ),
        ko=Lines(
            "사각형은 사진 안에 들어가야 해요.",
            "1부터 {most}까지의 square_px",
            "{got}",
            "쓰지 않으면 알맞게 정해져요.",
        ),
    ),
    "insight.target": ErrorMessage(
        en=Lines(
            "there is no class of that number.",
            "a whole number from 0 to {last}",
            "{got}",
            "Classes are counted from 0, in the order of the outputs.",
        ),
        ko=Lines(
            "그런 번호의 클래스가 없어요.",
            "0부터 {last}까지의 정수",
            "{got}",
            "클래스는 출력 순서대로 0부터 세어요.",
        ),
    ),
    "insight.units": ErrorMessage(
        en=Lines(
            "'{name}' has no such unit.",
            "numbers from 0 to {last}",
            "{got}",
            "Units are the channels of its map, counted from 0.",
        ),
        ko=Lines(
            "{name!r}에 그런 유닛이 없어요.",
            "0부터 {last}까지의 번호",
            "{got}",
            "유닛은 특성 맵의 채널이고 0부터 세어요.",
        ),
    ),
}
