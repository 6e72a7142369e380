"""What is said about what a model has learned and where it is wrong."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Message

MESSAGES: dict[str, Message] = {
    "insight.accuracy": Message(en="accuracy", ko="맞힌 비율"),
    "insight.as_it_says": Message(en="dashed line: perfect calibration", ko="점선: 말한 확률만큼 맞힌 경우"),
    "insight.both": Message(en="overlay", ko="겹친 이미지"),
    "insight.calibration_description": Message(
        en="Accuracy by predicted probability; expected calibration error {error}.",
        ko="예측 확률에 따른 맞힌 비율이에요. 기대 보정 오차는 {error}예요.",
    ),
    "insight.check_description": Message(
        en="{method} while the weights are randomized layer by layer, from the last to the first. Each stage shows its mean absolute rank correlation with the first row.",
        ko="마지막 층부터 첫 층까지 가중치를 차례로 무작위로 바꾸며 그린 {method:이에요/예요}. 각 단계에 첫 줄과의 순위 상관계수의 절댓값 평균을 적었어요.",
    ),
    "insight.check_failed": Message(
        en="The maps hardly change when all weights are random (correlation {limit} or more): they say little about what the network learned.",
        ko="모든 가중치를 무작위로 바꾸어도 맵이 거의 그대로예요(상관계수 {limit} 이상). 신경망이 배운 것을 거의 말해 주지 않아요.",
    ),
    "insight.check_open": Message(
        en="With random weights every map was constant, so there is nothing to compare.",
        ko="가중치를 무작위로 바꾸니 맵마다 값이 모두 같아서 비교할 수 없어요.",
    ),
    "insight.check_passed": Message(
        en="The maps change when the weights are random (correlation below {limit}): they depend on what the network learned.",
        ko="가중치를 무작위로 바꾸면 맵이 달라져요(상관계수 {limit} 미만). 맵이 신경망이 배운 것에 달려 있어요.",
    ),
    "insight.class": Message(en="class", ko="클래스"),
    "insight.class_means": Message(
        en="Mean over classes: recall {recall}, F1 {f1}", ko="클래스별 평균: 재현율 {recall}, F1 {f1}"
    ),
    "insight.class_table_description": Message(
        en="Precision and recall of {count} classes.", ko="클래스 {count}개의 정밀도와 재현율이에요."
    ),
    "insight.colors": Message(
        en="Blue is below 0, white is 0, orange is above 0. If nothing is below 0, the scale runs from gray to black.",
        ko="파랑은 0보다 작은 값, 하양은 0, 주황은 0보다 큰 값이에요. 0보다 작은 값이 없으면 회색에서 검정으로 나타내요.",
    ),
    "insight.confidence": Message(en="confidence", ko="확률"),
    "insight.confusion_description": Message(
        en="Confusion matrix of {count} classes; accuracy {share}.",
        ko="클래스 {count}개의 혼동 행렬이에요. {share} 맞혔어요.",
    ),
    "insight.count": Message(en="count", ko="개수"),
    "insight.expected_error": Message(en="Expected calibration error {error}", ko="기대 보정 오차 {error}"),
    "insight.chance_error": Message(
        en="With this many images, chance alone gives about {chance}, even if every probability is correct.",
        ko="이만한 수의 이미지에서는 확률이 모두 맞아도 우연히 {chance}쯤 나와요.",
    ),
    "insight.f1": Message(en="F1", ko="F1"),
    "insight.field_is_cut": Message(
        en="No unit has its whole receptive field inside the image; a larger image would show more of it.",
        ko="수용 영역 전체가 이미지 안에 들어가는 유닛이 없어요. 이미지가 더 크면 더 넓게 볼 거예요.",
    ),
    "insight.field_moves": Message(
        en="stride between neighboring fields: {down} x {right}; the first field starts at row {top}, column {left}",
        ko="이웃한 유닛의 영역은 {down}행, {right}열씩 떨어져 있고, 첫 영역은 {top}행 {left}열에서 시작해요",
    ),
    "insight.filters": Message(
        en="{layer}: {count} x ({height}, {width}, {channels}), largest weight {largest}",
        ko="{layer}: {height} x {width} x {channels} 필터 {count}개, 가장 큰 가중치 {largest}",
    ),
    "insight.filters_description": Message(en="Filters of {layer}: {count}.", ko="{layer}의 필터 {count}개예요."),
    "insight.first_channel": Message(
        en="Each filter reads {channels} channels; the weights for the first one are shown.",
        ko="필터마다 채널 {channels}개를 읽어요. 그중 첫 채널의 가중치를 보여 줘요.",
    ),
    "insight.given_label": Message(en="given label", ko="붙은 라벨"),
    "insight.given_probability": Message(en="its probability", ko="붙은 라벨의 확률"),
    "insight.grad_cam": Message(en="Grad-CAM", ko="Grad-CAM"),
    "insight.heat_detail": Message(
        en="map of {height} x {width}, strongest at row {row}, column {column} of the image",
        ko="{height} x {width} 맵, 이미지의 {row}행 {column}열에서 가장 강함",
    ),
    "insight.heat_title": Message(
        en="{method} for {target} ({probability})", ko="{target} ({probability})에 대한 {method}"
    ),
    "insight.label": Message(en="predicted", ko="예측"),
    "insight.layer": Message(en="layer", ko="층"),
    "insight.likelier_label": Message(en="likelier label", ko="더 그럴듯한 라벨"),
    "insight.looked_at": Message(en="Images examined: {count}.", ko="이미지 {count}장을 살펴봤어요."),
    "insight.map_row": Message(
        en="{layer}: {shown} of {units} maps of {height} x {width}, largest value {largest}",
        ko="{layer}: {height} x {width} 특성 맵 {units}개 중 {shown}개, 가장 큰 값 {largest}",
    ),
    "insight.maps": Message(en="maps", ko="특성 맵"),
    "insight.maps_description": Message(
        en="An image and its feature maps in {layers}.", ko="이미지 한 장과 {layers}의 특성 맵이에요."
    ),
    "insight.more_units": Message(en="more units: {count}", ko="그 밖에 유닛 {count}개"),
    "insight.none": Message(en="None.", ko="하나도 없어요."),
    "insight.occlusion": Message(en="Occlusion", ko="가림 맵"),
    "insight.patches_description": Message(
        en="Patches that activate the units of {layers} most; images examined: {count}.",
        ko="이미지 {count}장에서 {layers}의 유닛을 가장 강하게 자극하는 조각이에요.",
    ),
    "insight.picture": Message(en="image", ko="이미지"),
    "insight.precision": Message(en="precision", ko="정밀도"),
    "insight.predictions_description": Message(
        en="Images with their predictions: {count}.", ko="이미지 {count}장과 그 예측이에요."
    ),
    "insight.probability": Message(en="probability", ko="확률"),
    "insight.random_from": Message(en="random from {layer} on", ko="{layer}부터 무작위"),
    "insight.recall": Message(en="recall", ko="재현율"),
    "insight.receptive_field": Message(en="receptive field", ko="수용 영역"),
    "insight.right": Message(en="{right} of {count} right ({share})", ko="{count}장 중 {right}장 맞힘 ({share})"),
    "insight.saliency": Message(en="Saliency", ko="현저성 맵"),
    "insight.sees": Message(
        en="a unit sees {height} x {width} of the {picture_height} x {picture_width} pixels",
        ko="유닛 하나가 {picture_height} x {picture_width} 픽셀 중 {height} x {width}만큼 봐요",
    ),
    "insight.sees_all": Message(
        en="a unit sees all {picture_height} x {picture_width} pixels",
        ko="유닛 하나가 {picture_height} x {picture_width} 픽셀을 모두 봐요",
    ),
    "insight.silent_unit": Message(
        en="unit {unit} gives the same value for every image", ko="{unit}번 유닛은 무엇에나 똑같이 반응해요"
    ),
    "insight.stretch": Message(en="confidence bin", ko="말한 확률"),
    "insight.strongest": Message(en="largest value", ko="가장 큰 값"),
    "insight.taken_for": Message(
        en="{truth} mistaken for {label}: {count}", ko="{truth:을/를} {label:으로/로} 봄: {count}"
    ),
    "insight.trained": Message(en="as trained", ko="학습한 그대로"),
    "insight.truth": Message(en="true", ko="정답"),
    "insight.truth_by_label": Message(en="true / predicted", ko="정답 / 예측"),
    "insight.unit": Message(en="unit {unit}", ko="{unit}번 유닛"),
    "insight.wrong_labels": Message(
        en="{found} of {count} labels may be wrong, the most suspicious first:",
        ko="라벨 {count}개 중 {found}개가 잘못되었을 수 있어요. 가장 의심스러운 것부터예요.",
    ),
    "insight.too_weak": Message(
        en="The network agrees with {agreement} of the labels; chance alone would agree with {chance}. It is too weak to question labels: it would have to agree with {needed} or more.",
        ko="신경망이 라벨과 일치한 비율은 {agreement}, 우연히 일치할 비율은 {chance}예요. 라벨을 의심하기에는 아는 것이 너무 적어요. {needed}부터 의심할 수 있어요.",
    ),
    "insight.wrong_labels_limit": Message(
        en="Check them by eye: an unusual image with a correct label is listed too, and a weak network lists its own mistakes. Images that it was trained on cannot be checked this way.",
        ko="직접 확인해 보세요. 라벨은 맞지만 드문 이미지도 나오고, 약한 신경망은 자기 실수를 내놓기도 해요. 학습에 쓴 이미지는 이렇게 판단할 수 없어요.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {}
