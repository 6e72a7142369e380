"""What is said before the first step of a training, and before its result."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Message

MESSAGES: dict[str, Message] = {
    "stages.reading": Message(
        en="Reading {path}, files: {count:,} ...", ko="{path}의 파일 {count:,}개를 읽고 있어요 ..."
    ),
    "stages.copies": Message(
        en="Looking for copies, images: {count:,} ...", ko="이미지 {count:,}장에서 사본을 찾고 있어요 ..."
    ),
    "stages.decoding": Message(
        en="Distributing images: {count:,}, decoded when first used ...",
        ko="이미지 {count:,}장을 나누고 있어요. 디코딩은 처음 쓸 때 해요 ...",
    ),
    "stages.forecast": Message(
        en="Running a few steps to estimate the time ...", ko="얼마나 걸릴지 보려고 몇 스텝을 해 보고 있어요 ..."
    ),
    "stages.judging": Message(
        en="Evaluating the network, images: {count:,} ...", ko="이미지 {count:,}장으로 평가하고 있어요 ..."
    ),
    "stages.report": Message(en="Writing the report ...", ko="보고서를 쓰고 있어요 ..."),
}

ERRORS: dict[str, ErrorMessage] = {}
