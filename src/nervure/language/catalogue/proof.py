"""What the proof of an explanation says where something is not so."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "explain.doubt": Message(
        en="WARNING: do not trust this. {where}: {problem} Expected: {expected}. Got: {got}.",
        ko="주의: 이 설명을 믿지 마세요. {where}: {problem} 있어야 할 것: {expected}. 나온 것: {got}.",
    ),
    "explain.every_weight": Message(en="all weights and inputs together", ko="모든 가중치와 입력을 함께 움직이는"),
    "explain.walk_fused": Message(en="fused, step by step", ko="합친 단계를 하나씩"),
    "explain.walk_small_network": Message(en="many steps in one call", ko="여러 스텝을 한 번에"),
}

ERRORS: dict[str, ErrorMessage] = {
    "explain.misprinted": ErrorMessage(
        en=Lines(
            problem="the text that is printed for {place}, read back, does not say what the engine has.",
            expected="{expected}",
            got="{got}",
            fix="This is a bug in nervure: please report it with the model and the data.",
        ),
        ko=Lines(
            problem="{place}에 대해 출력하는 글을 다시 읽어 보니 엔진이 계산한 것과 달라요.",
            expected="{expected}",
            got="{got}",
            fix="nervure의 오류예요. 모델과 데이터를 함께 알려 주세요.",
        ),
    ),
    "explain.unreadable": ErrorMessage(
        en=Lines(
            problem="a formula cannot be read back.",
            expected="a formula in symbols or numbers, and a legend for its letters",
            got="{got} in: {formula}",
            fix="This is a bug in nervure: please report it with the model and the data.",
        ),
        ko=Lines(
            problem="수식을 다시 읽을 수 없어요.",
            expected="기호나 숫자로 된 수식과 그 기호의 설명",
            got="{formula} 안의 {got}",
            fix="nervure의 오류예요. 모델과 데이터를 함께 알려 주세요.",
        ),
    ),
    "explain.no_legend": ErrorMessage(
        en=Lines(
            problem="nothing says what a letter of a formula stands for.",
            expected="every letter in the legend below the formula",
            got="{got} in: {formula}",
            fix="This is a bug in nervure: please report it with the model and the data.",
        ),
        ko=Lines(
            problem="수식의 기호가 무엇인지 설명이 없어요.",
            expected="수식 아래 설명에 있는 기호",
            got="{formula} 안의 {got}",
            fix="nervure의 오류예요. 모델과 데이터를 함께 알려 주세요.",
        ),
    ),
    "explain.misplaced": ErrorMessage(
        en=Lines(
            problem="a number in the derivation of {place} leads to another number.",
            expected="what stands at {expected}",
            got="{got}",
            fix="This is a bug in nervure: please report it with the model and the data.",
        ),
        ko=Lines(
            problem="{place}의 유도 과정에 있는 숫자가 다른 숫자를 가리켜요.",
            expected="{expected}에 있는 값",
            got="{got}",
            fix="nervure의 오류예요. 모델과 데이터를 함께 알려 주세요.",
        ),
    ),
    "explain.two_values": ErrorMessage(
        en=Lines(
            problem="the letter {letter} stands for two numbers in the derivation of {place}.",
            expected="{expected}",
            got="{got}",
            fix="This is a bug in nervure: please report it with the model and the data.",
        ),
        ko=Lines(
            problem="{place}의 유도 과정에서 기호 {letter} 하나가 두 값을 나타내요.",
            expected="{expected}",
            got="{got}",
            fix="nervure의 오류예요. 모델과 데이터를 함께 알려 주세요.",
        ),
    ),
    "explain.drifts": ErrorMessage(
        en=Lines(
            problem="the walk that trains and the walk that is explained disagree about {place} ({walk}, {precision}).",
            expected="at most {bound} of the largest number there",
            got="{share} of it",
            fix="This is a bug in nervure: please report it with the model and the data.",
        ),
        ko=Lines(
            problem="{place}에서 실제 학습 계산({walk}, {precision})과 설명한 계산이 달라요.",
            expected="그 배열에서 가장 큰 값에 대한 비율로 최대 {bound}",
            got="{share}",
            fix="nervure의 오류예요. 모델과 데이터를 함께 알려 주세요.",
        ),
    ),
    "explain.steep": ErrorMessage(
        en=Lines(
            problem="the loss does not do what the gradient says, along {name}.",
            expected="a slope of {expected}, by differences of the loss",
            got="{got}, by the gradient",
            fix="This is a bug in nervure: please report it with the model and the data.",
        ),
        ko=Lines(
            problem="{name} 방향에서 손실이 기울기가 말하는 대로 변하지 않아요.",
            expected="손실의 차이로 구한 기울기 {expected}",
            got="역전파로 구한 기울기 {got}",
            fix="nervure의 오류예요. 모델과 데이터를 함께 알려 주세요.",
        ),
    ),
}
