"""What an audit of a folder of pictures says."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    # What is not used.
    "audit.hidden_folder": Message(en="hidden folder, files in it: {count}", ko="숨김 폴더 (안에 파일 {count}개)"),
    "audit.other_content": Message(
        en="not a readable image: contains {content}", ko="읽을 수 있는 이미지가 아니라 {content} 파일"
    ),
    "audit.other_name": Message(
        en="{format} image named {suffix}: rename it to use it",
        ko="내용은 {format} 이미지인데 이름이 {suffix:으로/로} 끝남: 이름을 바꾸면 쓸 수 있음",
    ),
    # What is used, but should be looked at.
    "audit.wrong_suffix": Message(
        en="named {suffix} but contains {format}; read as {format}",
        ko="이름은 {suffix}인데 내용은 {format}. 내용대로 읽음",
    ),
    "audit.animated": Message(
        en="several images in one file; the first is used", ko="이미지가 여러 장 든 파일. 첫 장만 씀"
    ),
    "audit.deep": Message(en="{bits} bits per channel; the upper 8 are used", ko="채널당 {bits}비트. 위쪽 8비트만 씀"),
    "audit.cmyk": Message(en="print colors (CMYK), converted to RGB", ko="인쇄용 색(CMYK). RGB로 바꿔 씀"),
    "audit.palette": Message(
        en="a palette of at most 256 colors, converted to RGB",
        ko="256색 이하의 팔레트. RGB로 바꿔 씀",
    ),
    "audit.transparent": Message(
        en="partly transparent; the alpha channel is ignored", ko="투명한 부분이 있음. 투명도는 빼고 씀"
    ),
    "audit.blank": Message(en="a single color", ko="전체가 한 가지 색"),
    "audit.turned": Message(
        en="rotated upright according to its EXIF orientation {orientation}",
        ko="EXIF 방향 {orientation}에 따라 바로 세워 씀",
    ),
    "audit.tiny": Message(
        en="{height} x {width} pixels, very small compared with the usual {usual_height} x {usual_width}",
        ko="{height} x {width} 픽셀. 보통 크기 {usual_height} x {usual_width}보다 아주 작음",
    ),
    "audit.huge": Message(
        en="{height} x {width} pixels, very large compared with the usual {usual_height} x {usual_width}",
        ko="{height} x {width} 픽셀. 보통 크기 {usual_height} x {usual_width}보다 아주 큼",
    ),
    "audit.other_shape": Message(
        en="{height} x {width} pixels, an aspect ratio far from the usual {usual_height} x {usual_width}",
        ko="{height} x {width} 픽셀. 보통 크기({usual_height} x {usual_width})와 가로세로 비율이 아주 다름",
    ),
    "audit.link": Message(en="a link to {target}", ko="{target}에 연결된 링크"),
    "audit.nested": Message(
        en="a folder inside a class: its images ({count}) count as '{name}'",
        ko="클래스 안의 폴더: 이미지 {count}장을 '{name}' 클래스로 셈",
    ),
    "audit.same_name": Message(
        en="other systems cannot tell its name from {other}: they differ only in case or Unicode form",
        ko="다른 운영 체제에서는 {other:과/와} 같은 이름: 대소문자나 글자의 조합 방식만 다름",
    ),
    "audit.empty_class": Message(
        en="a class without images, so nothing can be learned about it: add images, or remove the folder",
        ko="이미지가 없어서 배울 것이 없는 클래스. 이미지를 넣거나 폴더를 치우세요",
    ),
    "audit.one_class": Message(
        en="the only class with images: training needs at least two; give the folder that contains the class folders",
        ko="이미지가 있는 단 하나의 클래스: 구별을 배우려면 클래스가 둘은 있어야 함. 클래스 폴더들이 든 폴더를 지정할 것",
    ),
    "audit.one_picture": Message(
        en="a class with a single image: it cannot be used for both training and testing",
        ko="이미지가 한 장뿐인 클래스: 학습과 시험에 함께 쓸 수 없음",
    ),
    "audit.rare_class": Message(
        en="a class with few images: {count}, while the largest has {largest}; more images help most, and nervure train gives it more weight (--class-weights)",
        ko="이미지가 적은 클래스: {count}장 (가장 많은 클래스는 {largest}장). 더 모으는 것이 가장 좋고, nervure train은 이 클래스에 더 큰 가중치를 줌 (--class-weights)",
    ),
    "audit.not_in_part": Message(
        en="class '{name}' has no images in {part}", ko="{part}에 '{name}' 클래스의 이미지가 없음"
    ),
    "audit.copy": Message(en="the same file as {other}", ko="{other:과/와} 같은 파일"),
    "audit.copy_of_class": Message(
        en="the same file as {other}, which has another label: one of them is wrong",
        ko="{other:과/와} 같은 파일인데 라벨이 다름: 둘 중 하나는 틀림",
    ),
    "audit.copy_of_part": Message(
        en="the same file as {other}: training data leaks into the evaluation",
        ko="{other:과/와} 같은 파일: 학습한 이미지로 시험하게 됨",
    ),
    "audit.alike": Message(en="looks the same as {other}", ko="{other:과/와} 거의 같은 이미지"),
    "audit.alike_of_class": Message(
        en="looks the same as {other}, which has another label", ko="{other:과/와} 거의 같은 이미지인데 라벨이 다름"
    ),
    "audit.alike_of_part": Message(
        en="looks the same as {other}: training data leaks into the evaluation",
        ko="{other:과/와} 거의 같은 이미지: 학습한 이미지로 시험하게 됨",
    ),
    # One line for all of a kind.
    "audit.title_damaged": Message(en="damaged or truncated", ko="손상되었거나 잘림"),
    "audit.title_empty_file": Message(en="empty file", ko="빈 파일"),
    "audit.title_not_readable": Message(en="cannot be read", ko="읽을 수 없음"),
    "audit.title_not_a_picture": Message(en="not an image", ko="내용이 이미지가 아님"),
    "audit.title_other_content": Message(en="another kind of file", ko="내용이 다른 형식"),
    "audit.title_other_name": Message(en="image with another extension", ko="다른 이름으로 저장된 이미지"),
    "audit.title_other_format": Message(en="unsupported format", ko="읽지 않는 형식"),
    "audit.title_too_many_pixels": Message(en="too many pixels (refused)", ko="픽셀이 너무 많음 (거부)"),
    "audit.title_no_range": Message(en="values outside 0 to 255", ko="값이 0~255 밝기가 아님"),
    "audit.title_in_no_class": Message(en="outside the class folders", ko="클래스 폴더 밖"),
    "audit.title_link_folder": Message(en="link to a folder", ko="폴더로 가는 링크"),
    "audit.title_no_file": Message(en="dead link, or not a file", ko="끊어진 링크, 파일 아님"),
    "audit.title_hidden_folder": Message(en="hidden folder", ko="숨김 폴더"),
    "audit.title_hidden_file": Message(en="hidden file", ko="숨김 파일"),
    "audit.title_no_picture": Message(en="not an image by its name", ko="이름으로 보아 이미지가 아님"),
    "audit.title_copy_of_class": Message(en="same file, other label", ko="같은 파일, 다른 라벨"),
    "audit.title_alike_of_class": Message(en="looks the same, other label", ko="거의 같은 이미지, 다른 라벨"),
    "audit.title_copy_of_part": Message(en="same file in two parts", ko="두 묶음에 든 같은 파일"),
    "audit.title_alike_of_part": Message(en="looks the same in two parts", ko="두 묶음에 든 거의 같은 이미지"),
    "audit.title_empty_class": Message(en="class without images", ko="이미지가 없는 클래스"),
    "audit.title_one_class": Message(en="only one class", ko="하나뿐인 클래스"),
    "audit.title_one_picture": Message(en="class with a single image", ko="이미지가 한 장뿐인 클래스"),
    "audit.title_rare_class": Message(en="class with few images", ko="이미지가 적은 클래스"),
    "audit.title_not_in_part": Message(en="class missing from a part", ko="어느 묶음에 없는 클래스"),
    "audit.title_same_name": Message(en="names that are easily confused", ko="형태만 다른 이름"),
    "audit.title_nested": Message(en="folder inside a class", ko="클래스 안의 폴더"),
    "audit.title_blank": Message(en="a single color", ko="전체가 한 가지 색"),
    "audit.title_wrong_suffix": Message(en="format does not match the name", ko="이름과 다른 형식"),
    "audit.title_tiny": Message(en="very small", ko="아주 작음"),
    "audit.title_huge": Message(en="very large", ko="아주 큼"),
    "audit.title_other_shape": Message(en="unusual aspect ratio", ko="아주 다른 가로세로 비율"),
    "audit.title_turned": Message(en="rotated by its EXIF orientation", ko="EXIF 방향에 따라 돌림"),
    "audit.title_animated": Message(en="several images in one file", ko="이미지가 여러 장 든 파일"),
    "audit.title_deep": Message(en="more than 8 bits per channel", ko="채널당 8비트 초과"),
    "audit.title_cmyk": Message(en="print colors (CMYK)", ko="인쇄용 색 (CMYK)"),
    "audit.title_palette": Message(en="palette", ko="팔레트"),
    "audit.title_transparent": Message(en="partly transparent", ko="투명한 부분 있음"),
    "audit.title_link": Message(en="link", ko="링크"),
    "audit.title_copy": Message(en="copy of another file", ko="같은 파일의 사본"),
    "audit.title_alike": Message(en="looks the same as another", ko="다른 것과 거의 같은 이미지"),
    # The table.
    "audit.heading": Message(
        en="{folder}: {used} of {files} files used", ko="{folder}: 파일 {files}개 가운데 {used}개 사용"
    ),
    "audit.classes": Message(en="Classes", ko="클래스"),
    "audit.pictures": Message(en="images", ko="이미지"),
    "audit.more_classes": Message(en="{count} more", ko="{count}개 더"),
    "audit.size": Message(en="Size", ko="크기"),
    "audit.size_all": Message(en="{size} pixels, all", ko="모두 {size} 픽셀"),
    "audit.size_range": Message(
        en="{smallest} to {largest} pixels, median {median}", ko="{smallest} ~ {largest} 픽셀, 중앙값 {median}"
    ),
    "audit.colors": Message(en="Color", ko="색"),
    "audit.color_counts": Message(en="{colored} in color, {gray} gray", ko="컬러 {colored}장, 흑백 {gray}장"),
    "audit.color_levels": Message(
        en="{counts}; levels from 0 to 255: mean {mean}, standard deviation {deviation}",
        ko="{counts}. 밝기(0~255) 평균 {mean}, 표준편차 {deviation}",
    ),
    "audit.stored": Message(en="Files", ko="파일"),
    "audit.alike_groups": Message(en="Alike", ko="닮은 이미지"),
    "audit.groups": Message(
        en="{pictures} images look the same as others; groups: {groups}",
        ko="서로 같거나 거의 같은 이미지 {pictures}장, {groups}묶음",
    ),
    "audit.no_groups": Message(en="no two images look the same", ko="서로 같은 이미지 없음"),
    "audit.doubtful": Message(
        en="{alike}; pairs that may be the same but count as different: {pairs} (--json lists them)",
        ko="{alike}. 같을 수도 있지만 다른 이미지로 본 {pairs}쌍 (목록은 --json)",
    ),
    "audit.suggested": Message(en="Suggested", ko="추천"),
    "audit.suggestion": Message(en="{size} pixels, {reading}", ko="{size} 픽셀, {reading}"),
    "audit.read_grayscale": Message(en="gray (grayscale)", ko="흑백(grayscale)"),
    "audit.read_rgb": Message(en="in color (rgb)", ko="컬러(rgb)"),
    "audit.read_stretch": Message(en="the whole image (stretch)", ko="이미지 전체(stretch)"),
    "audit.read_crop": Message(en="the center (crop)", ko="이미지 가운데(crop)"),
    "audit.read_pad": Message(en="the whole image with a border (pad)", ko="이미지 전체에 여백을 더함(pad)"),
    "audit.not_used": Message(en="Not used: {count}", ko="사용하지 않음: {count}"),
    "audit.look": Message(en="Used, but worth a look: {count}", ko="사용하지만 확인할 것: {count}"),
    "audit.nothing": Message(en="There are no usable images.", ko="쓸 수 있는 이미지가 없어요."),
    "audit.refused": Message(
        en="nervure train refuses these images: {reason}", ko="nervure train이 받지 않는 이미지예요: {reason}"
    ),
    "audit.sound": Message(en="Nothing to fix.", ko="고칠 것이 없어요."),
    # The command.
    "cli.audit": Message(
        en="Check a folder of images: what cannot be used and why, what is unusual, what is duplicated. Changes nothing.",
        ko="이미지 폴더를 살펴봐요: 쓸 수 없는 파일과 이유, 이상한 점, 겹치는 이미지. 아무것도 바꾸지 않아요.",
    ),
    "cli.audit.folder": Message(
        en="The images: one folder per class, optionally below train, validation and test; a .zip archive of that; or a .csv table of paths and labels.",
        ko="이미지: 클래스마다 폴더 하나씩 (그 위에 train, validation, test가 있어도 됨), 그것을 담은 .zip, 또는 경로와 라벨을 적은 .csv.",
    ),
    "cli.audit.json": Message(
        en="Print one JSON object instead: every path with its reason.", ko="대신 JSON 객체 하나로 출력: 경로마다 이유."
    ),
    "cli.audit.out": Message(
        en="Write the unused files as a table: path and reason.", ko="쓰지 않은 것의 목록(경로와 이유)을 쓸 CSV 파일."
    ),
    "cli.audit.strict": Message(
        en="Exit with 1 on any finding. Otherwise 1 means that training loses something: files, a class, or everything; 0 that it loses nothing.",
        ko="확인할 것이 하나라도 있으면 종료 코드 1. 주지 않으면 파일이나 클래스를 학습에 쓸 수 없을 때만 1, 아니면 0.",
    ),
    "cli.audit.written": Message(
        en="Not used: {count:,}, listed in {path}", ko="쓰지 않은 것의 목록 {count:,}줄: {path}"
    ),
    "cli.audit.hint": Message(
        en="All paths and reasons: --json; unused files as a table: --out FILE.csv",
        ko="모든 경로와 이유: --json. 쓰지 않은 것의 표: --out 파일.csv",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "audit.no_pictures": ErrorMessage(
        en=Lines(
            "these are not images.",
            "(N, height, width) or (N, height, width, channels), 1, 3 or 4 channels",
            "{got}",
            "Pass one array with channels last, such as x.reshape(-1, 28, 28, 1).",
        ),
        ko=Lines(
            "이미지로 볼 수 없는 배열이에요.",
            "(N, 높이, 너비) 또는 (N, 높이, 너비, 채널), 채널은 1, 3, 4 중 하나",
            "{got}",
            "채널이 맨 뒤에 오는 배열 하나로 주세요. 펼친 이미지라면 reshape로 모양을 되돌리세요.",
        ),
    ),
}
