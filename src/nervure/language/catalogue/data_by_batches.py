"""What can be wrong where a dataset is changed batch by batch."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "data.mapped": ErrorMessage(
        en=Lines(
            "the function returns a different number of parts than a batch has.",
            "x, (x, y) or (x, y, sample_weight)",
            "{got}",
            "Return (x / 255, y), for example.",
        ),
        ko=Lines(
            "함수가 돌려주는 값의 개수가 배치와 달라요.",
            "x, (x, y) 또는 (x, y, sample_weight)",
            "{got}개",
            "예를 들어 (x / 255, y)를 돌려주세요.",
        ),
    ),
    "data.mapped_size": ErrorMessage(
        en=Lines(
            "the function changes the number of samples of a batch.",
            "{expected} samples in every array",
            "{got}",
            "Keep the first axis; to leave samples out, select the files beforehand.",
        ),
        ko=Lines(
            "함수가 배치의 샘플 수를 바꿔요.",
            "모든 배열에 샘플 {expected}개",
            "{got}",
            "첫 번째 축을 그대로 두세요. 샘플을 빼려면 먼저 파일을 고르세요.",
        ),
    ),
    "data.shuffle_late": ErrorMessage(
        en=Lines(
            "this dataset reads the samples in a fixed order.",
            "a dataset created with shuffle=True",
            "shuffle=False",
            "Create it with shuffle=True, for example image_dataset_from_directory(..., shuffle=True): then samples are shuffled, not batches.",
        ),
        ko=Lines(
            "이 데이터셋은 샘플을 원래 순서대로 읽어요.",
            "shuffle=True로 만든 데이터셋",
            "shuffle=False",
            "image_dataset_from_directory(..., shuffle=True)처럼 shuffle=True로 만드세요. "
            "그러면 배치가 아니라 샘플이 섞여요.",
        ),
    ),
    "data.batched_twice": ErrorMessage(
        en=Lines(
            "the samples of this dataset are already in batches.",
            "no second batch",
            "batch({got})",
            "Leave batch out and set the size where the dataset is created: image_dataset_from_directory(..., batch_size={got}).",
        ),
        ko=Lines(
            "이 데이터셋의 샘플은 이미 배치로 묶여 있어요.",
            "batch 없이",
            "batch({got})",
            "batch를 빼고 데이터셋을 만들 때 크기를 주세요. image_dataset_from_directory(..., batch_size={got})",
        ),
    ),
}
