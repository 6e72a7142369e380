"""What is said where a run is asked what images show."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "cli.predict": Message(
        en="Classify images. The answer is always one of the trained classes, even for an image of something else.",
        ko="이미지가 무엇인지 알아맞혀요. 언제나 배운 클래스 가운데 하나로 답하고, 어느 것도 아닌 이미지에도 그래요.",
    ),
    "cli.predict.pictures": Message(
        en="Image files; a folder, .zip archive or .csv table of paths, for all images in it; or images by number: digits[17], faces.npz[17].",
        ko="이미지 파일, 또는 이미지가 든 폴더나 .zip 파일, 경로를 적은 .csv 표, 또는 번호로 가리킨 이미지: digits[17], faces.npz[17].",
    ),
    "cli.predict.out": Message(
        en="Write a table instead, with columns path, class, probability, second class and its probability.",
        ko="대신 표 파일을 만들어요: 경로, 클래스, 확률, 두 번째 클래스와 그 확률.",
    ),
    "cli.predict.sort_into": Message(
        en="Copy each image into a folder named after its class, inside this one. Nothing is moved or overwritten.",
        ko="이미지를 이 폴더 안의 클래스별 폴더로 복사해요. 옮기거나 덮어쓰지 않아요.",
    ),
    "predict.left_out": Message(en="{path} is left out: {problem}", ko="{path:을/를} 뺐어요: {problem}"),
    "predict.written": Message(en="Predictions written to {path}: {count:,}.", ko="{path}: 이미지 {count:,}장."),
    "predict.sorted_all": Message(
        en="Images copied to {folder}: {count:,}.", ko="{folder}: 이미지 {count:,}장을 복사했어요."
    ),
    "predict.sorted": Message(
        en="Images copied to {folder}: {copied:,} of {count:,}; the others were already there.",
        ko="{folder}: 이미지 {count:,}장 가운데 {copied:,}장을 복사했어요. 나머지는 이미 있었어요.",
    ),
    "cli.predict.top": Message(
        en="How many of the most likely classes to show.", ko="확률이 높은 클래스를 몇 개 보여 줄지."
    ),
    "cli.predict.as_is": Message(
        en="Leave photographs of drawn signs as they are: do not invert, crop or center them.",
        ko="종이를 찍은 사진도 그대로 읽어요. 반전하거나 잘라 내거나 가운데로 옮기지 않아요.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "predict.images": ErrorMessage(
        en=Lines(
            "these are not images.",
            "a path, an array (height, width) or (height, width, 1 or 3) or several of them, a Pillow image, or a list",
            "{got}",
            'Write predict("photo.jpg"), or predict(array) with pixel values from 0 to 255.',
        ),
        ko=Lines(
            "이미지가 아니에요.",
            "경로, (높이, 너비)나 (높이, 너비, 1 또는 3)인 배열 하나나 여럿, Pillow 이미지, 또는 이들의 리스트",
            "{got}",
            'predict("photo.jpg")처럼 쓰거나, 0~255 값의 배열로 predict(array)라고 쓰세요.',
        ),
    ),
    "predict.empty": ErrorMessage(
        en=Lines("there is no file at this path.", "a folder or an archive with images", "{got}", "Check the path."),
        ko=Lines("여기에 파일이 없어요.", "이미지가 든 폴더나 압축 파일", "{got}", "경로가 맞는지 확인하세요."),
    ),
    "predict.exists": ErrorMessage(
        en=Lines(
            "this file already exists and would be overwritten.",
            "a name that is not taken",
            "{got}",
            "Choose another name, --out answers-2.csv for example, or move the file away.",
        ),
        ko=Lines(
            "이미 있는 파일이라 덮어쓰게 돼요.",
            "쓰지 않는 이름",
            "{got}",
            "예를 들어 --out answers-2.csv처럼 다른 이름을 주거나, 그 파일을 옮기세요.",
        ),
    ),
    "sorting.no_file": ErrorMessage(
        en=Lines(
            "an image given by number is not a file that can be copied.",
            "image files, folders, .zip archives or tables",
            "{got}",
            "Leave --sort-into out, or write --out answers.csv instead.",
        ),
        ko=Lines(
            "번호로 가리킨 이미지는 복사할 파일이 아니에요.",
            "이미지 파일, 폴더, .zip 파일, 표",
            "{got}",
            "--sort-into를 빼거나 --out answers.csv를 쓰세요.",
        ),
    ),
    "sorting.inside": ErrorMessage(
        en=Lines(
            "the copies would be placed inside the folder being read, and read again next time.",
            "a folder outside {folder}",
            "{got}",
            "Choose a folder next to it, such as --sort-into sorted.",
        ),
        ko=Lines(
            "살펴보는 폴더 안에 복사하면 다음번에는 복사본까지 살펴보게 돼요.",
            "{folder} 밖의 폴더",
            "{got}",
            "--sort-into sorted처럼 그 옆의 폴더를 주세요.",
        ),
    ),
    "predict.none": ErrorMessage(
        en=Lines(
            "none of the images could be read.",
            "at least one readable image",
            "{got}",
            "Pass image files, such as photos/*.jpg: .bmp .gif .jpeg .jpg .png .tif .tiff .webp",
        ),
        ko=Lines(
            "읽을 수 있는 이미지가 하나도 없어요.",
            "이미지 하나 이상",
            "{got}",
            "이미지 파일을 주세요. 예: photos/*.jpg (.bmp .gif .jpeg .jpg .png .tif .tiff .webp)",
        ),
    ),
}
