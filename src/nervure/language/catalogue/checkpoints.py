"""What saving a run and going on with it say."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "checkpoint.difference": Message(
        en="{name} is {now}, but {saved} in the checkpoint", ko="{name}: 지금은 {now}, 체크포인트에서는 {saved}"
    ),
    "checkpoint.begins": Message(
        en="{folder} contains no checkpoint to resume: training starts from the beginning.",
        ko="{folder}에 이어 할 체크포인트가 없어서 첫 스텝부터 훈련해요.",
    ),
    "checkpoint.goes_on": Message(
        en="{path} is from step {step:,}: training resumes in epoch {epoch}. Later steps that were shown are repeated.",
        ko="{path}에는 {step:,}번째 스텝까지 저장돼 있어서 에포크 {epoch}에서 이어 훈련해요. 그 뒤에 보여 준 스텝은 다시 해요.",
    ),
    "checkpoint.disk_full": Message(
        en="{folder}: the disk is full. {needed:,.1f} MB are needed for a checkpoint. Training goes on; the last checkpoint, from step {saved:,}, is intact.",
        ko="{folder}: 디스크가 가득 찼어요. 체크포인트 하나에 {needed:,.1f} MB가 필요해요. 훈련은 계속하고, {saved:,}번째 스텝의 마지막 체크포인트는 그대로 있어요.",
    ),
    "checkpoint.disk_full_unsaved": Message(
        en="{folder}: the disk is full. {needed:,.1f} MB are needed for a checkpoint. Training goes on, but nothing has been saved yet: free some space before it ends.",
        ko="{folder}: 디스크가 가득 찼어요. 체크포인트 하나에 {needed:,.1f} MB가 필요해요. 훈련은 계속하지만 아직 저장된 것이 없으니 끝나기 전에 공간을 비우세요.",
    ),
    "checkpoint.epochs_only": Message(
        en="{path}: saved after whole epochs only, because generators and DataLoaders cannot resume inside an epoch.",
        ko="{path}: 제너레이터와 DataLoader는 에포크 중간에서 시작할 수 없어서 에포크가 끝날 때만 저장해요.",
    ),
    "checkpoint.finished": Message(
        en="{path}: this run had finished; its weights and history are restored, and nothing was trained.",
        ko="{path}: 이미 끝난 실행이라 가중치와 기록만 되살렸고, 훈련은 하지 않았어요.",
    ),
    "checkpoint.interrupted": Message(
        en="Interrupted after step {step:,}. {path} is from step {saved:,}; resume=True (or --resume) continues from it.",
        ko="{step:,}번째 스텝 뒤에 중단됐어요. {path}에 {saved:,}번째 스텝까지 저장돼 있고, resume=True(또는 --resume)로 이어 할 수 있어요.",
    ),
    "checkpoint.interrupted_inside": Message(
        en="Interrupted after step {step:,}, inside an epoch. {path} is from step {saved:,}; resume=True continues from it.",
        ko="에포크 중간인 {step:,}번째 스텝 뒤에 중단됐어요. {path}에 {saved:,}번째 스텝까지 저장돼 있고, resume=True로 이어 할 수 있어요.",
    ),
    "checkpoint.interrupted_unsaved": Message(
        en="Interrupted after step {step:,}; no checkpoint could be written.",
        ko="{step:,}번째 스텝 뒤에 중단됐고, 체크포인트는 저장하지 못했어요.",
    ),
    "checkpoint.other_environment": Message(
        en="The run resumes in a different environment, so its last digits may differ: {got}.",
        ko="저장할 때와 환경이 달라서 마지막 자릿수가 다를 수 있어요: {got}.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "checkpoint.exists": ErrorMessage(
        en=Lines(
            "this folder already contains a run, which would be overwritten.",
            "a folder without a checkpoint, or resume=True",
            "{path}",
            "Pass resume=True to continue it, or choose another folder.",
        ),
        ko=Lines(
            "이 폴더에 이미 저장된 실행이 있어서 덮어쓰게 돼요.",
            "체크포인트가 없는 폴더 또는 resume=True",
            "{path}",
            "이어 하려면 resume=True를 넘기고, 아니면 다른 폴더를 고르세요.",
        ),
    ),
    "checkpoint.incomplete": ErrorMessage(
        en=Lines(
            "the saved run is incomplete, or was altered.",
            "a file written by fit(checkpoint=...)",
            "{got}",
            "Move the file away to start over, or replace it with a copy.",
        ),
        ko=Lines(
            "여기에 저장된 실행이 온전하지 않거나 바뀌었어요.",
            "fit(checkpoint=...)이 쓴 파일",
            "{got}",
            "처음부터 다시 하려면 그 파일을 다른 곳으로 옮기고, 아니면 사본으로 바꾸세요.",
        ),
    ),
    "checkpoint.no_folder": ErrorMessage(
        en=Lines(
            "{name} needs a folder to save the run in.",
            "checkpoint=... as well",
            "no checkpoint",
            'Add checkpoint="runs/a".',
        ),
        ko=Lines(
            "{name:을/를} 쓰려면 실행을 저장할 폴더가 있어야 해요.",
            "함께 넘긴 checkpoint=...",
            "checkpoint 없음",
            'checkpoint="runs/a"를 함께 넘기세요.',
        ),
    ),
    "checkpoint.no_room": ErrorMessage(
        en=Lines(
            "there is not enough disk space for what training saves here.",
            "{needed:,.1f} MB free, because each save is written next to the previous one",
            "{free:,.1f} MB free",
            "Free some space, or choose a folder on another disk.",
        ),
        ko=Lines(
            "훈련이 저장할 것을 두기에 디스크 공간이 모자라요.",
            "남은 공간 {needed:,.1f} MB (저장할 때마다 앞의 것 옆에 새로 써요)",
            "남은 공간 {free:,.1f} MB",
            "공간을 비우거나, 다른 디스크에 있는 폴더를 고르세요.",
        ),
    ),
    "checkpoint.no_run": ErrorMessage(
        en=Lines(
            "the file contains a model, but not a run to continue.",
            "a file written by fit(checkpoint=...)",
            "a file written by model.save(...)",
            "Choose another folder, or move the file away.",
        ),
        ko=Lines(
            "모델은 있지만 이어 할 실행이 없는 파일이에요.",
            "fit(checkpoint=...)이 쓴 파일",
            "model.save(...)가 쓴 파일",
            "다른 폴더를 고르거나, 그 파일을 다른 곳으로 옮기세요.",
        ),
    ),
    "checkpoint.not_plain": ErrorMessage(
        en=Lines(
            "this cannot be saved in a checkpoint.",
            "None, numbers, strings, arrays, and lists and dicts (by name) of them",
            "{got}",
            "Return plain values from get_state, and rebuild the rest from them in set_state.",
        ),
        ko=Lines(
            "체크포인트에 저장할 수 없는 값이에요.",
            "None, 숫자, 문자열, 배열, 그리고 이것들의 리스트와 (이름으로 찾는) 딕셔너리",
            "{got}",
            "get_state에서는 이런 값만 돌려주고, 나머지는 set_state에서 다시 만드세요.",
        ),
    ),
    "checkpoint.other_run": ErrorMessage(
        en=Lines(
            "the saved run is a different one.",
            "the data, seed, network and settings of {path}",
            "{got}",
            "Pass what the run started with, or choose another folder for a new run.",
        ),
        ko=Lines(
            "저장된 실행과 다른 실행이에요.",
            "{path}에 저장된 것과 같은 데이터, 시드, 신경망, 설정",
            "{got}",
            "그 실행을 시작할 때와 똑같이 넘기거나, 새 실행을 위한 다른 폴더를 고르세요.",
        ),
    ),
}
