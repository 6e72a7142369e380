"""Sentences about changing pictures while a network trains."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "augmentation.area": ErrorMessage(
        en=Lines(
            "these are not fractions of an image.",
            "the smallest and the largest fraction, above 0 and at most 1",
            "{got}",
            "Write erased_area=(0.02, 0.2), for example.",
        ),
        ko=Lines(
            "이미지에서 차지하는 비율로 쓸 수 없어요.",
            "가장 작은 비율과 가장 큰 비율, 0보다 크고 1 이하",
            "{got}",
            "예를 들어 erased_area=(0.02, 0.2)로 쓰세요.",
        ),
    ),
    "augmentation.dataset": ErrorMessage(
        en=Lines(
            "this is not a dataset.",
            "the result of image_folder, or nervure.data.ArrayDataset(x, y)",
            "{got}",
            "Wrap arrays in a dataset: augmented(nervure.data.ArrayDataset(x, y, batch_size=128)).",
        ),
        ko=Lines(
            "데이터셋이 아니에요.",
            "image_folder의 결과 또는 nervure.data.ArrayDataset(x, y)",
            "{got}",
            "배열이면 데이터셋에 담으세요: augmented(nervure.data.ArrayDataset(x, y, batch_size=128)).",
        ),
    ),
    "augmentation.no_pictures": ErrorMessage(
        en=Lines(
            "only images can be augmented, and they must be the only input.",
            "(N, height, width, channels) with 1, 3 or 4 channels, or (N, height, width)",
            "{got}",
            "Pass a dataset whose only input is images, with channels last: np.moveaxis(x, 1, -1).",
        ),
        ko=Lines(
            "증강은 이미지에만, 그것도 입력이 이미지 하나일 때만 할 수 있어요.",
            "(N, 높이, 너비, 채널)이고 채널은 1, 3, 4 중 하나, 또는 (N, 높이, 너비)",
            "{got}",
            "이미지만 든 데이터셋을 주고, 채널은 맨 뒤에 두세요: np.moveaxis(x, 1, -1).",
        ),
    ),
    "augmentation.range": ErrorMessage(
        en=Lines(
            "'{name}' is out of range.",
            "a number from 0 to {largest}",
            "{got}",
            "Write {name}=0 to leave it out; help(nervure.data.Augmentation) explains its unit.",
        ),
        ko=Lines(
            "{name!r:이/가} 쓸 수 있는 범위를 벗어났어요.",
            "0부터 {largest}까지의 수",
            "{got}",
            "help(nervure.data.Augmentation)에 적힌 단위로 {name:을/를} 주세요. 0이면 쓰지 않아요.",
        ),
    ),
    "augmentation.targets_lie": ErrorMessage(
        en=Lines(
            "the images would move, but target {number} would not.",
            "one class or number per image: (N,), (N, 1), or (N, classes) of 0 and 1 or of shares that sum to 1",
            "{got}, which may be masks, boxes or points",
            "Change only colors, which moves nothing: nervure.data.Augmentation(brightness=0.2, contrast=0.2).",
        ),
        ko=Lines(
            "이미지는 움직이는데 {number}번 타깃은 제자리에 남아요.",
            "이미지마다 클래스나 수 하나: (N,), (N, 1), 또는 0과 1이거나 합이 1인 (N, 클래스 수)",
            "{got} (마스크, 상자, 점일 수 있어요)",
            "위치를 그대로 두고 색만 바꾸세요: nervure.data.Augmentation(brightness=0.2, contrast=0.2).",
        ),
    ),
}
