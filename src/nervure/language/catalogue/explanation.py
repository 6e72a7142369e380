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
    "explain.opaque": Message(
        en="computed by {maker}, whose own code (or torch) differentiates it: the number can be shown, its derivation "
        "cannot",
        ko="{maker}의 코드(또는 torch)가 직접 계산하고 미분한 값이라, 숫자는 보여 줄 수 있지만 유도 과정은 보여 줄 수 없어요",
    ),
    "explain.recombined": Message(
        en="(the digits shown give {value}: they are rounded, the result is computed from all digits)",
        ko="(보이는 자릿수로 계산하면 {value} 나와요. 보이는 수는 반올림한 것이고, 결과는 모든 자릿수로 계산했어요)",
    ),
    "explain.where": Message(en="where {letters}", ko="기호: {letters}"),
    "explain.letter": Message(en="{letter} is {name}", ko="{letter} = {name}"),
    "explain.computed_by": Message(en="by {maker}", ko="계산: {maker}"),
    "explain.way": Message(
        en="The way back from the loss (the largest term at each fork):",
        ko="손실에서 거꾸로 오는 길(갈림길마다 가장 큰 항):",
    ),
    "explain.factors": Message(en="The chain of factors:", ko="연쇄 법칙의 인수:"),
    "explain.hop": Message(en="{share} of {ways} terms", ko="항 {ways}개 중 {share}"),
    "explain.title": Message(
        en="Explanation of the next training step ({steps} steps of the plan, {precision}): loss {loss}",
        ko="다음 학습 스텝의 설명(계산 단계 {steps}개, {precision}): 손실 {loss}",
    ),
    "explain.title_forward": Message(
        en="Explanation of a forward pass ({steps} steps of the plan, {precision})",
        ko="순전파의 설명(계산 단계 {steps}개, {precision})",
    ),
    "explain.drift": Message(
        en="As it runs, fused and in {precision}, numbers differ from these by at most {value} of the largest beside them.",
        ko="실제로 실행될 때(단계를 합쳐서 {precision}로)의 값과는, 함께 있는 가장 큰 값에 대해 많아야 {value}만큼 달라요.",
    ),
    "explain.forward": Message(en="Forward", ko="순전파"),
    "explain.loss": Message(en="Loss", ko="손실"),
    "explain.backward": Message(en="Backward", ko="역전파"),
    "explain.update": Message(en="Update", ko="가중치 업데이트"),
    "explain.more_numbers": Message(
        en="… {count} more like it: explanation.{method}({name!r}, {index})",
        ko="… 이런 숫자 {count}개 더: explanation.{method}({name!r}, {index})",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "explain.no_step": ErrorMessage(
        en=Lines(
            problem="only a forward pass was explained, so there are no gradients.",
            expected="an explanation of a training step",
            got="explain(x) without y",
            fix="Call model.explain(x, y).",
        ),
        ko=Lines(
            problem="순전파만 설명했기 때문에 기울기가 없어요.",
            expected="학습 스텝의 설명",
            got="y 없이 부른 explain(x)",
            fix="model.explain(x, y)로 부르세요.",
        ),
    ),
    "explain.index": ErrorMessage(
        en=Lines(
            problem="'{name}' has no number at that index.",
            expected="an index into the shape {expected}",
            got="{got}",
            fix="Give one whole number for each axis, the sample first for values of layers.",
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
            fix="A softmax or sigmoid before a cross-entropy is differentiated together with it: ask for what goes into it "
            "('…/z'). Frozen weights and states have no gradient.",
        ),
        ko=Lines(
            problem="'{name}'에는 따로 계산된 기울기가 없어요.",
            expected="손실이 의존하는 값 또는 가중치",
            got="{name}",
            fix="크로스 엔트로피 앞의 소프트맥스나 시그모이드는 손실과 함께 미분되니 그 입력('…/z')을 물어보세요. 얼린 가중치와 상태에는 기울기가 없어요.",
        ),
    ),
    "explain.disagrees": ErrorMessage(
        en=Lines(
            problem="the derivation and the engine disagree at {place}.",
            expected="{expected}",
            got="{got}",
            fix="This is a mistake in nervure: please report it with the model and the data.",
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
            fix="Print the explanation anew, or correct that number.",
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
            problem="the text is none of this explanation.",
            expected="the str() of the explanation, or of one of its why(...) and value_of(...)",
            got="a text that begins with {got!r}",
            fix="Pass what str() gave, its first line included.",
        ),
        ko=Lines(
            problem="이 설명에서 나온 글이 아니에요.",
            expected="설명이나 그 why(...), value_of(...)의 str()",
            got="{got!r}로 시작하는 글",
            fix="str()로 얻은 글을 첫 줄까지 그대로 넘기세요.",
        ),
    ),
}
