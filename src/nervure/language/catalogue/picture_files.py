"""Sentences about image files and folders: why one is left out, what a folder lacks."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "picture.cache_closed": Message(
        en="decoded images are kept in memory as far as they fit, not in {folder}: {problem} Set NERVURE_CACHE to use another folder.",
        ko="디코딩한 이미지를 {folder} 대신 메모리에 들어가는 만큼 둬요: {problem} 다른 폴더는 환경 변수 NERVURE_CACHE로 정해요.",
    ),
    "picture.cache_full": Message(
        en="the disk has no room for decoded images in {folder}, so they are kept in memory as far as they fit. Free some space, or set NERVURE_CACHE to another folder.",
        ko="{folder}에 디코딩한 이미지를 둘 자리가 없어 메모리에 들어가는 만큼 둬요. 자리를 비우거나 환경 변수 NERVURE_CACHE로 다른 폴더를 정하세요.",
    ),
    "picture.class_not_named": Message(en="a class that class_names leaves out", ko="class_names에서 뺀 클래스"),
    "picture.csv_no_label": Message(en="a line without a label ({name})", ko="라벨이 없는 줄 ({name})"),
    "picture.csv_outside": Message(
        en="a path outside the table's folder ({name})", ko="표가 있는 폴더 밖을 가리키는 경로 ({name})"
    ),
    "picture.csv_part": Message(
        en="'{word}' is neither train, validation nor test ({name})",
        ko="{word!r:은/는} train, validation, test 중 하나가 아님 ({name})",
    ),
    "picture.csv_short": Message(en="a line with too few columns ({count})", ko="열이 {count}개뿐이라 모자라는 줄"),
    "picture.csv_twice": Message(
        en="an image that an earlier line names ({name})", ko="앞줄에 이미 나온 이미지 ({name})"
    ),
    "picture.csv_unreadable": Message(en="a line that cannot be read ({problem})", ko="읽을 수 없는 줄 ({problem})"),
    "picture.damaged": Message(en="damaged or truncated ({problem})", ko="손상되었거나 잘림 ({problem})"),
    "picture.empty_classes": Message(
        en="class folders without images: {names}. They count as classes, but nothing can be learned about them: add images, or remove the folders.",
        ko="이미지가 하나도 없는 클래스 폴더가 있어요: {names}. 배울 것이 없는 클래스로 남아요. 이미지를 넣거나 폴더를 치우세요.",
    ),
    "picture.empty_file": Message(en="empty file", ko="빈 파일"),
    "picture.fix_near": Message(en="Did you mean {near}? Pass that path.", ko="혹시 {near}인가요? 그 경로를 주세요."),
    "picture.fix_path": Message(
        en="Pass the path of the folder that contains the images.", ko="이미지가 든 폴더의 경로를 주세요."
    ),
    "picture.found": Message(en="Images found: {count}.", ko="이미지 {count}장을 찾았어요."),
    "picture.found_classes": Message(
        en="Images found: {count}, classes: {classes}.", ko="클래스 {classes}개의 이미지 {count}장을 찾았어요."
    ),
    "picture.held_out_lacks": Message(
        en="the held-out images lack entire classes: {classes}. Pass shuffle=True or stratify=True.",
        ko="떼어 둔 이미지에 아예 없는 클래스가 있어요: {classes}. shuffle=True나 stratify=True를 주세요.",
    ),
    "picture.hidden_file": Message(en="hidden file", ko="숨김 파일"),
    "picture.hidden_folder": Message(en="hidden folder", ko="숨김 폴더"),
    "picture.in_no_class": Message(en="not in a class folder", ko="클래스 폴더 밖에 있음"),
    "picture.left_out": Message(
        en="{folder}: {count} left out (the dataset's left_out lists all of them): {names}",
        ko="{folder}: {count}개를 빼고 읽었어요 (전체 목록은 데이터셋의 left_out에 있어요): {names}",
    ),
    "picture.link": Message(
        en="a link to a folder (follow_links=True enters it)", ko="폴더로 가는 링크 (follow_links=True면 따라가요)"
    ),
    "picture.lost": Message(
        en="{path} cannot be decoded and was left out of its batch: {problem}.",
        ko="{path}: 디코딩할 수 없어 배치에서 뺐어요 ({problem}).",
    ),
    "picture.no_alpha": Message(
        en="JPEG does not support transparency, so the image is written without it. PNG keeps it.",
        ko="JPEG에는 투명도가 없어 빼고 저장해요. PNG로 저장하면 남아요.",
    ),
    "picture.no_file": Message(en="not a regular file, or a broken link", ko="일반 파일이 아니거나, 끊어진 링크"),
    "picture.no_picture": Message(en="not an image by its name", ko="이름으로 보아 이미지가 아님"),
    "picture.no_range": Message(
        en="its values are not levels from 0 to 255 (Pillow mode {mode})",
        ko="값이 0~255 밝기가 아님 (Pillow 모드 {mode})",
    ),
    "picture.not_a_picture": Message(
        en="not an image, or an unsupported format", ko="이미지가 아니거나, 읽지 않는 형식"
    ),
    "picture.not_readable": Message(en="cannot be read ({problem})", ko="읽을 수 없음 ({problem})"),
    "picture.one_class": Message(
        en="all images are of one class, '{name}'. Pass the folder that contains the class folders.",
        ko="모든 이미지가 {name!r} 한 클래스에 있어요. 클래스 폴더들이 들어 있는 폴더를 주세요.",
    ),
    "picture.other_format": Message(en="{suffix} is not supported", ko="{suffix} 형식은 읽지 않음"),
    "picture.parts": Message(
        en="the class folders are called {names}, like the parts of a dataset: nervure.data.picture_parts reads them as "
        "such. To read the images of one part, pass {first}.",
        ko="클래스 폴더 이름이 {names}: 데이터셋을 나눈 이름 같아요. nervure.data.picture_parts를 쓰면 나뉜 대로 읽어요. "
        "한 부분만 읽으려면 {first} 폴더를 주세요.",
    ),
    "picture.seen_already": Message(
        en="a link to a folder that has already been read", ko="이미 읽은 폴더로 가는 링크"
    ),
    "picture.too_many_pixels": Message(
        en="more pixels than the limit of {most:,}; the environment variable {variable} raises it",
        ko="허용하는 픽셀 수 {most:,}개보다 많음. 환경 변수 {variable:으로/로} 한도를 올릴 수 있음",
    ),
    "picture.training_lacks": Message(
        en="the training images lack entire classes: {classes}. Pass shuffle=True or stratify=True.",
        ko="훈련용 이미지에 아예 없는 클래스가 있어요: {classes}. shuffle=True나 stratify=True를 주세요.",
    ),
    "picture.zip_large": Message(
        en="{megabytes} MiB unpacked, too large for an image in an archive",
        ko="압축을 풀면 {megabytes} MiB: 압축 파일 속 이미지로는 너무 큼",
    ),
    "picture.zip_locked": Message(en="password-protected", ko="암호로 잠겨 있음"),
    "picture.zip_outside": Message(
        en="a name that leads out of the archive, as in malicious archives",
        ko="압축 파일 밖을 가리키는 이름: 해로운 압축 파일에서 볼 수 있음",
    ),
    "picture.zip_twice": Message(en="a second entry with this name", ko="같은 이름이 이미 있음"),
}

ERRORS: dict[str, ErrorMessage] = {
    "picture.bad_zip": ErrorMessage(
        en=Lines(
            "this is not a readable zip archive.",
            "an intact archive, such as flowers.zip",
            "{got}",
            "Download or create the archive again, or pass the folder that it was made from.",
        ),
        ko=Lines(
            "읽을 수 있는 zip 파일이 아니에요.",
            "flowers.zip처럼 온전한 압축 파일",
            "{got}",
            "압축 파일을 다시 받거나 만들고, 아니면 압축하기 전의 폴더를 주세요.",
        ),
    ),
    "picture.csv_columns": ErrorMessage(
        en=Lines(
            "the table does not say which columns hold paths and labels.",
            "a first line with the columns path and label, or lines such as cats/1.jpg,cat",
            "{got}",
            "Write path,label as the first line; a third column, split, may hold train, validation or test.",
        ),
        ko=Lines(
            "표에서 경로와 라벨이 어느 열인지 알 수 없어요.",
            "첫 줄에 path와 label 열 이름, 또는 cats/1.jpg,cat 같은 줄",
            "{got}",
            "첫 줄에 path,label을 쓰세요. 셋째 열 split에는 train, validation, test를 적을 수 있어요.",
        ),
    ),
    "picture.csv_no_paths": ErrorMessage(
        en=Lines(
            "the table does not say which column holds the paths.",
            "a first line with the column path, or lines that start with a path, such as cats/1.jpg",
            "{got}",
            "Write path as the first line, or above the column of paths.",
        ),
        ko=Lines(
            "표에서 경로가 어느 열인지 알 수 없어요.",
            "첫 줄에 path 열 이름, 또는 cats/1.jpg처럼 경로로 시작하는 줄",
            "{got}",
            "첫 줄에, 또는 경로가 든 열 위에 path라고 쓰세요.",
        ),
    ),
    "picture.divided": ErrorMessage(
        en=Lines(
            "images that are already split keep their parts and classes.",
            "no {name} here",
            "{name}",
            "Leave {name} out, or use nervure.data.image_folder, which splits a folder of class folders.",
        ),
        ko=Lines(
            "이미 나뉘어 있는 이미지는 그 구분과 클래스를 그대로 써요.",
            "{name} 없이",
            "{name}",
            "{name:을/를} 빼거나, 클래스 폴더를 나누어 주는 nervure.data.image_folder를 쓰세요.",
        ),
    ),
    "picture.empty_part": ErrorMessage(
        en=Lines(
            "the part '{name}' contains no usable images.",
            "at least one intact image for training, and one in each further part",
            "no images",
            "Put images into '{name}', in one folder per class, or remove the empty part.",
        ),
        ko=Lines(
            "'{name}'에는 쓸 수 있는 이미지가 없어요.",
            "훈련용, 그리고 있는 부분마다 온전한 이미지 1장 이상",
            "이미지 없음",
            "'{name}'에 클래스별 폴더로 이미지를 넣거나, 빈 부분은 없애세요.",
        ),
    ),
    "picture.class_names": ErrorMessage(
        en=Lines(
            "these are not class names.",
            "a list of class folder names, or None",
            "{got}",
            "Write class_names=['cat', 'dog'], in the order of the class numbers.",
        ),
        ko=Lines(
            "클래스 이름으로 쓸 수 없어요.",
            "클래스 폴더 이름의 리스트 또는 None",
            "{got}",
            "class_names=['cat', 'dog']처럼 번호를 매길 순서대로 쓰세요.",
        ),
    ),
    "picture.class_names_unused": ErrorMessage(
        en=Lines(
            "class_names has no effect here, because the labels do not come from the folders.",
            "labels='inferred' and a label_mode, or class_names=None",
            "{got}",
            "Leave class_names out, or leave labels out to use the folders as classes.",
        ),
        ko=Lines(
            "라벨을 폴더에서 얻지 않으므로 클래스 폴더를 고를 수 없어요.",
            "labels='inferred'와 label_mode, 또는 class_names=None",
            "{got}",
            "class_names를 빼거나, labels를 빼서 폴더를 클래스로 쓰세요.",
        ),
    ),
    "picture.class_twice": ErrorMessage(
        en=Lines("a class is listed twice.", "each class once", "'{name}' twice", "List '{name}' only once."),
        ko=Lines(
            "같은 클래스가 두 번 적혀 있어요.", "클래스마다 한 번", "'{name}' 두 번", "{name!r:은/는} 한 번만 쓰세요."
        ),
    ),
    "picture.class_unknown": ErrorMessage(
        en=Lines("there is no class folder '{name}'.", "one of {known}", "'{name}'", "{fix}"),
        ko=Lines("{name!r:이라/라}는 클래스 폴더가 없어요.", "{known} 중에서", "'{name}'", "{fix}"),
    ),
    "picture.closed_folder": ErrorMessage(
        en=Lines(
            "the folder cannot be read.",
            "a folder with read permission",
            "{problem}",
            "Allow reading: chmod u+rx {folder}",
        ),
        ko=Lines(
            "폴더를 읽을 수 없어요.", "목록을 볼 수 있는 폴더", "{problem}", "읽기를 허용하세요: chmod u+rx {folder}"
        ),
    ),
    "picture.label_count": ErrorMessage(
        en=Lines(
            "the number of labels differs from the number of image files.",
            "labels: {expected}, in the order of the paths: {names}, ...",
            "labels: {got}",
            "Pass one label per image file in the folder, including .webp and .tif files.",
        ),
        ko=Lines(
            "이미지 파일은 {expected}개인데 라벨은 {got}개예요.",
            "경로 순서대로 라벨 {expected}개: {names}, ...",
            "라벨 {got}개",
            ".webp와 .tif까지 포함해, 폴더의 이미지 파일마다 라벨을 하나씩 주세요.",
        ),
    ),
    "picture.label_range": ErrorMessage(
        en=Lines(
            "a label has no column in the one-hot labels.",
            "labels from 0 to {last}",
            "{got}",
            "Number the classes from 0, or pass label_mode='int'.",
        ),
        ko=Lines(
            "라벨에 해당하는 열이 없어요.",
            "0부터 {last}까지의 라벨",
            "{got}",
            "클래스 번호를 0부터 매기거나 label_mode='int'를 주세요.",
        ),
    ),
    "picture.labels": ErrorMessage(
        en=Lines(
            "these are not labels.",
            "'inferred', None, or a list with one whole number per image file",
            "{got}",
            "Leave labels out to use the folders as classes, or pass class numbers: labels=[0, 1, 0], for example.",
        ),
        ko=Lines(
            "라벨로 쓸 수 없어요.",
            "'inferred', None, 또는 이미지 파일마다 정수 하나씩인 리스트",
            "{got}",
            "labels를 빼서 폴더를 클래스로 쓰거나, labels=[0, 1, 0]처럼 클래스 번호를 주세요.",
        ),
    ),
    "picture.no_classes": ErrorMessage(
        en=Lines(
            "there are images, but no class folders.",
            "one folder per class, with its images inside",
            "images directly in the folder: {count} ({names})",
            "Move them into one folder per class. In Python, labels=None reads images without labels.",
        ),
        ko=Lines(
            "이미지는 있는데 클래스 폴더가 없어요.",
            "클래스마다 폴더 하나, 그 안에 이미지",
            "폴더 바로 안에 이미지 {count}장: {names}",
            "클래스마다 폴더를 만들어 이미지를 옮기세요. Python에서는 labels=None으로 라벨 없는 이미지를 읽을 수 있어요.",
        ),
    ),
    "picture.no_folder": ErrorMessage(
        en=Lines("there is no such folder.", "a folder in {there}: {names}", "no folder", "{fix}"),
        ko=Lines("그런 폴더가 없어요.", "{there} 안의 폴더: {names}", "폴더 없음", "{fix}"),
    ),
    "picture.no_split": ErrorMessage(
        en=Lines(
            "{name} works only if part of the data is held out.",
            "validation_split=0.2, for example",
            "validation_split=None",
            "Write validation_split=0.2, for example, or leave {name} out.",
        ),
        ko=Lines(
            "{name:은/는} 일부를 떼어 둘 때만 쓸 수 있어요.",
            "예: validation_split=0.2",
            "validation_split=None",
            "예를 들어 validation_split=0.2를 주거나, {name:을/를} 빼세요.",
        ),
    ),
    "picture.no_subset": ErrorMessage(
        en=Lines(
            "part of the data is held out, but subset does not say which part to read.",
            "subset='training', 'validation' or 'both'",
            "subset=None",
            "Write train, held_out = image_dataset_from_directory(..., subset='both').",
        ),
        ko=Lines(
            "일부를 떼어 두는데 어느 쪽을 쓸지 정하지 않았어요.",
            "subset='training', 'validation' 또는 'both'",
            "subset=None",
            "train, held_out = image_dataset_from_directory(..., subset='both')처럼 쓰세요.",
        ),
    ),
    "picture.none_usable": ErrorMessage(
        en=Lines(
            "there are no usable images.",
            "at least one intact image: .bmp .gif .jpeg .jpg .png .tif .tiff .webp",
            "{count} left out: {names}",
            "Check the path, and that the images are intact and in one of these formats.",
        ),
        ko=Lines(
            "쓸 수 있는 이미지가 없어요.",
            "온전한 이미지 1장 이상: .bmp .gif .jpeg .jpg .png .tif .tiff .webp",
            "뺀 것 {count}개: {names}",
            "경로가 맞는지, 이미지가 온전하고 이 형식 중 하나인지 확인하세요.",
        ),
    ),
    "picture.not_a_folder": ErrorMessage(
        en=Lines("this is a file.", "a folder of images", "a file", "Pass the folder that contains the images."),
        ko=Lines("폴더가 아니라 파일이에요.", "이미지가 든 폴더", "파일", "이미지가 들어 있는 폴더를 주세요."),
    ),
    "picture.not_binary": ErrorMessage(
        en=Lines(
            "'binary' is for two classes.",
            "2 classes",
            "{count}: {names}",
            "Pass label_mode='int' or label_mode='categorical', or list two of the folders in class_names.",
        ),
        ko=Lines(
            "'binary'는 클래스가 둘일 때 쓰는 값이에요.",
            "클래스 2개",
            "{count}개: {names}",
            "label_mode='int'나 'categorical'을 주거나, class_names에 폴더 둘을 적으세요.",
        ),
    ),
    "picture.nothing": ErrorMessage(
        en=Lines(
            "the folder contains neither class folders nor images.",
            "one folder per class, with its images inside",
            "neither of them",
            "Check the path, and pass the folder that contains the class folders.",
        ),
        ko=Lines(
            "폴더에 클래스 폴더도 이미지도 없어요.",
            "클래스마다 폴더 하나, 그 안에 이미지",
            "해당하는 것 없음",
            "경로를 확인하고, 클래스 폴더들이 들어 있는 폴더를 주세요.",
        ),
    ),
}
