"""What the command line says."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Message

MESSAGES: dict[str, Message] = {
    "cli.about": Message(
        en="Neural networks with nothing hidden.",
        ko="숨기는 것이 없는 신경망 라이브러리예요.",
    ),
    "cli.version": Message(en="Print the version and leave.", ko="버전을 출력하고 끝내요."),
    "cli.train": Message(
        en="Train a network: 'nervure train digits' teaches the lecture's CNN the shipped digits.",
        ko="신경망을 훈련해요. 'nervure train digits'는 강의의 CNN에게 함께 들어 있는 숫자를 가르쳐요.",
    ),
    "cli.train.subject": Message(en="What to learn.", ko="무엇을 배울지."),
    "cli.train.epochs": Message(en="How often the training digits are gone through.", ko="훈련 숫자를 몇 번 볼지."),
    "cli.train.batch_size": Message(en="Samples a step.", ko="한 스텝의 샘플 수."),
    "cli.train.learning_rate": Message(en="The largest learning rate.", ko="가장 큰 학습률."),
    "cli.train.precision": Message(
        en="auto, float32, float64 or bfloat16.", ko="auto, float32, float64 또는 bfloat16."
    ),
    "cli.train.seed": Message(
        en="Seed of weights, order and masks; a fresh one is drawn and recorded otherwise.",
        ko="가중치, 순서, 마스크의 시드. 주지 않으면 새로 뽑아 기록해요.",
    ),
    "cli.train.out": Message(
        en="The run folder; the first free one in runs/ otherwise.", ko="실행 폴더. 주지 않으면 runs/의 빈 이름."
    ),
    "cli.train.begin": Message(
        en="{count:,} digits to learn from, {held_out:,} held out. The run lies in {folder}.",
        ko="배울 숫자 {count:,}개, 따로 둔 숫자 {held_out:,}개. 실행 폴더는 {folder}예요.",
    ),
    "cli.train.interrupted": Message(
        en="Interrupted. The weights so far are in {folder}.", ko="중단됐어요. 지금까지의 가중치는 {folder}에 있어요."
    ),
    "cli.train.result": Message(
        en="Held-out digits: {right:,} of {count:,} recognised, {accuracy}.",
        ko="따로 둔 숫자 {count:,}개 가운데 {right:,}개를 알아봤어요: {accuracy}.",
    ),
    "cli.train.saved": Message(
        en="Saved in {folder}: config.json, model.safetensors, history.csv, train.log",
        ko="{folder}에 저장했어요: config.json, model.safetensors, history.csv, train.log",
    ),
}

ERRORS: dict[str, ErrorMessage] = {}
