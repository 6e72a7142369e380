"""Sentences about files of pictures and folders of them: why one is left out, what a folder lacks."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "picture.cache_closed": Message(
        en="decoded pictures are kept in memory as far as they fit, not in {folder}: {problem} NERVURE_CACHE names another folder.",
        ko="디코딩한 사진을 {folder} 대신 메모리에 들어가는 만큼 둬요: {problem} 다른 폴더는 환경 변수 NERVURE_CACHE로 정해요.",
    ),
    "picture.cache_full": Message(
        en="the disk has no room for decoded pictures in {folder}: they are kept in memory as far as they fit. Make room, or name another folder by NERVURE_CACHE.",
        ko="{folder}에 디코딩한 사진을 둘 자리가 없어 메모리에 들어가는 만큼 둬요. 자리를 비우거나 환경 변수 NERVURE_CACHE로 다른 폴더를 정하세요.",
    ),
    "picture.class_not_named": Message(en="a class that class_names leaves out", ko="class_names에서 뺀 클래스"),
    "picture.csv_no_label": Message(en="a line without a label ({name})", ko="라벨이 없는 줄 ({name})"),
    "picture.csv_outside": Message(
        en="a path that leads out of the folder of the table ({name})", ko="표가 있는 폴더 밖을 가리키는 경로 ({name})"
    ),
    "picture.csv_part": Message(
        en="'{word}' is neither train, validation nor test ({name})",
        ko="{word!r:은/는} train, validation, test 중 하나가 아님 ({name})",
    ),
    "picture.csv_short": Message(en="a line of {count} columns, too few", ko="열이 {count}개뿐이라 모자라는 줄"),
    "picture.csv_twice": Message(en="a picture that a line above names ({name})", ko="앞줄에 이미 나온 사진 ({name})"),
    "picture.csv_unreadable": Message(en="a line that cannot be read ({problem})", ko="읽을 수 없는 줄 ({problem})"),
    "picture.damaged": Message(en="damaged or truncated ({problem})", ko="손상되었거나 잘림 ({problem})"),
    "picture.empty_classes": Message(
        en="class folders without a picture: {names}. They count as classes of which nothing can be learned: put pictures in, or take the folders away.",
        ko="사진이 하나도 없는 클래스 폴더가 있어요: {names}. 배울 것이 없는 클래스로 남아요. 사진을 넣거나 폴더를 치우세요.",
    ),
    "picture.empty_file": Message(en="empty file", ko="빈 파일"),
    "picture.fix_near": Message(en="Did you mean {near}? Give that path.", ko="혹시 {near}인가요? 그 경로를 주세요."),
    "picture.fix_path": Message(
        en="Give the path of the folder that holds the pictures.", ko="사진이 든 폴더의 경로를 주세요."
    ),
    "picture.found": Message(en="Found {count} pictures.", ko="사진 {count}장을 찾았어요."),
    "picture.found_classes": Message(
        en="Found {count} pictures of {classes} classes.", ko="클래스 {classes}개의 사진 {count}장을 찾았어요."
    ),
    "picture.held_out_lacks": Message(
        en="the pictures held out lack whole classes: {classes}. Give shuffle=True or stratify=True.",
        ko="떼어 둔 사진에 아예 없는 클래스가 있어요: {classes}. shuffle=True나 stratify=True를 주세요.",
    ),
    "picture.hidden_file": Message(en="hidden file", ko="숨김 파일"),
    "picture.hidden_folder": Message(en="hidden folder", ko="숨김 폴더"),
    "picture.in_no_class": Message(en="beside the class folders, not in one", ko="클래스 폴더 밖에 있음"),
    "picture.left_out": Message(
        en="{folder}: {count} left out (left_out of the dataset lists them all): {names}",
        ko="{folder}: {count}개를 빼고 읽었어요 (전체 목록은 데이터셋의 left_out에 있어요): {names}",
    ),
    "picture.link": Message(
        en="a link to a folder (follow_links=True enters it)", ko="폴더로 가는 링크 (follow_links=True면 따라가요)"
    ),
    "picture.lost": Message(
        en="{path} cannot be decoded and is left out of its batch: {problem}.",
        ko="{path}: 디코딩할 수 없어 배치에서 뺐어요 ({problem}).",
    ),
    "picture.no_alpha": Message(
        en="JPEG has no transparency: the picture is written without it. PNG keeps it.",
        ko="JPEG에는 투명도가 없어 빼고 저장해요. PNG로 저장하면 남아요.",
    ),
    "picture.no_file": Message(
        en="no regular file, or a link that leads nowhere", ko="일반 파일이 아니거나, 끊어진 링크"
    ),
    "picture.no_picture": Message(en="not an image by its name", ko="이름으로 보아 사진이 아님"),
    "picture.no_range": Message(
        en="its values are no levels from 0 to 255 (Pillow's mode {mode})",
        ko="값이 0~255 밝기가 아님 (Pillow 모드 {mode})",
    ),
    "picture.not_a_picture": Message(en="not an image, or an unsupported format", ko="사진이 아니거나, 읽지 않는 형식"),
    "picture.not_readable": Message(en="cannot be read ({problem})", ko="읽을 수 없음 ({problem})"),
    "picture.one_class": Message(
        en="all pictures are of one class, '{name}'. Give the folder that holds the class folders.",
        ko="모든 사진이 {name!r} 한 클래스에 있어요. 클래스 폴더들이 들어 있는 폴더를 주세요.",
    ),
    "picture.other_format": Message(en="{suffix} is not supported", ko="{suffix} 형식은 읽지 않음"),
    "picture.parts": Message(
        en="the class folders are called {names}, like parts of a data set: nervure.data.picture_parts reads them as "
        "such. For the pictures of one part give {first}.",
        ko="클래스 폴더 이름이 {names}: 데이터셋을 나눈 이름 같아요. nervure.data.picture_parts를 쓰면 나뉜 대로 읽어요. "
        "한 부분만 읽으려면 {first} 폴더를 주세요.",
    ),
    "picture.seen_already": Message(en="a link to a folder that is read already", ko="이미 읽은 폴더로 가는 링크"),
    "picture.too_many_pixels": Message(
        en="more pixels than the {most:,} that are let in; the variable {variable} raises the limit",
        ko="허용하는 픽셀 수 {most:,}개보다 많음. 환경 변수 {variable:으로/로} 한도를 올릴 수 있음",
    ),
    "picture.training_lacks": Message(
        en="the pictures to train on lack whole classes: {classes}. Give shuffle=True or stratify=True.",
        ko="훈련용 사진에 아예 없는 클래스가 있어요: {classes}. shuffle=True나 stratify=True를 주세요.",
    ),
    "picture.zip_large": Message(
        en="{megabytes} MiB unpacked, too large for a picture in an archive",
        ko="압축을 풀면 {megabytes} MiB: 압축 파일 속 사진으로는 너무 큼",
    ),
    "picture.zip_locked": Message(en="locked with a password", ko="암호로 잠겨 있음"),
    "picture.zip_outside": Message(
        en="a name that leads out of the archive, which hostile archives have",
        ko="압축 파일 밖을 가리키는 이름: 해로운 압축 파일에서 볼 수 있음",
    ),
    "picture.zip_twice": Message(en="a second entry of this name", ko="같은 이름이 이미 있음"),
}

ERRORS: dict[str, ErrorMessage] = {
    "picture.bad_zip": ErrorMessage(
        en=Lines(
            "this is no zip archive that can be read.",
            "a whole archive, such as flowers.zip",
            "{got}",
            "Download or make the archive again, or give the folder that it was made of.",
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
            "the table does not say where paths and labels are.",
            "a first line with the columns path and label, or lines such as cats/1.jpg,cat",
            "{got}",
            "Write path,label as the first line; a third column, split, may say train, validation or test.",
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
            "the table does not say where paths are.",
            "a first line with the column path, or lines that begin with one, such as cats/1.jpg",
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
            "pictures that come divided keep their parts and classes.",
            "no {name} here",
            "{name}",
            "Leave {name} out, or use nervure.data.image_folder, which divides a folder of class folders.",
        ),
        ko=Lines(
            "이미 나뉘어 있는 사진은 그 구분과 클래스를 그대로 써요.",
            "{name} 없이",
            "{name}",
            "{name:을/를} 빼거나, 클래스 폴더를 나누어 주는 nervure.data.image_folder를 쓰세요.",
        ),
    ),
    "picture.empty_part": ErrorMessage(
        en=Lines(
            "the part '{name}' holds no picture that can be used.",
            "at least 1 whole picture to train on, and in every part that there is",
            "no picture",
            "Put pictures into '{name}', in a folder for each class, or take an empty part away.",
        ),
        ko=Lines(
            "'{name}'에는 쓸 수 있는 사진이 없어요.",
            "훈련용, 그리고 있는 부분마다 온전한 사진 1장 이상",
            "사진 없음",
            "'{name}'에 클래스별 폴더로 사진을 넣거나, 빈 부분은 없애세요.",
        ),
    ),
    "picture.class_names": ErrorMessage(
        en=Lines(
            "these are no names of classes.",
            "a list of names of class folders, or None",
            "{got}",
            "Write class_names=['cat', 'dog'], in the order that the numbers shall have.",
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
            "class folders have no meaning here, since labels do not come from them.",
            "labels='inferred' and a label_mode, or class_names=None",
            "{got}",
            "Leave class_names out, or leave labels out so that the folders are the classes.",
        ),
        ko=Lines(
            "라벨을 폴더에서 얻지 않으므로 클래스 폴더를 고를 수 없어요.",
            "labels='inferred'와 label_mode, 또는 class_names=None",
            "{got}",
            "class_names를 빼거나, labels를 빼서 폴더를 클래스로 쓰세요.",
        ),
    ),
    "picture.class_twice": ErrorMessage(
        en=Lines("a class is named twice.", "each class once", "'{name}' twice", "Name '{name}' once."),
        ko=Lines(
            "같은 클래스가 두 번 적혀 있어요.", "클래스마다 한 번", "'{name}' 두 번", "{name!r:은/는} 한 번만 쓰세요."
        ),
    ),
    "picture.class_unknown": ErrorMessage(
        en=Lines("there is no class folder '{name}'.", "among {known}", "'{name}'", "{fix}"),
        ko=Lines("{name!r:이라/라}는 클래스 폴더가 없어요.", "{known} 중에서", "'{name}'", "{fix}"),
    ),
    "picture.closed_folder": ErrorMessage(
        en=Lines(
            "the folder cannot be read.",
            "a folder that may be listed",
            "{problem}",
            "Allow reading: chmod u+rx FOLDER.",
        ),
        ko=Lines(
            "폴더를 읽을 수 없어요.", "목록을 볼 수 있는 폴더", "{problem}", "읽기를 허용하세요: chmod u+rx 폴더."
        ),
    ),
    "picture.label_count": ErrorMessage(
        en=Lines(
            "there are {got} labels for {expected} picture files.",
            "{expected} labels, in the order of the paths: {names}, ...",
            "{got} labels",
            "Give one label for each picture file in the folder, .webp and .tif among them.",
        ),
        ko=Lines(
            "사진 파일은 {expected}개인데 라벨은 {got}개예요.",
            "경로 순서대로 라벨 {expected}개: {names}, ...",
            "라벨 {got}개",
            ".webp와 .tif까지 포함해, 폴더의 사진 파일마다 라벨을 하나씩 주세요.",
        ),
    ),
    "picture.label_range": ErrorMessage(
        en=Lines(
            "a label has no column of its own.",
            "labels 0 to {last}",
            "{got}",
            "Number the classes from 0 on, or give label_mode='int'.",
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
            "these are no labels.",
            "'inferred', None, or a list of whole numbers, one for each picture file",
            "{got}",
            "Leave labels out so that the folders are the classes, or give the numbers of the classes.",
        ),
        ko=Lines(
            "라벨로 쓸 수 없어요.",
            "'inferred', None, 또는 사진 파일마다 정수 하나씩인 리스트",
            "{got}",
            "labels를 빼서 폴더를 클래스로 쓰거나, 클래스 번호를 주세요.",
        ),
    ),
    "picture.no_classes": ErrorMessage(
        en=Lines(
            "there are pictures, but no class folders.",
            "a folder for each class, with its pictures inside",
            "{count} pictures right in the folder: {names}",
            "Move them into a folder for each class. In Python, labels=None reads images without labels.",
        ),
        ko=Lines(
            "사진은 있는데 클래스 폴더가 없어요.",
            "클래스마다 폴더 하나, 그 안에 사진",
            "폴더 바로 안에 사진 {count}장: {names}",
            "클래스마다 폴더를 만들어 사진을 옮기세요. Python에서는 labels=None으로 라벨 없는 사진을 읽을 수 있어요.",
        ),
    ),
    "picture.no_folder": ErrorMessage(
        en=Lines("there is no such folder.", "a folder of {there}: {names}", "no folder", "{fix}"),
        ko=Lines("그런 폴더가 없어요.", "{there} 안의 폴더: {names}", "폴더 없음", "{fix}"),
    ),
    "picture.no_split": ErrorMessage(
        en=Lines(
            "{name} has a meaning only where a part is held out.",
            "validation_split=0.2, for example",
            "validation_split=None",
            "Give validation_split too, or leave {name} out.",
        ),
        ko=Lines(
            "{name:은/는} 일부를 떼어 둘 때만 쓸 수 있어요.",
            "예: validation_split=0.2",
            "validation_split=None",
            "validation_split도 주거나, {name:을/를} 빼세요.",
        ),
    ),
    "picture.no_subset": ErrorMessage(
        en=Lines(
            "a part is held out, but it is not said which part is wanted.",
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
            "there is no picture that can be used.",
            "at least 1 whole picture: .bmp .gif .jpeg .jpg .png .tif .tiff .webp",
            "{count} left out: {names}",
            "Check the path, and whether the pictures are in this format and whole.",
        ),
        ko=Lines(
            "쓸 수 있는 사진이 없어요.",
            "온전한 사진 1장 이상: .bmp .gif .jpeg .jpg .png .tif .tiff .webp",
            "뺀 것 {count}개: {names}",
            "경로가 맞는지, 사진의 형식이 맞고 온전한지 확인하세요.",
        ),
    ),
    "picture.not_a_folder": ErrorMessage(
        en=Lines("this is a file.", "a folder of pictures", "a file", "Give the folder that the pictures lie in."),
        ko=Lines("폴더가 아니라 파일이에요.", "사진이 든 폴더", "파일", "사진이 들어 있는 폴더를 주세요."),
    ),
    "picture.not_binary": ErrorMessage(
        en=Lines(
            "'binary' is for two classes.",
            "2 classes",
            "{count}: {names}",
            "Give label_mode='int' or 'categorical', or name two of the folders in class_names.",
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
            "the folder holds neither class folders nor pictures.",
            "a folder for each class, with its pictures inside",
            "nothing of the kind",
            "Check the path: give the folder that holds the class folders.",
        ),
        ko=Lines(
            "폴더에 클래스 폴더도 사진도 없어요.",
            "클래스마다 폴더 하나, 그 안에 사진",
            "해당하는 것 없음",
            "경로를 확인하고, 클래스 폴더들이 들어 있는 폴더를 주세요.",
        ),
    ),
}
