"""What is said about what a model has learned and where it is wrong."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "insight.accuracy": Message(en="share of right ones", ko="맞힌 비율"),
    "insight.as_it_says": Message(en="dashes: as often right as it says", ko="점선: 말한 확률만큼 맞힌 경우"),
    "insight.both": Message(en="one over the other", ko="겹친 그림"),
    "insight.calibration_description": Message(
        en="Share of right predictions by their probability; expected calibration error {error}.",
        ko="예측 확률에 따른 맞힌 비율이에요. 기대 보정 오차는 {error}예요.",
    ),
    "insight.check_description": Message(
        en="{method} with more and more random weights, from the last layer to the first; beside each stage its rank correlation with the first row.",
        ko="마지막 층부터 첫 층까지 가중치를 차례로 무작위로 바꾸며 그린 {method:이에요/예요}. 각 단계에 첫 줄과의 순위 상관계수를 적었어요.",
    ),
    "insight.check_failed": Message(
        en="The maps hardly change when all weights are random (correlation {limit} or more): they say little about what the network learned.",
        ko="모든 가중치를 무작위로 바꾸어도 지도가 거의 그대로예요(상관계수 {limit} 이상). 네트워크가 배운 것을 거의 말해 주지 않아요.",
    ),
    "insight.check_open": Message(
        en="With random weights no map had two different numbers, so that nothing can be compared.",
        ko="가중치를 무작위로 바꾸니 지도마다 값이 모두 같아서 비교할 수 없어요.",
    ),
    "insight.check_passed": Message(
        en="The maps change when the weights are random (correlation below {limit}): they depend on what the network learned.",
        ko="가중치를 무작위로 바꾸면 지도가 달라져요(상관계수 {limit} 미만). 지도가 네트워크가 배운 것에 달려 있어요.",
    ),
    "insight.class": Message(en="class", ko="클래스"),
    "insight.class_means": Message(
        en="Means over the classes: recall {recall}, F1 {f1}", ko="클래스별 평균: 재현율 {recall}, F1 {f1}"
    ),
    "insight.class_table_description": Message(
        en="Precision and recall of {count} classes.", ko="클래스 {count}개의 정밀도와 재현율이에요."
    ),
    "insight.colors": Message(
        en="Blue is below 0, white is 0, orange above; grey to black where nothing is below 0.",
        ko="파랑은 0보다 작은 값, 하양은 0, 주황은 0보다 큰 값이에요. 0보다 작은 값이 없으면 회색에서 검정으로 나타내요.",
    ),
    "insight.confidence": Message(en="probability", ko="확률"),
    "insight.confusion_description": Message(
        en="Confusion matrix of {count} classes; {share} right.",
        ko="클래스 {count}개의 혼동 행렬이에요. {share} 맞혔어요.",
    ),
    "insight.count": Message(en="count", ko="개수"),
    "insight.expected_error": Message(en="Expected calibration error {error}", ko="기대 보정 오차 {error}"),
    "insight.f1": Message(en="F1", ko="F1"),
    "insight.field_is_cut": Message(
        en="No unit has its whole field inside the picture: a larger picture would show more of it.",
        ko="수용 영역 전체가 그림 안에 들어가는 유닛이 없어요. 그림이 더 크면 더 넓게 볼 거예요.",
    ),
    "insight.field_moves": Message(
        en="fields of neighbours are {down} rows and {right} columns apart; the first begins at row {top}, column {left}",
        ko="이웃한 유닛의 영역은 {down}행, {right}열씩 떨어져 있고, 첫 영역은 {top}행 {left}열에서 시작해요",
    ),
    "insight.filters": Message(
        en="{layer}: {count} filters of {height} x {width} x {channels}, the strongest weight {largest}",
        ko="{layer}: {height} x {width} x {channels} 필터 {count}개, 가장 큰 가중치 {largest}",
    ),
    "insight.filters_description": Message(en="The {count} filters of {layer}.", ko="{layer}의 필터 {count}개예요."),
    "insight.first_channel": Message(
        en="Each reads {channels} channels; its weights for the first one are shown.",
        ko="필터마다 채널 {channels}개를 읽어요. 그중 첫 채널의 가중치를 보여 줘요.",
    ),
    "insight.given_label": Message(en="its label", ko="붙은 레이블"),
    "insight.given_probability": Message(en="probability of its label", ko="붙은 레이블의 확률"),
    "insight.grad_cam": Message(en="Grad-CAM", ko="Grad-CAM"),
    "insight.heat_detail": Message(
        en="a map of {height} x {width}, strongest at row {row}, column {column} of the picture",
        ko="{height} x {width} 지도, 그림의 {row}행 {column}열에서 가장 강함",
    ),
    "insight.heat_title": Message(
        en="{method} for {target} ({probability})", ko="{target} ({probability})에 대한 {method}"
    ),
    "insight.label": Message(en="predicted", ko="예측"),
    "insight.layer": Message(en="layer", ko="층"),
    "insight.likelier_label": Message(en="likelier", ko="더 그럴듯한 레이블"),
    "insight.looked_at": Message(en="{count} pictures were looked at.", ko="그림 {count}장을 살펴봤어요."),
    "insight.map_row": Message(
        en="{layer}: {shown} of {units} maps of {height} x {width}, the largest number {largest}",
        ko="{layer}: {height} x {width} 특징 맵 {units}개 중 {shown}개, 가장 큰 값 {largest}",
    ),
    "insight.maps": Message(en="maps", ko="특징 맵"),
    "insight.maps_description": Message(
        en="A picture and its feature maps in {layers}.", ko="그림 한 장과 {layers}의 특징 맵이에요."
    ),
    "insight.more_units": Message(en="and {count} further units", ko="그 밖에 유닛 {count}개"),
    "insight.none": Message(en="There is none.", ko="하나도 없어요."),
    "insight.occlusion": Message(en="Occlusion", ko="가림 지도"),
    "insight.patches_description": Message(
        en="The patches of {count} pictures that excite the units of {layers} most.",
        ko="그림 {count}장에서 {layers}의 유닛을 가장 강하게 자극하는 조각이에요.",
    ),
    "insight.picture": Message(en="picture", ko="그림"),
    "insight.precision": Message(en="precision", ko="정밀도"),
    "insight.predictions_description": Message(
        en="{count} pictures with their predictions.", ko="그림 {count}장과 그 예측이에요."
    ),
    "insight.probability": Message(en="probability", ko="확률"),
    "insight.random_from": Message(en="random from {layer} on", ko="{layer}부터 무작위"),
    "insight.recall": Message(en="recall", ko="재현율"),
    "insight.receptive_field": Message(en="receptive field", ko="수용 영역"),
    "insight.right": Message(en="{right} of {count} right ({share})", ko="{count}장 중 {right}장 맞힘 ({share})"),
    "insight.saliency": Message(en="Saliency", ko="현저성 지도"),
    "insight.sees": Message(
        en="a unit sees {height} x {width} of the {picture_height} x {picture_width} pixels",
        ko="유닛 하나가 {picture_height} x {picture_width} 픽셀 중 {height} x {width}만큼 봐요",
    ),
    "insight.sees_all": Message(
        en="a unit sees all {picture_height} x {picture_width} pixels",
        ko="유닛 하나가 {picture_height} x {picture_width} 픽셀을 모두 봐요",
    ),
    "insight.silent_unit": Message(
        en="unit {unit} answers the same to everything", ko="{unit}번 유닛은 무엇에나 똑같이 반응해요"
    ),
    "insight.stretch": Message(en="said probability", ko="말한 확률"),
    "insight.strongest": Message(en="largest number", ko="가장 큰 값"),
    "insight.taken_for": Message(
        en="{truth} taken for {label}: {count}", ko="{truth:을/를} {label:으로/로} 봄: {count}"
    ),
    "insight.trained": Message(en="as trained", ko="학습한 그대로"),
    "insight.truth": Message(en="true", ko="정답"),
    "insight.truth_by_label": Message(en="true / predicted", ko="정답 / 예측"),
    "insight.unit": Message(en="unit {unit}", ko="{unit}번 유닛"),
    "insight.wrong_labels": Message(
        en="{found} of {count} labels look wrong; the likeliest:",
        ko="레이블 {count}개 중 {found}개가 잘못된 것 같아요. 그중 가장 그럴듯한 것들이에요.",
    ),
    "insight.wrong_labels_limit": Message(
        en="Look at them: an unusual picture with a right label is found too. Pictures the network was trained on cannot be judged so.",
        ko="직접 확인해 보세요. 레이블은 맞지만 드문 그림도 여기에 나와요. 학습에 쓴 그림은 이렇게 판단할 수 없어요.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "insight.inputs": ErrorMessage(
        en=Lines(
            "the model has several inputs, and pictures enter by one.",
            "a model with one input",
            "{got} inputs",
            "Ask the part of the network that reads the pictures: Model(its_input, its_output).",
        ),
        ko=Lines(
            "모델의 입력이 여러 개인데, 그림은 입력 하나로 들어가요.",
            "입력이 하나인 모델",
            "입력 {got}개",
            "그림을 읽는 부분만 살펴보세요: Model(그_입력, 그_출력).",
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
            "모델에 없는 클래스가 레이블에 있어요.",
            "0부터 {last}까지의 정수",
            "{got}",
            "모델이 학습한 레이블을 주거나, 출력이 더 많은 모델을 쓰세요.",
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
            "이 레이블은 클래스가 아니에요.",
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
            "End with Dense(classes, activation='softmax'), or compile with a loss with from_logits=True.",
        ),
        ko=Lines(
            "{name!r:은/는} 클래스의 확률을 내지 않아서 맞고 틀림을 따질 수 없어요.",
            "softmax를 거친 출력 하나 (N, 클래스 수), 두 클래스라면 sigmoid를 거친 (N, 1)",
            "{got}의 출력",
            "Dense(클래스 수, activation='softmax')로 끝내거나, from_logits=True인 손실로 compile하세요.",
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
            "특징 맵을 내는 합성곱 층이 없어요.",
            "그림에 대한 합성곱이 있는 네트워크",
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
            "{name!r:은/는} 그림으로 보여 줄 필터가 없어요.",
            "그림에 대한 합성곱: {known}",
            "{name}",
            "이 층들 중 하나의 이름을 주세요: layer='...'.",
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
            "모델이 맞혔는지는 그림마다 하나씩 있는 레이블로 알 수 있어요.",
            "(x, y) 또는 정답이 하나인 데이터셋",
            "정답 {got}개",
            "레이블도 함께 주세요: (x, y).",
        ),
    ),
    "insight.no_map_at_all": ErrorMessage(
        en=Lines(
            "no layer of '{name}' has rows and columns.",
            "a network with maps, as convolutions make them",
            "vectors in all layers",
            "model.trace(x) gives the values of every layer.",
        ),
        ko=Lines(
            "{name!r:은/는} 행과 열이 있는 층이 없어요.",
            "합성곱처럼 특징 맵을 내는 층이 있는 네트워크",
            "모든 층이 벡터",
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
            "특징 맵 (N, H, W, C)를 내는 층의 이름을 주세요.",
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
            "그림이 아니에요.",
            "(N, H, W, C) 또는 (N, H, W)",
            "{got}",
            "그림을 읽는 모델을 쓰세요. 다른 모델은 model.trace(x)로 들여다볼 수 있어요.",
        ),
    ),
    "insight.no_samples": ErrorMessage(
        en=Lines("there is no picture to look at.", "at least one", "none", "Give some pictures: x, or (x, y)."),
        ko=Lines("살펴볼 그림이 없어요.", "한 장 이상", "없음", "그림을 몇 장 주세요: x 또는 (x, y)."),
    ),
    "insight.one_picture": ErrorMessage(
        en=Lines(
            "one picture is asked about at a time.",
            "(H, W, C), or a batch of one",
            "{got}",
            "Give x[0].",
        ),
        ko=Lines(
            "한 번에 그림 한 장만 물어볼 수 있어요.",
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
    "insight.picture_size": ErrorMessage(
        en=Lines(
            "the model reads pictures of any size, and what its units see depends on it.",
            "a size",
            "{got}",
            "Write picture_size=(height, width, channels).",
        ),
        ko=Lines(
            "모델이 어떤 크기의 그림이든 읽는데, 유닛이 보는 범위는 그 크기에 달려 있어요.",
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
            "특징 맵에 그런 자리가 없어요.",
            "0부터 세어 {height}보다 작은 행과 {width}보다 작은 열",
            "{got}",
            "그림이 아니라 층의 특징 맵에서 자리를 고르세요.",
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
            "보여 줄 그림은 이미 지나갔고, 이 데이터는 한 번만 읽을 수 있어요.",
            "배열, 폴더, 또는 다시 읽을 수 있는 데이터셋",
            "{got}",
            "먼저 배열로 모아서 (x, y)를 주세요.",
        ),
    ),
    "insight.square": ErrorMessage(
        en=Lines(
            "the square must fit into the picture and move.",
            "square_px from 1 to {most}, stride_px of 1 or more",
            "{got}",
            "Leave both out: then they fit.",
        ),
        ko=Lines(
            "사각형은 그림 안에 들어가고 움직일 수 있어야 해요.",
            "1부터 {most}까지의 square_px, 1 이상의 stride_px",
            "{got}",
            "둘 다 쓰지 않으면 알맞게 정해져요.",
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
            "유닛은 특징 맵의 채널이고 0부터 세어요.",
        ),
    ),
}
