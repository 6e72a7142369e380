"""What the report of a training run says of what the network has learned and what it looks at.

As all pages it carries both languages and fills the placeholders itself, so no Korean particle follows one.
"""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Message

MESSAGES: dict[str, Message] = {
    "page.report_filters": Message(en="First filters", ko="첫 층의 필터"),
    "page.report_filters_lead": Message(
        en="The numbers by which the first convolution multiplies each small patch of an image: orange is positive, blue is negative.",
        ko="첫 합성곱층이 이미지의 작은 조각마다 곱하는 수예요. 주황은 더하는 쪽, 파랑은 빼는 쪽이에요.",
    ),
    "page.report_filters_of": Message(
        en="{layer} ({kind}): filters: {count}, {height} × {width}.",
        ko="{layer} ({kind}): {height} × {width} 필터 {count}개.",
    ),
    "page.report_all_colors": Message(
        en="first as one color, mid-gray is 0", ko="맨 앞은 색 하나로 나타낸 것, 중간 회색이 0"
    ),
    "page.report_red": Message(en="red", ko="빨강"),
    "page.report_green": Message(en="green", ko="초록"),
    "page.report_blue": Message(en="blue", ko="파랑"),
    "page.report_feature_maps": Message(en="Feature maps", ko="특성 맵"),
    "page.report_feature_maps_lead": Message(
        en="One image on its way through the network: each small map shows where in the image one unit responds, and how strongly.",
        ko="이미지 하나가 신경망을 지나가는 길이에요. 작은 맵마다 유닛 하나가 이미지의 어디에 얼마나 반응하는지 보여요.",
    ),
    "page.report_maps_of": Message(
        en="Maps: {shown} of {count}, {height} × {width}.", ko="맵 {count}개 가운데 {shown}개, {height} × {width}."
    ),
    "page.report_sees": Message(
        en="A unit sees {height} × {width} of the {picture_height} × {picture_width} pixels.",
        ko="유닛 하나는 {picture_height} × {picture_width} 픽셀 가운데 {height} × {width}만 봐요.",
    ),
    "page.report_sees_all": Message(
        en="A unit can see the whole image ({picture_height} × {picture_width} pixels).",
        ko="유닛 하나가 이미지 전체({picture_height} × {picture_width} 픽셀)를 볼 수 있어요.",
    ),
    "page.report_patches": Message(en="What activates each layer", ko="층마다 가장 강하게 반응하는 조각"),
    "page.report_patches_lead": Message(
        en="For some units of each layer, the image patches to which they respond most strongly, cropped to exactly what the unit can see: a few pixels in the first layers, larger parts in later ones. In a well-trained network, edges and colors come first, and parts of objects later.",
        ko="층마다 몇몇 유닛이 가장 강하게 반응한 이미지 조각이에요. 유닛이 볼 수 있는 만큼만 잘랐어요. 앞쪽 층은 몇 픽셀만, 뒤로 갈수록 큰 부분을 봐요. 잘 배운 신경망이라면 모서리와 색이 먼저, 물체의 부분이 나중에 나타나요.",
    ),
    "page.report_patches_from": Message(en="Selected from images: {count}.", ko="이미지 {count}장에서 골랐어요."),
    "page.report_units_of": Message(en="Units: {shown} of {count}.", ko="유닛 {count}개 가운데 {shown}개."),
    "page.report_unit": Message(en="unit {unit}", ko="유닛 {unit}"),
    "page.report_patch": Message(en="response {value}; {truth}", ko="반응 {value}, {truth}"),
    "page.report_answers": Message(en="responses from {high} to {low}", ko="반응 {high}~{low}"),
    "page.report_silent": Message(en="never responds", ko="한 번도 반응하지 않음"),
    "page.report_heat_maps": Message(en="What supports a class", ko="무엇을 보고 판단했을까"),
    "page.report_heat_maps_lead": Message(
        en="Three ways to ask on which parts of an image the network's answer depends. They do not always agree, and none of them tells the whole story.",
        ko="신경망의 답이 이미지의 어느 부분에 달려 있는지 묻는 세 가지 방법이에요. 늘 일치하지는 않고, 어느 것도 전부는 아니에요.",
    ),
    "page.report_grad_cam": Message(en="Grad-CAM", ko="Grad-CAM"),
    "page.report_saliency": Message(en="Saliency", ko="현저성"),
    "page.report_occlusion": Message(en="Occlusion", ko="가리기"),
    "page.report_about_grad_cam": Message(
        en="The maps of a late layer, weighted by how much each increases the score of the class: as coarse as these maps; evidence against the class is left out.",
        ko="뒤쪽 층의 특성 맵마다 클래스 점수가 함께 커지는 만큼 가중해 더한 것. 특성 맵만큼 거칠고, 반대 근거는 보여 주지 않아요.",
    ),
    "page.report_about_saliency": Message(
        en="How much the score of the class changes with each pixel, up or down: fine and noisy; the color shows how much, not whether for or against.",
        ko="픽셀마다 클래스 점수가 (오르든 내리든) 얼마나 바뀌는지. 세밀하지만 잡음이 많고, 색은 크기일 뿐 근거인지 반대인지는 말하지 않아요.",
    ),
    "page.report_about_occlusion": Message(
        en="How much probability the class loses when a square is covered, or gains (blue): this tests the network itself, one square at a time.",
        ko="네모로 가렸을 때 클래스의 확률이 얼마나 줄어드는지(파랑은 늘어나는 곳). 한 번에 네모 하나씩 신경망에 직접 물어요.",
    ),
    "page.report_heat_scale": Message(
        en="Each map has its own scale, up to its largest value.",
        ko="맵마다 자기의 가장 큰 값까지를 눈금으로 써요.",
    ),
    "page.report_maps_in_float32": Message(
        en="The network computes in {precision}; its maps are computed in float32.",
        ko="신경망은 {precision} 정밀도로 계산하지만, 맵은 float32로 구했어요.",
    ),
    "page.report_for": Message(en="for", ko="근거"),
    "page.report_against": Message(en="against", ko="반대 근거"),
    "page.report_heat_of": Message(
        en="What supports {target}, to which the network assigns {probability}.",
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
        en="A map that shows what was learned must change when the weights are replaced by random ones, starting from the last layer. The name below a map is the first layer that is random, as are all after it. The number is the mean absolute rank correlation with the maps of the trained network.",
        ko="학습한 것을 보여 주는 맵이라면, 마지막 층부터 가중치를 무작위로 바꿀 때 함께 바뀌어야 해요. 맵 아래의 이름은 그 층부터 끝까지 무작위라는 뜻이에요. 수는 훈련한 신경망의 맵과의 순위 상관계수의 절댓값 평균이에요.",
    ),
    "page.report_check_changed": Message(
        en="changes with the weights: correlation {correlation} when all weights are random.",
        ko="가중치에 따라 바뀌어요: 모두 무작위일 때 상관 {correlation}.",
    ),
    "page.report_check_same": Message(
        en="hardly changes: correlation {correlation} when all weights are random. Its maps show the image more than what was learned.",
        ko="거의 바뀌지 않아요: 모두 무작위일 때 상관 {correlation}. 이 맵은 학습한 것보다 이미지 자체를 보여요.",
    ),
    "page.report_check_unknown": Message(
        en="cannot be tested: its maps are constant.", ko="판단할 수 없어요: 맵의 값이 모두 같아요."
    ),
    "page.report_as_it_is": Message(en="as trained", ko="훈련한 그대로"),
    "page.report_method": Message(en="Method", ko="방법"),
    "page.report_random_from": Message(en="Random from this layer on", ko="이 층부터 무작위"),
    "page.report_correlation": Message(en="Rank correlation", ko="순위 상관"),
}

ERRORS: dict[str, ErrorMessage] = {}
