"""What pages in a browser say: controls, keys, and formulas read aloud.

The page carries both languages and fills the placeholders itself; it knows no particles, so no word that changes one
may follow a placeholder.
"""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Message

MESSAGES: dict[str, Message] = {
    "page.no_script": Message(
        en="This page computes its numbers in the browser. Please allow JavaScript for this file; it sends no network requests.",
        ko="이 페이지는 브라우저 안에서 수를 계산해요. 이 파일에 자바스크립트를 허용해 주세요. 네트워크는 쓰지 않아요.",
    ),
    "page.network": Message(en="Network", ko="신경망"),
    "page.path": Message(en="Location", ko="현재 위치"),
    "page.pass": Message(en="Values or gradients", ko="값 또는 기울기"),
    "page.values": Message(en="Values", ko="값"),
    "page.gradients": Message(en="Gradients", ko="기울기"),
    "page.values_of": Message(en="Values of {name}", ko="값: {name}"),
    "page.gradients_of": Message(en="Gradients of the loss with respect to {name}", ko="손실의 기울기: {name}"),
    "page.forward": Message(en="Forward", ko="순전파"),
    "page.backward": Message(en="Backward", ko="역전파"),
    "page.update": Message(en="Update", ko="업데이트"),
    "page.guess": Message(en="Guess first", ko="먼저 맞혀 보기"),
    "page.your_guess": Message(en="Your guess", ko="내 예상"),
    "page.check": Message(en="Check", ko="확인"),
    "page.reveal": Message(en="Show", ko="보기"),
    "page.guess_no_number": Message(en="Type a number, such as 0.25.", ko="0.25처럼 수를 입력하세요."),
    "page.guess_right": Message(en="Right. It is {value}.", ko="맞았어요: {value}"),
    "page.guess_close": Message(en="Close: off by {difference}.", ko="거의 맞았어요. 차이: {difference}"),
    "page.guess_low": Message(en="Too low, by {difference}.", ko="예상이 낮아요. 차이: {difference}"),
    "page.guess_high": Message(en="Too high, by {difference}.", ko="예상이 높아요. 차이: {difference}"),
    "page.guess_sign": Message(en="The sign is wrong.", ko="부호가 반대예요."),
    "page.search": Message(en="Search", ko="찾기"),
    "page.close": Message(en="Close", ko="닫기"),
    "page.keys": Message(en="Keys", ko="단축키"),
    "page.key_tab": Message(en="next region", ko="다음 영역으로"),
    "page.key_arrows": Message(en="move within a map, a matrix or the network", ko="맵, 행렬, 신경망 안에서 이동"),
    "page.key_enter": Message(en="open the calculation of a number", ko="그 수의 계산 열기"),
    "page.key_up": Message(en="one level up", ko="한 단계 위로"),
    "page.key_step": Message(en="previous and next number or layer", ko="앞, 다음 수 또는 층"),
    "page.key_forward": Message(en="show values (forward)", ko="값 (순전파)"),
    "page.key_backward": Message(en="show gradients (backward)", ko="기울기 (역전파)"),
    "page.key_guess": Message(en="hide results until you have guessed", ko="맞혀 볼 때까지 결과 숨기기"),
    "page.nothing_found": Message(en="Nothing with that name.", ko="그런 이름은 없어요."),
    "page.key_search": Message(en="search", ko="찾기"),
    "page.key_language": Message(en="한국어", ko="영어"),
    "page.key_keys": Message(en="this list", ko="이 목록"),
    "page.tensors": Message(en="Tensor of this layer", ko="이 층의 무엇"),
    "page.sample": Message(en="Sample", ko="표본"),
    "page.axis": Message(en="Axis {axis}", ko="축 {axis}"),
    "page.previous": Message(en="{what}: previous", ko="{what}: 하나 앞"),
    "page.next": Message(en="{what}: next", ko="{what}: 하나 뒤"),
    "page.channel": Message(en="Channel {number}", ko="채널 {number}"),
    "page.channels": Message(en="Channels", ko="채널"),
    "page.channel_of": Message(en="{label} of {count}", ko="{label} (전체 {count}개)"),
    "page.cell": Message(en="[{place}]: {value}", ko="[{place}]: {value}"),
    "page.no_cell": Message(en="nothing here", ko="여기에는 수가 없어요"),
    "page.outside": Message(en="outside the image: zero", ko="이미지 밖: 0"),
    "page.shows_values": Message(
        en="These numbers have no gradient; you see their values.", ko="이 수에는 기울기가 없어서 값을 보여요."
    ),
    "page.lead_training": Message(
        en="One training step on a batch of {count}: forward, loss, backward, update. Click any number to see how it was computed.",
        ko="표본 {count}개로 하는 훈련 스텝 하나: 순전파, 손실, 역전파, 업데이트. 어떤 수든 누르면 어떻게 계산했는지 보여요.",
    ),
    "page.chain": Message(en="The path from the loss", ko="손실에서 여기까지"),
    "page.chain_about": Message(
        en="From the loss down to this number: each gradient is the one above it times a factor. If several paths meet, this is the largest of the terms that add up to it.",
        ko="손실에서 이 수까지 내려와요. 각 기울기는 바로 위의 기울기에 인수를 곱한 것이에요. 여러 길이 만나는 곳에서는 더해지는 항 가운데 가장 큰 것만 그래요.",
    ),
    "page.walk": Message(en="Prediction or training step", ko="예측 또는 훈련 스텝"),
    "page.predict": Message(en="Prediction", ko="예측"),
    "page.train": Message(en="Training step", ko="훈련 스텝"),
    "page.about_predict": Message(
        en="You see what the network predicts. There is no backward pass.",
        ko="신경망이 예측하는 계산이에요. 되돌아가는 것은 없어요.",
    ),
    "page.about_train": Message(
        en="You see the next training step: dropout drops values, and batch normalization uses the statistics of this batch.",
        ko="다음 훈련 스텝이에요. 드롭아웃이 값을 빼고, 배치 정규화는 이 배치의 통계를 써요.",
    ),
    "page.about_train_same": Message(
        en="You see the next training step; its forward pass computes the same as prediction.",
        ko="다음 훈련 스텝이에요. 순전파에서는 예측과 같은 계산을 해요.",
    ),
    "page.choose_target": Message(
        en="No target was given, so there is no backward pass. Choose the class that the network should have predicted:",
        ko="정답이 주어지지 않아서 되돌아가는 것이 없어요. 신경망이 답했어야 할 클래스를 고르세요:",
    ),
    "page.chosen_target": Message(
        en="You chose a target: {label}. The loss and all gradients depend on this choice; the network did not make it.",
        ko="고른 정답: {label}. 손실과 모든 기울기는 이 선택에 따른 것이고, 신경망의 예측이 아니에요.",
    ),
    "page.more_classes": Message(
        en="This file has the classes that the network finds most likely; the others ({count}) are left out. `nervure explain` with --label, or model.explain(x, y), shows any of them.",
        ko="이 파일에는 신경망이 가장 그럴듯하다고 본 클래스만 있어요. 나머지 {count}개는 빠졌어요. `nervure explain`의 --label이나 model.explain(x, y)로 볼 수 있어요.",
    ),
    "page.key_walk": Message(en="prediction, or training step", ko="예측, 훈련 스텝"),
    "page.target_chosen": Message(en="Target, chosen here", ko="여기에서 고른 정답"),
    "page.left_sweeps": Message(
        en="To keep the file small, this page computes products and their gradients from the weights; last digits may differ from the engine's.",
        ko="파일을 작게 하려고, 곱과 그 기울기는 이 페이지가 가중치로 계산해요. 끝자리는 엔진과 다를 수 있어요.",
    ),
    "page.left_slots": Message(
        en="Too large to include: the optimizer state of the largest weight arrays, and so their new values. In Python, explanation.update_of shows them.",
        ko="들어가지 않아 뺀 것: 옵티마이저가 가장 큰 가중치 배열에 대해 기억하는 것과 그 새 값. Python의 explanation.update_of로 볼 수 있어요.",
    ),
    "page.left_ahead": Message(
        en="Too large to include: derivations of layers for which this page has no rule. In Python, explanation.value_of and explanation.why show them.",
        ko="들어가지 않아 뺀 것: 이 페이지에 규칙이 없는 층의 유도. Python의 explanation.value_of와 explanation.why로 볼 수 있어요.",
    ),
    "page.left_weights": Message(
        en="Too large to include: the largest weight arrays. In Python, explanation.value_of shows every number.",
        ko="들어가지 않아 뺀 것: 가장 큰 가중치 배열. Python의 explanation.value_of로 모든 수를 볼 수 있어요.",
    ),
    "page.left_values": Message(
        en="Too large to include: the largest arrays of values. In Python, explanation.value_of shows every number.",
        ko="들어가지 않아 뺀 것: 가장 큰 값 배열. Python의 explanation.value_of로 모든 수를 볼 수 있어요.",
    ),
    "page.left_out": Message(
        en="This number, or one that it depends on, would not fit into the file. In Python, explanation.value_of and explanation.gradient_of show it.",
        ko="이 수 또는 이 수를 이루는 수는 파일에 들어가지 않았어요. Python의 explanation.value_of와 explanation.gradient_of로 볼 수 있어요.",
    ),
    "page.lead_prediction": Message(
        en="What the network computes for a batch of {count}. Click any number to see how it was computed.",
        ko="표본 {count}개에 대해 신경망이 계산한 것. 어떤 수든 누르면 어떻게 계산했는지 보여요.",
    ),
    "page.how": Message(
        en="Choose a layer above, then a cell. F shows values, B gradients, Backspace goes up, ? lists the keys. The address of this page always leads back to exactly what you see.",
        ko="위에서 층을 고르고 칸을 고르세요. F는 값, B는 기울기, Backspace는 위로, ?는 단축키예요. 이 페이지의 주소를 보내면 지금 보는 곳이 그대로 열려요.",
    ),
    "page.output": Message(en="Output", ko="출력"),
    "page.bar": Message(en="Bar", ko="막대"),
    "page.value": Message(en="Value", ko="값"),
    "page.loss": Message(en="Loss", ko="손실"),
    "page.loss_of_sample": Message(en="Loss of this sample ({name})", ko="이 표본의 손실 ({name})"),
    "page.target": Message(en="Target", ko="정답"),
    "page.formula": Message(en="Formula", ko="식"),
    "page.terms": Message(en="All terms ({count})", ko="항 {count}개"),
    "page.all_terms": Message(en="Show all terms ({count})", ko="항 {count}개 보기"),
    "page.others": Message(en="the other {count} sum to", ko="나머지 {count}개의 합"),
    "page.term": Message(en="Term", ko="항"),
    "page.comes_from": Message(en="Comes from", ko="어디에서"),
    "page.calculation": Message(en="Calculation", ko="계산"),
    "page.numbers_used": Message(en="The numbers used", ko="식에 들어간 수"),
    "page.contributions": Message(
        en="What each position in {name} adds to the sum", ko="{name}의 각 자리가 합에 보태는 몫"
    ),
    "page.patch": Message(en="Patch", ko="조각"),
    "page.kernel": Message(en="Kernel", ko="커널"),
    "page.products": Message(en="Products", ko="곱"),
    "page.sum_here": Message(en="Sum over this channel: {value}", ko="이 채널의 합: {value}"),
    "page.engine_same": Message(en="The engine computed exactly {value}.", ko="엔진이 계산한 값과 똑같아요: {value}"),
    "page.engine_rounded": Message(
        en="The engine computed {value}; the difference of {difference} is due to rounding.",
        ko="엔진이 계산한 값: {value}. 차이 {difference} 정도는 반올림 때문이에요.",
    ),
    "page.engine_differs": Message(
        en="The engine computed {value}: off by {difference}, more than rounding explains.",
        ko="엔진이 계산한 값: {value}. 차이 {difference}: 반올림보다 커요.",
    ),
    "page.recombined": Message(
        en="The digits shown give {value}: they are rounded, the result is computed from all digits.",
        ko="보이는 숫자로 계산한 값: {value}. 보이는 숫자는 반올림했고, 결과는 모든 자릿수로 계산했어요.",
    ),
    "page.contradicted": Message(
        en="Do not trust this: the digits shown give {value}, and their rounding does not explain the difference.",
        ko="이 설명을 믿지 마세요. 보이는 숫자로 계산한 값: {value}. 반올림만으로는 이만큼 달라질 수 없어요.",
    ),
    "page.read_by": Message(en="Read by", ko="이 수를 읽는 곳:"),
    "page.kept_by_optimizer": Message(en="Optimizer state for it:", ko="옵티마이저가 이 수에 대해 기억하는 것:"),
    "page.activations": Message(en="Six activation functions", ko="활성화 함수 여섯 가지"),
    "page.activations_lead": Message(
        en="An activation decides how much of a sum is passed on. Move x: the solid line is the function f, the dashed line its slope f′, by which every gradient is multiplied in the backward pass.",
        ko="활성화 함수는 합이 얼마나 지나갈지 정해요. x를 움직여 보세요. 실선은 함수 f, 점선은 기울기 f′이고, 되돌아가는 모든 기울기에 f′가 곱해져요.",
    ),
    "page.move_x": Message(en="x", ko="x"),
    "page.parameter": Message(en="Parameter {name}", ko="파라미터 {name}"),
    "page.plot": Message(
        en="{name}: at x = {x} the value is {value} and the slope {slope}.",
        ko="{name}: x = {x}, 값 {value}, 기울기 {slope}.",
    ),
    "page.why_slope": Message(en="Why f (1 − f)?", ko="왜 f (1 − f)일까요?"),
    "page.table": Message(en="As a table", ko="표로 보기"),
    "page.key_less": Message(en="decrease x by 0.1", ko="x를 0.1만큼 왼쪽으로"),
    "page.key_more": Message(en="increase x by 0.1", ko="x를 0.1만큼 오른쪽으로"),
    "page.about_sigmoid": Message(
        en="Maps any number to one between 0 and 1. Far from 0, it is flat: almost no gradient passes back.",
        ko="어떤 수든 0과 1 사이가 돼요. 0에서 멀면 평평해서 기울기가 거의 돌아가지 못해요.",
    ),
    "page.about_tanh": Message(
        en="Like the sigmoid, but between −1 and 1 and centered on 0. It is flat far from 0, too.",
        ko="시그모이드와 비슷하지만 −1과 1 사이이고 0이 가운데예요. 역시 0에서 멀면 평평해요.",
    ),
    "page.about_relu": Message(
        en="Values above 0 pass with slope 1; below 0, neither value nor gradient passes.",
        ko="0보다 크면 기울기 1로 그대로 지나가요. 작으면 값도 기울기도 지나가지 못해요.",
    ),
    "page.about_leaky_relu": Message(
        en="A ReLU that passes a little below 0, so that no unit dies.",
        ko="0보다 작아도 조금은 지나가게 한 ReLU예요. 죽는 유닛이 없어요.",
    ),
    "page.about_maxout": Message(
        en="The larger of two straight lines, both learned. Its slope is that of the larger line.",
        ko="학습한 두 직선 가운데 큰 쪽이에요. 기울기는 이긴 직선의 기울기예요.",
    ),
    "page.about_elu": Message(
        en="Like ReLU above 0; below, it bends smoothly toward −α and keeps a gradient.",
        ko="0보다 크면 ReLU와 같고, 작으면 −α 쪽으로 부드럽게 휘면서 기울기를 남겨요.",
    ),
    "page.say_plus": Message(en=" plus ", ko=" 더하기 "),
    "page.say_times": Message(en=" times ", ko=" 곱하기 "),
    "page.say_equal": Message(en=" equals ", ko=" 같음 "),
    "page.say_greater": Message(en=" greater than ", ko=" 보다 큼 "),
    "page.say_at_least": Message(en=" at least ", ko=" 이상 "),
    "page.say_less": Message(en=" less than ", ko=" 보다 작음 "),
    "page.say_minus": Message(en="minus {value}", ko="마이너스 {value}"),
    "page.say_over": Message(en="({top}) divided by ({bottom})", ko="({top}) 나누기 ({bottom})"),
    "page.say_power": Message(en="({value}) to the power {exponent}", ko="({value}) 의 {exponent}제곱"),
    "page.say_root": Message(en="the square root of ({value})", ko="({value}) 의 제곱근"),
    "page.say_exp": Message(en="e to the power ({value})", ko="e 의 ({value}) 제곱"),
    "page.say_ln": Message(en="the natural logarithm of ({value})", ko="({value}) 의 자연로그"),
    "page.say_tanh": Message(en="tanh of ({value})", ko="({value}) 의 하이퍼볼릭 탄젠트"),
    "page.say_sigmoid": Message(en="sigmoid of ({value})", ko="({value}) 의 시그모이드"),
    "page.say_normal": Message(
        en="the normal distribution function at ({value})", ko="({value}) 에서 정규분포의 누적확률"
    ),
    "page.say_abs": Message(en="the absolute value of ({value})", ko="({value}) 의 절댓값"),
    "page.say_max": Message(en="the largest of ({value})", ko="({value}) 가운데 가장 큰 수"),
    "page.say_min": Message(en="the smallest of ({value})", ko="({value}) 가운데 가장 작은 수"),
    "page.say_holds": Message(en="1 if {condition}, else 0", ko="조건 {condition} 일 때 1, 아니면 0"),
    "page.say_sum": Message(en="the sum over {over} of ({term})", ko="모든 {over} 에 대해 ({term}) 의 합"),
    "page.say_index": Message(en="{value} {index}", ko="{value} {index}"),
    "page.say_updated": Message(en="new {value}", ko="새 {value}"),
    "page.say_gradient": Message(
        en="the derivative of the loss with respect to {value}", ko="손실을 {value} 로 미분한 것"
    ),
}

ERRORS: dict[str, ErrorMessage] = {}
