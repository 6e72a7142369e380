"""Sentences about single images: their sizes, their values, writing and reading them."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "picture.array_shape": ErrorMessage(
        en=Lines(
            "this is not an image.",
            "(height, width, channels) with 1, 3 or 4 channels",
            "shape {got}",
            "Pass one image, such as x[0] of a batch; add the channel axis to a gray image: x[..., None].",
        ),
        ko=Lines(
            "이미지로 볼 수 없는 모양이에요.",
            "(높이, 너비, 채널), 채널은 1, 3 또는 4",
            "모양 {got}",
            "배치라면 x[0]처럼 한 장만 주고, 흑백이면 x[..., None]으로 채널을 더하세요.",
        ),
    ),
    "picture.bytes": ErrorMessage(
        en=Lines(
            "this is not a number of bytes.",
            "a whole number of at least 0",
            "{got}",
            "Write 2**30 for one gibibyte, for example.",
        ),
        ko=Lines("바이트 수로 쓸 수 없어요.", "0 이상의 정수", "{got}", "1기비바이트면 2**30을 주세요."),
    ),
    "picture.channels_first": ErrorMessage(
        en=Lines(
            "layers expect the channels last.",
            "data_format='channels_last', or None",
            "{got}",
            "Leave data_format out: images are read as (N, height, width, channels).",
        ),
        ko=Lines(
            "층은 채널이 마지막 축에 있는 이미지를 받아요.",
            "data_format='channels_last' 또는 None",
            "{got}",
            "data_format을 빼세요. 이미지는 (N, 높이, 너비, 채널)로 나와요.",
        ),
    ),
    "picture.crop_and_pad": ErrorMessage(
        en=Lines(
            "an image can be cropped or padded to the aspect ratio, but not both.",
            "crop_to_aspect_ratio or pad_to_aspect_ratio",
            "both",
            "Leave out one of the two.",
        ),
        ko=Lines(
            "이미지를 잘라 맞추거나 여백을 더하거나, 둘 중 하나만 할 수 있어요.",
            "crop_to_aspect_ratio와 pad_to_aspect_ratio 중 하나",
            "둘 다",
            "둘 중 하나를 빼세요.",
        ),
    ),
    "picture.damaged_file": ErrorMessage(
        en=Lines(
            "the image is damaged or truncated.",
            "an intact image",
            "{got}",
            "Copy or download the file again, or remove it.",
        ),
        ko=Lines(
            "이미지가 손상되었거나 잘렸어요.",
            "온전한 이미지",
            "{got}",
            "파일을 다시 복사하거나 내려받거나, 빼고 쓰세요.",
        ),
    ),
    "picture.file_format": ErrorMessage(
        en=Lines(
            "images cannot be written in this format.",
            "one of {known}",
            "{got}",
            "Give the file a name that ends in .png, or pass file_format='png'.",
        ),
        ko=Lines(
            "이미지를 저장할 수 있는 형식이 아니에요.",
            "{known} 중 하나",
            "{got}",
            "파일 이름을 .png로 끝내거나 file_format='png'를 주세요.",
        ),
    ),
    "picture.levels": ErrorMessage(
        en=Lines(
            "values outside the range of levels would wrap around.",
            "0 to 255, or scale=True",
            "{least} to {most}",
            "Pass scale=True, or clip the values first: np.clip(x, 0, 255).",
        ),
        ko=Lines(
            "밝기 범위를 벗어난 값은 엉뚱한 밝기가 돼요.",
            "0부터 255, 또는 scale=True",
            "{least}부터 {most}",
            "scale=True를 주거나, 먼저 np.clip(x, 0, 255)로 값을 0~255에 맞추세요.",
        ),
    ),
    "picture.no_picture_file": ErrorMessage(
        en=Lines(
            "the file is not an image in a supported format.",
            "one of {formats}",
            "a file that begins with {got}",
            "Convert the file to PNG or JPEG, or check the path.",
        ),
        ko=Lines(
            "읽을 수 있는 형식의 이미지가 아니에요.",
            "{formats} 중 하나",
            "{got!s:으로/로} 시작하는 파일",
            "파일을 PNG나 JPEG로 바꾸거나, 경로를 확인하세요.",
        ),
    ),
    "picture.not_finite": ErrorMessage(
        en=Lines(
            "the image holds a value that is not a number.",
            "finite numbers",
            "{got}",
            "Find out where it comes from, or replace it: np.nan_to_num(x).",
        ),
        ko=Lines(
            "이미지에 수가 아닌 값이 있어요.",
            "유한한 수",
            "{got}",
            "어디서 나온 값인지 찾거나, np.nan_to_num(x)로 채우세요.",
        ),
    ),
    "picture.path": ErrorMessage(
        en=Lines(
            "this is not a path.",
            "a path, as a string or pathlib.Path",
            "{got}",
            "Pass the path as a string: 'images/cats'.",
        ),
        ko=Lines(
            "경로가 아니에요.",
            "문자열이나 pathlib.Path로 된 경로",
            "{got}",
            "'images/cats'처럼 경로를 문자열로 주세요.",
        ),
    ),
    "picture.no_numbers": ErrorMessage(
        en=Lines(
            "this is not an image.",
            "a Pillow image, or an array (height, width, channels)",
            "{got}",
            "Open a file first: load_img(path).",
        ),
        ko=Lines(
            "이미지가 아니에요.",
            "Pillow 이미지 또는 (높이, 너비, 채널) 배열",
            "{got}",
            "파일이라면 먼저 load_img(path)로 여세요.",
        ),
    ),
    "picture.not_written": ErrorMessage(
        en=Lines(
            "this image cannot be written as {form} with these options.",
            "levels up to 255, and options that Pillow's Image.save accepts for {form}",
            "{got}",
            "Leave the options out, or pass scale=True; TIFF also stores levels above 255.",
        ),
        ko=Lines(
            "이 이미지는 이 옵션으로 {form} 형식에 저장할 수 없어요.",
            "255 이하의 밝기와 {form} 형식에 쓸 수 있는 Pillow Image.save 옵션",
            "{got}",
            "옵션을 빼거나 scale=True를 주세요. TIFF는 255보다 큰 밝기도 저장해요.",
        ),
    ),
    "picture.rank": ErrorMessage(
        en=Lines(
            "this is not an image.",
            "(height, width, channels)",
            "shape {got}",
            "Pass one image at a time, such as x[0] of a batch; add the channel axis to a gray image: x[..., None].",
        ),
        ko=Lines(
            "이미지로 볼 수 없는 모양이에요.",
            "(높이, 너비, 채널)",
            "모양 {got}",
            "배치라면 x[0]처럼 한 장씩 주고, 흑백이면 x[..., None]으로 채널을 더하세요.",
        ),
    ),
    "picture.size": ErrorMessage(
        en=Lines(
            "this is not an image size.",
            "height and width in pixels, whole numbers of at least 1",
            "{got}",
            "Write {name}=(64, 64), for example.",
        ),
        ko=Lines(
            "이미지 크기로 쓸 수 없어요.",
            "픽셀 단위의 높이와 너비, 1 이상의 정수",
            "{got}",
            "예를 들어 {name}=(64, 64)로 쓰세요.",
        ),
    ),
}
