"""What derivations say beside their formulas."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "formula.omitted": Message(en="… ({count} more)", ko="… (외 {count}개)"),
    "formula.omitted_sum": Message(en="… ({count} more: {value})", ko="… (외 {count}개: {value})"),
    "formula.more": Message(en="{count} more", ko="외 {count}개"),
    "formula.case": Message(en="{value} if {condition}", ko="{condition}이면 {value}"),
    "formula.otherwise": Message(en="else {value}", ko="아니면 {value}"),
    "formula.else": Message(en="otherwise", ko="그 밖의 경우"),
    "explain.stored": Message(en="a stored number: it has no derivation", ko="저장된 값이라 따로 유도할 것이 없어요"),
    "explain.given": Message(en="given from outside", ko="밖에서 주어진 값이에요"),
    "explain.drawn": Message(
        en="drawn at random, from the seed and the number of the step",
        ko="시드와 스텝 번호로 정해지는 난수예요",
    ),
    "explain.opaque": Message(
        en="computed by {maker}, whose own code (or torch) differentiates it: the number can be shown, but not its derivation",
        ko="{maker}의 코드(또는 torch)가 직접 계산하고 미분한 값이라, 숫자는 보여 줄 수 있지만 유도 과정은 보여 줄 수 없어요",
    ),
    "explain.recombined": Message(
        en="(the digits shown give {value}: they are rounded, the result is computed from all digits)",
        ko="(보이는 숫자로 계산하면 {value:이/가} 나와요. 보이는 숫자는 반올림했고, 결과는 모든 자릿수로 계산했어요)",
    ),
    "explain.contradicted": Message(
        en="WARNING: do not trust this: the digits shown give {value}, and their rounding does not explain the difference",
        ko="주의: 이 설명을 믿지 마세요. 보이는 숫자로 계산하면 {value:이/가} 나오는데, 반올림만으로는 이만큼 달라질 수 없어요",
    ),
    "explain.where": Message(en="where {letters}", ko="기호: {letters}"),
    "explain.letter": Message(en="{letter} is {name}", ko="{letter} = {name}"),
    "explain.meets_sum": Message(
        en="{written} adds up {read} over {ranges}; places outside are left out",
        ko="{written} = {read}의 합({ranges}, 바깥 위치는 빼요)",
    ),
    "explain.meets_largest": Message(
        en="{written} is the largest {read} over {ranges}; places outside are left out",
        ko="{written} = {read} 가운데 가장 큰 값({ranges}, 바깥 위치는 빼요)",
    ),
    "explain.meets_mean": Message(
        en="{written} is the mean of {read} over {ranges}; places outside are left out",
        ko="{written} = {read}의 평균({ranges}, 바깥 위치는 빼요)",
    ),
    "explain.change": Message(
        en="{change} = {after} - {before} = {value}: six digits hide it",
        ko="{change} = {after} - {before} = {value}: 여섯 자리로는 보이지 않는 변화예요",
    ),
    "explain.way": Message(
        en="The way back from the loss (at each fork along the largest term that comes from it):",
        ko="손실에서 거슬러 온 길(갈림길에서는 손실에서 온 항 가운데 가장 큰 것을 따라가요):",
    ),
    "explain.factors": Message(en="The chain of factors:", ko="연쇄 법칙으로 곱하면:"),
    "explain.hop": Message(en="largest of {ways}: {share}", ko="항 {ways}개 중 최대: {share}"),
    "explain.hop_beside_penalty": Message(
        en="{share}, one of {ways}; the penalty's own term is larger: {larger}",
        ko="항 {ways}개 중 하나: {share}. 벌점에서 바로 온 항이 더 커요: {larger}",
    ),
    "explain.steps": Message(en="The derivative, step by step:", ko="도함수를 한 단계씩 구하면:"),
    "explain.step_definition": Message(en="the function itself", ko="함수의 정의"),
    "explain.step_chain_rule": Message(
        en="chain rule: the outer derivative times the inner one", ko="연쇄 법칙: 겉미분 × 속미분"
    ),
    "explain.step_quotient_rule": Message(
        en="quotient rule: (u/v)' = (u'·v - u·v')/v²", ko="몫의 미분법: (u/v)' = (u'·v - u·v')/v²"
    ),
    "explain.step_product_rule": Message(
        en="product rule: (u·v)' = u'·v + u·v'", ko="곱의 미분법: (u·v)' = u'·v + u·v'"
    ),
    "explain.step_signs": Message(en="minus times minus is plus", ko="음수끼리 곱하면 양수"),
    "explain.step_factors": Message(en="written as a product", ko="곱으로 나눠 쓰기"),
    "explain.step_remainder": Message(
        en="the second factor is what the first lacks to 1", ko="둘째 인수는 1에서 첫째를 뺀 것"
    ),
    "explain.step_divided": Message(en="the fraction, divided out", ko="분수를 정리"),
    "explain.step_exponential": Message(
        en="each piece by itself; exp is its own derivative", ko="조각마다 미분; exp의 도함수는 exp"
    ),
    "explain.step_added": Message(en="α taken away and added again", ko="α를 빼고 다시 더하기"),
    "explain.step_named": Message(en="the value itself put in", ko="이미 구한 함숫값을 대입"),
    "explain.step_pieces": Message(en="each piece is a straight line: its slope", ko="조각마다 직선이므로 그 기울기"),
    "explain.step_winner": Message(en="the piece that is the largest", ko="가장 큰 조각"),
    "explain.title": Message(
        en="Explanation of the next training step ({steps} steps of the plan, {precision}): loss {loss}",
        ko="다음 훈련 스텝의 설명(계산 단계 {steps}개, {precision}): 손실 {loss}",
    ),
    "explain.title_forward": Message(
        en="Explanation of a forward pass ({steps} steps of the plan, {precision})",
        ko="순전파의 설명(계산 단계 {steps}개, {precision})",
    ),
    "explain.drift": Message(
        en="As it runs, fused and in {precision}, numbers differ from these by at most {value} of the largest beside them.",
        ko="실제 학습은 단계를 합쳐 {precision:으로/로} 계산해요. 그 값과의 차이는 같은 배열의 가장 큰 값에 대한 비율로 최대 {value:이에요/예요}.",
    ),
    "explain.forward": Message(en="Forward", ko="순전파"),
    "explain.loss": Message(en="Loss", ko="손실"),
    "explain.backward": Message(en="Backward", ko="역전파"),
    "explain.update": Message(en="Update", ko="가중치 업데이트"),
    "explain.more_numbers": Message(
        en="… {count} more like it: explanation.{method}({name!r}, {index})",
        ko="… 이런 숫자 {count}개 더: explanation.{method}({name!r}, {index})",
    ),
    "cli.explain": Message(
        en="Explain a number of a trained run on one image: why a weight changes, how a unit got its value.",
        ko="훈련한 신경망의 숫자를 이미지 하나로 설명해요: 가중치가 왜 바뀌는지, 유닛의 값이 어떻게 나왔는지.",
    ),
    "cli.explain.picture": Message(
        en="An image file, also inside an archive, photos.zip/cat/1.png; or one of many images by its number, from 0: digits[17], faces.npz[17].",
        ko="이미지 파일. 압축 파일 안의 것도 돼요: photos.zip/cat/1.png. 또는 여럿 가운데 몇 번째인지(0부터): digits[17], faces.npz[17].",
    ),
    "cli.explain.weight": Message(
        en="A weight, such as conv2d/kernel[0,1,0,5]: the chain from the loss to it, and its update.",
        ko="가중치(예: conv2d/kernel[0,1,0,5]): 손실에서 거기까지의 연쇄와 업데이트.",
    ),
    "cli.explain.unit": Message(
        en="A value, such as dense_1/output[3]: where it comes from.", ko="값(예: dense_1/output[3]): 어디서 나왔는지."
    ),
    "cli.explain.label": Message(
        en="The class the image belongs to, as the target of the training step. Without it, only the prediction is explained.",
        ko="이미지가 속한 클래스: 훈련 스텝의 정답. 주지 않으면 예측만 설명해요.",
    ),
    "cli.explain.html": Message(
        en="Write an interactive page to this file.", ko="눌러 가며 볼 수 있는 웹 페이지를 이 파일에 써요."
    ),
    "cli.explain.predicted": Message(
        en="Prediction: {label} ({probability}). Without a label there are no gradients: --label NAME shows the training step.",
        ko="예측: {label}({probability}). 라벨을 주지 않아서 되돌아가는 것이 없어요. --label NAME을 주면 훈련 스텝을 보여요.",
    ),
    "cli.explain.in_training": Message(
        en="What follows is a training step on this image alone, in which the label gets {probability}: where a network has batch normalization or dropout, they compute differently than in prediction.",
        ko="아래는 이 이미지 하나로 훈련하는 한 스텝이고, 거기서 라벨의 확률은 {probability}예요. 배치 정규화나 드롭아웃이 있으면 훈련할 때는 예측할 때와 다르게 계산해요.",
    ),
    "cli.explain.given": Message(
        en="Label: {label}, as given; the network gives it {probability} and predicts {predicted}.",
        ko="라벨: {label}. 주어진 값이고, 신경망이 준 확률은 {probability}, 예측은 {predicted}예요.",
    ),
    "cli.explain.unit_in_training": Message(
        en="In the training step with this label it is {value}.", ko="이 라벨로 하는 훈련 스텝에서는 {value}예요."
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "cli.explain.nothing": ErrorMessage(
        en=Lines(
            problem="nothing to explain was given.",
            expected="--weight NAME[i,j,...], --unit NAME[i,j,...] or --html FILE",
            got="none of them",
            fix="Add --html page.html to see everything, or --unit dense_1/z[3], for example.",
        ),
        ko=Lines(
            problem="무엇을 설명할지 정하지 않았어요.",
            expected="--weight NAME[i,j,...], --unit NAME[i,j,...] 또는 --html FILE",
            got="아무것도 없음",
            fix="모두 보려면 --html page.html을 더하고, 하나만 보려면 --unit dense_1/z[3]처럼 쓰세요.",
        ),
    ),
    "explain_run.no_label": ErrorMessage(
        en=Lines(
            problem="how a weight changes depends on the class that the image shows, which was not given.",
            expected="--label with one of: {labels}",
            got="no label; the network predicts {predicted}, which is not a target",
            fix="Add --label with the class that the image really shows.",
        ),
        ko=Lines(
            problem="가중치가 어느 쪽으로 움직이는지는 이미지가 어느 클래스인지에 달려 있는데, 그것을 말하지 않았어요.",
            expected="--label에 다음 가운데 하나: {labels}",
            got="라벨 없음. 신경망의 예측 {predicted!r:은/는} 정답이 아니에요",
            fix="이미지가 실제로 나타내는 클래스를 --label로 더하세요.",
        ),
    ),
    "explain_run.no_loss": ErrorMessage(
        en=Lines(
            problem="the network was saved without a loss, so there is no training step to explain.",
            expected="a network that was compiled before it was saved, as 'nervure train' does",
            got="{got}",
            fix="Leave out --label to explain the prediction, or compile the network in Python and save it again.",
        ),
        ko=Lines(
            problem="신경망이 손실 없이 저장되어서 설명할 훈련 스텝이 없어요.",
            expected="'nervure train'이 하듯이 컴파일한 뒤 저장한 신경망",
            got="{got}",
            fix="예측만 설명하려면 --label을 빼고, 아니면 Python에서 신경망을 컴파일해 다시 저장하세요.",
        ),
    ),
    "explain_run.cell": ErrorMessage(
        en=Lines(
            problem="this does not name a number.",
            expected="a name and an index: dense/kernel[0,3]",
            got="{got}",
            fix="Write the index in brackets after the name; in a shell, put quotes around it: 'dense/kernel[0,3]'.",
        ),
        ko=Lines(
            problem="숫자 하나를 가리키는 이름이 아니에요.",
            expected="이름과 위치: dense/kernel[0,3]",
            got="{got}",
            fix="이름 뒤에 위치를 대괄호로 쓰세요. 셸에서는 따옴표로 감싸세요.",
        ),
    ),
    "explain.no_step": ErrorMessage(
        en=Lines(
            problem="only a forward pass was explained, so there are no gradients.",
            expected="an explanation of a training step",
            got="explain(x) without y",
            fix="Call model.explain(x, y).",
        ),
        ko=Lines(
            problem="순전파만 설명했기 때문에 기울기가 없어요.",
            expected="훈련 스텝의 설명",
            got="y 없이 부른 explain(x)",
            fix="model.explain(x, y)로 부르세요.",
        ),
    ),
    "explain.index": ErrorMessage(
        en=Lines(
            problem="'{name}' has no number at that index.",
            expected="an index into the shape {expected}",
            got="{got}",
            fix="Give one whole number per axis; for values of layers the sample comes first.",
        ),
        ko=Lines(
            problem="'{name}'에는 그 위치의 숫자가 없어요.",
            expected="{expected} 모양 안의 위치",
            got="{got}",
            fix="축마다 정수를 하나씩 주세요. 층의 값은 샘플 번호가 맨 앞이에요.",
        ),
    ),
    "explain.no_gradient": ErrorMessage(
        en=Lines(
            problem="'{name}' has no gradient of its own.",
            expected="a value or a weight that the loss depends on",
            got="{name}",
            fix="A softmax or sigmoid before a cross-entropy is differentiated together with it: ask for its input ('…/z'). Frozen weights and states have no gradient.",
        ),
        ko=Lines(
            problem="'{name}'에는 따로 계산된 기울기가 없어요.",
            expected="손실이 의존하는 값 또는 가중치",
            got="{name}",
            fix="크로스 엔트로피 앞의 소프트맥스나 시그모이드는 손실과 함께 미분되니 그 입력('…/z')을 물어보세요. 얼린 가중치와 상태에는 기울기가 없어요.",
        ),
    ),
    "explain.no_update": ErrorMessage(
        en=Lines(
            problem="'{name}' does not change in this step.",
            expected="a weight that is trained, what the optimizer keeps of it, or a moving statistic",
            got="{name}",
            fix="Frozen layers do not change; for values of the forward pass call value_of(...).",
        ),
        ko=Lines(
            problem="{name!r:은/는} 이 스텝에서 바뀌지 않아요.",
            expected="학습하는 가중치, 옵티마이저가 그 가중치에 대해 기억하는 값, 또는 이동 통계",
            got="{name}",
            fix="얼린 층은 그대로 있고 순전파의 값은 매번 새로 계산돼요. value_of(...)로 물어보세요.",
        ),
    ),
    "explain.ambiguous": ErrorMessage(
        en=Lines(
            problem="several things here are named '{name}'.",
            expected="{expected}",
            got="'{name}'",
            fix="Write {example}, for example.",
        ),
        ko=Lines(
            problem="{name!r:이라/라}고 불리는 것이 여러 개예요.",
            expected="{expected}",
            got="'{name}'",
            fix="예를 들어 {example}처럼 어느 것인지 쓰세요.",
        ),
    ),
    "explain.disagrees": ErrorMessage(
        en=Lines(
            problem="the derivation and the engine disagree at {place}.",
            expected="{expected}",
            got="{got}",
            fix="This is a bug in nervure: please report it with the model and the data.",
        ),
        ko=Lines(
            problem="{place}에서 유도한 값과 엔진이 계산한 값이 달라요.",
            expected="{expected}",
            got="{got}",
            fix="nervure의 오류예요. 모델과 데이터를 함께 알려 주세요.",
        ),
    ),
    "explain.altered": ErrorMessage(
        en=Lines(
            problem="the text was altered in line {line}, at character {column}.",
            expected="{expected}",
            got="{got}",
            fix="Print the explanation again, or correct that number.",
        ),
        ko=Lines(
            problem="글의 {line}번째 줄 {column}번째 글자가 바뀌었어요.",
            expected="{expected}",
            got="{got}",
            fix="설명을 다시 출력하거나 그 숫자를 고치세요.",
        ),
    ),
    "explain.not_ours": ErrorMessage(
        en=Lines(
            problem="this text does not come from this explanation.",
            expected="the str() of the explanation, or of one of its why(...) and value_of(...)",
            got="a text that begins with {got!r}",
            fix="Pass the whole output of str(), including its first line.",
        ),
        ko=Lines(
            problem="이 설명에서 나온 글이 아니에요.",
            expected="설명이나 그 why(...), value_of(...)의 str()",
            got="{got!r:으로/로} 시작하는 글",
            fix="str()로 얻은 글을 첫 줄까지 그대로 넘기세요.",
        ),
    ),
}
