"""What the report of a training run says of what the network has learned and what it looks at.

As all pages it carries both languages and fills the placeholders itself, so no Korean particle follows one.
"""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Message

MESSAGES: dict[str, Message] = {
    "page.report_filters": Message(en="First filters", ko="첫 층의 필터"),
    "page.report_filters_lead": Message(
        en="What the first convolution multiplies each small part of a picture with: orange counts for, blue against.",
        ko="첫 합성곱층이 사진의 작은 조각마다 곱하는 수예요. 주황은 더하는 쪽, 파랑은 빼는 쪽이에요.",
    ),
    "page.report_filters_of": Message(
        en="{layer} ({kind}): {count} filters of {height} × {width}.",
        ko="{layer} ({kind}): {height} × {width} 필터 {count}개.",
    ),
    "page.report_all_colors": Message(
        en="first as one colour, middle grey is 0", ko="맨 앞은 색 하나로 나타낸 것, 중간 회색이 0"
    ),
    "page.report_red": Message(en="red", ko="빨강"),
    "page.report_green": Message(en="green", ko="초록"),
    "page.report_blue": Message(en="blue", ko="파랑"),
    "page.report_feature_maps": Message(en="Feature maps", ko="특성 맵"),
    "page.report_feature_maps_lead": Message(
        en="One picture on its way through the network: each small map shows where in the picture one unit answers, and how strongly.",
        ko="사진 하나가 신경망을 지나가는 길이에요. 작은 맵마다 유닛 하나가 사진의 어디에 얼마나 반응하는지 보여요.",
    ),
    "page.report_maps_of": Message(
        en="{shown} of {count} maps, {height} × {width}.", ko="맵 {count}개 가운데 {shown}개, {height} × {width}."
    ),
    "page.report_sees": Message(
        en="A unit sees {height} × {width} of the {picture_height} × {picture_width} pixels.",
        ko="유닛 하나는 {picture_height} × {picture_width} 픽셀 가운데 {height} × {width}만 봐요.",
    ),
    "page.report_sees_all": Message(
        en="A unit can see the whole picture ({picture_height} × {picture_width} pixels).",
        ko="유닛 하나가 사진 전체({picture_height} × {picture_width} 픽셀)를 볼 수 있어요.",
    ),
    "page.report_patches": Message(en="What excites each layer", ko="층마다 가장 강하게 반응하는 조각"),
    "page.report_patches_lead": Message(
        en="For some units of each layer the parts of pictures that they answer most strongly, cut to exactly what the unit can see: few pixels in the first layers, larger parts further on. In a network that has learned well, edges and colours come first, and parts of things later.",
        ko="층마다 몇몇 유닛이 가장 강하게 반응한 사진 조각이에요. 유닛이 볼 수 있는 만큼만 잘랐어요. 앞쪽 층은 몇 픽셀만, 뒤로 갈수록 큰 부분을 봐요. 잘 배운 신경망이라면 모서리와 색이 먼저, 물체의 부분이 나중에 나타나요.",
    ),
    "page.report_patches_from": Message(en="From {count} pictures.", ko="사진 {count}장에서 골랐어요."),
    "page.report_units_of": Message(en="{shown} of {count} units.", ko="유닛 {count}개 가운데 {shown}개."),
    "page.report_unit": Message(en="unit {unit}", ko="유닛 {unit}"),
    "page.report_patch": Message(en="answer {value}; {truth}", ko="반응 {value}, {truth}"),
    "page.report_answers": Message(en="answers from {high} to {low}", ko="반응 {high}~{low}"),
    "page.report_silent": Message(en="never answers", ko="한 번도 반응하지 않음"),
    "page.report_heat_maps": Message(en="What speaks for a class", ko="무엇을 보고 판단했을까"),
    "page.report_heat_maps_lead": Message(
        en="Three ways to ask which parts of a picture the network's answer depends on. They do not always agree, and none is the whole truth.",
        ko="신경망의 답이 사진의 어느 부분에 달려 있는지 묻는 세 가지 방법이에요. 늘 일치하지는 않고, 어느 것도 전부는 아니에요.",
    ),
    "page.report_grad_cam": Message(en="Grad-CAM", ko="Grad-CAM"),
    "page.report_saliency": Message(en="Saliency", ko="현저성"),
    "page.report_occlusion": Message(en="Occlusion", ko="가리기"),
    "page.report_about_grad_cam": Message(
        en="The maps of a late layer, weighed by how much the score of the class grows with each: as coarse as these maps; what speaks against is left out.",
        ko="뒤쪽 층의 특성 맵마다 클래스 점수가 함께 커지는 만큼 가중해 더한 것. 특성 맵만큼 거칠고, 반대 근거는 보여 주지 않아요.",
    ),
    "page.report_about_saliency": Message(
        en="How much the score of the class changes with each pixel, up or down: fine and noisy; the colour says how much, not for or against.",
        ko="픽셀마다 클래스 점수가 (오르든 내리든) 얼마나 바뀌는지. 세밀하지만 잡음이 많고, 색은 크기일 뿐 근거인지 반대인지는 말하지 않아요.",
    ),
    "page.report_about_occlusion": Message(
        en="How much of its probability the class loses when a square is covered, or wins (blue): it asks the network itself, one square at a time.",
        ko="네모로 가렸을 때 클래스의 확률이 얼마나 줄어드는지(파랑은 늘어나는 곳). 한 번에 네모 하나씩 신경망에 직접 물어요.",
    ),
    "page.report_heat_scale": Message(
        en="Each map has a scale of its own, up to its largest value.",
        ko="맵마다 자기의 가장 큰 값까지를 눈금으로 써요.",
    ),
    "page.report_maps_in_float32": Message(
        en="The network computes in {precision}, its maps are worked out in float32.",
        ko="신경망은 {precision} 정밀도로 계산하지만, 맵은 float32로 구했어요.",
    ),
    "page.report_for": Message(en="for", ko="근거"),
    "page.report_against": Message(en="against", ko="반대 근거"),
    "page.report_heat_of": Message(
        en="What speaks for {target}, to which the network gives {probability}.",
        ko="{target}에 대한 근거. 신경망이 준 확률은 {probability}.",
    ),
    "page.report_cam_detail": Message(
        en="{layer}, {height}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{width}",
        ko="{layer}, {height}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{width}",
    ),
    "page.report_occlusion_detail": Message(
        en="square of {height}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{width}",
        ko="{height}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{width} 네모",
    ),
    "page.report_check": Message(en="Sanity check", ko="점검: 학습한 것에 달려 있나"),
    "page.report_check_lead": Message(
        en="A map that shows what was learned must change when the weights are replaced by random ones, from the last layer on: the name below a map says from which layer to the end everything is random. The number is the mean size of the rank correlations with the maps of the trained network, whatever their sign.",
        ko="학습한 것을 보여 주는 맵이라면, 마지막 층부터 가중치를 무작위로 바꿀 때 함께 바뀌어야 해요. 맵 아래의 이름은 그 층부터 끝까지 무작위라는 뜻이에요. 수는 훈련한 신경망의 맵과의 순위 상관계수의 절댓값 평균이에요.",
    ),
    "page.report_check_changed": Message(
        en="changes with the weights: correlation {correlation} when all are random.",
        ko="가중치에 따라 바뀌어요: 모두 무작위일 때 상관 {correlation}.",
    ),
    "page.report_check_same": Message(
        en="hardly changes: correlation {correlation} when all weights are random. Its maps show the picture more than what was learned.",
        ko="거의 바뀌지 않아요: 모두 무작위일 때 상관 {correlation}. 이 맵은 학습한 것보다 사진 자체를 보여요.",
    ),
    "page.report_check_unknown": Message(
        en="cannot be judged: its maps have one value everywhere.", ko="판단할 수 없어요: 맵의 값이 모두 같아요."
    ),
    "page.report_as_it_is": Message(en="as trained", ko="훈련한 그대로"),
    "page.report_method": Message(en="Method", ko="방법"),
    "page.report_random_from": Message(en="Random from this layer on", ko="이 층부터 무작위"),
    "page.report_correlation": Message(en="Rank correlation", ko="순위 상관"),
}

ERRORS: dict[str, ErrorMessage] = {}
