"""What can be wrong with an argument, whatever it belongs to."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "argument.positive_integer": ErrorMessage(
        en=Lines(
            "{argument} must be a positive whole number.",
            "a whole number of at least 1",
            "{argument}={got}",
            "Write {argument}=32, for example.",
        ),
        ko=Lines(
            "{argument:은/는} 양의 정수여야 해요.",
            "1 이상의 정수",
            "{argument}={got}",
            "{argument}=32처럼 정수로 쓰세요.",
        ),
    ),
    "argument.padding": ErrorMessage(
        en=Lines(
            "unknown padding.",
            "'valid' or 'same'",
            "padding={got}",
            "Write padding='same' to keep the size of the image, or padding='valid' for no padding.",
        ),
        ko=Lines(
            "알 수 없는 padding이에요.",
            "'valid' 또는 'same'",
            "padding={got}",
            "이미지의 크기를 유지하려면 padding='same', 테두리를 덧대지 않으려면 padding='valid'로 쓰세요.",
        ),
    ),
    "argument.fraction": ErrorMessage(
        en=Lines(
            "{argument} must be a fraction.",
            "at least 0 and less than 1",
            "{argument}={got}",
            "Write the fraction to drop: {argument}=0.4 for 40 percent.",
        ),
        ko=Lines(
            "{argument:은/는} 1보다 작은 비율이어야 해요.",
            "0 이상 1 미만의 수",
            "{argument}={got}",
            "버릴 비율을 쓰세요. 40퍼센트라면 {argument}=0.4예요.",
        ),
    ),
    "argument.number": ErrorMessage(
        en=Lines(
            "{argument} must be a number.",
            "a number, for example {argument}=0.5",
            "{argument}={got}",
            "Write {argument}=0.5, for example, without quotes.",
        ),
        ko=Lines(
            "{argument:은/는} 수여야 해요.",
            "수 (예: {argument}=0.5)",
            "{argument}={got}",
            "{argument:을/를} 수로 쓰세요.",
        ),
    ),
    "argument.not_negative": ErrorMessage(
        en=Lines(
            "{argument} must be a non-negative number.",
            "0 or more",
            "{argument}={got}",
            "Write {argument}=0.5, for example.",
        ),
        ko=Lines(
            "{argument:은/는} 음수가 아닌 수여야 해요.",
            "0 이상의 수",
            "{argument}={got}",
            "{argument:을/를} 0 이상의 수로 쓰세요.",
        ),
    ),
    "argument.whole_number": ErrorMessage(
        en=Lines(
            "{argument} must be a whole number.",
            "a whole number",
            "{argument}={got}",
            "Write {argument}=1, for example.",
        ),
        ko=Lines(
            "{argument:은/는} 정수여야 해요.",
            "정수",
            "{argument}={got}",
            "{argument}=1처럼 정수로 쓰세요.",
        ),
    ),
    "argument.from_zero": ErrorMessage(
        en=Lines(
            "{argument} must be a whole number of at least 0.",
            "0, 1, 2, ...",
            "{argument}={got}",
            "Write {argument} as a number without quotes: {argument}=3.",
        ),
        ko=Lines(
            "{argument:은/는} 0 이상의 정수여야 해요.",
            "0, 1, 2, ...",
            "{argument}={got}",
            "{argument}=3처럼 따옴표 없이 수로 쓰세요.",
        ),
    ),
    "argument.numbers": ErrorMessage(
        en=Lines(
            "this does not hold numbers in rows of one length.",
            "an array, a tensor, a list of numbers or a number",
            "{got}",
            "Turn the values into numbers first, for example with numpy.asarray(values, 'float32').",
        ),
        ko=Lines(
            "길이가 같은 행에 담긴 수가 아니에요.",
            "배열, 텐서, 수의 목록 또는 수",
            "{got}",
            "예를 들어 numpy.asarray(values, 'float32')로 먼저 값을 수로 바꾸세요.",
        ),
    ),
    "argument.array": ErrorMessage(
        en=Lines(
            "this cannot be read as an array.",
            "an array, a tensor, or a list whose rows have one length",
            "{got}",
            "Turn it into an array first, for example with numpy.asarray(values).",
        ),
        ko=Lines(
            "배열로 읽을 수 없는 값이에요.",
            "배열, 텐서, 또는 행의 길이가 같은 목록",
            "{got}",
            "예를 들어 numpy.asarray(values)로 먼저 배열로 바꾸세요.",
        ),
    ),
    "argument.instance": ErrorMessage(
        en=Lines(
            "{argument} must be a {expected}.",
            "an object of {expected}",
            "{argument}={got}",
            "Make a {expected} first, then pass it as {argument}.",
        ),
        ko=Lines(
            "{argument:은/는} {expected}의 객체여야 해요.",
            "{expected}의 객체",
            "{argument}={got}",
            "{expected:을/를} 먼저 만들어서 {argument:으로/로} 넘기세요.",
        ),
    ),
    "argument.stream": ErrorMessage(
        en=Lines(
            "{argument} must be something that text can be written to.",
            "an open file, sys.stdout or io.StringIO()",
            "{argument}={got}",
            "Leave {argument} out to write to standard output.",
        ),
        ko=Lines(
            "{argument:은/는} 글을 쓸 수 있는 대상이어야 해요.",
            "열린 파일, sys.stdout 또는 io.StringIO()",
            "{argument}={got}",
            "{argument:을/를} 빼면 표준 출력에 써요.",
        ),
    ),
    "argument.axis": ErrorMessage(
        en=Lines(
            "{argument} must be a whole number.",
            "a whole number; -1 is the last axis",
            "{argument}={got}",
            "Write one axis: {argument}=-1, for example.",
        ),
        ko=Lines(
            "{argument:은/는} 정수여야 해요.",
            "정수 (-1은 마지막 축)",
            "{argument}={got}",
            "{argument}=-1처럼 축 하나를 쓰세요.",
        ),
    ),
    "argument.yes_or_no": ErrorMessage(
        en=Lines(
            "{argument} must be True or False.",
            "True or False",
            "{argument}={got}",
            "Write {argument}=True or {argument}=False, without quotes.",
        ),
        ko=Lines(
            "{argument:은/는} True 아니면 False예요.",
            "True 또는 False",
            "{argument}={got}",
            "따옴표 없이 {argument}=True 또는 {argument}=False로 쓰세요.",
        ),
    ),
    "argument.text": ErrorMessage(
        en=Lines(
            "{argument} must be a string.",
            "a string in quotes",
            "{argument}={got}",
            "Put {argument} in quotes, {argument}='...', or leave it out for the default.",
        ),
        ko=Lines(
            "{argument:은/는} 글자로 써야 해요.",
            "따옴표로 묶은 글자",
            "{argument}={got}",
            "{argument}='...'처럼 따옴표로 묶거나, 빼서 기본값을 쓰세요.",
        ),
    ),
    "argument.path": ErrorMessage(
        en=Lines(
            "{argument} must be the path of a file or folder.",
            "a string in quotes, or a pathlib.Path",
            "{argument}={got}",
            "Write the path in quotes: {argument}='runs/first'.",
        ),
        ko=Lines(
            "{argument:은/는} 파일이나 폴더의 경로여야 해요.",
            "따옴표로 묶은 글자 또는 pathlib.Path",
            "{argument}={got}",
            "{argument}='runs/first'처럼 경로를 따옴표로 묶어 쓰세요.",
        ),
    ),
    "argument.function": ErrorMessage(
        en=Lines(
            "{argument} must be a function.",
            "a function: its name, without quotes",
            "{argument}={got}",
            "Define a function and pass it without calling it: {argument}=my_function.",
        ),
        ko=Lines(
            "{argument:은/는} 함수여야 해요.",
            "따옴표 없이 쓴 함수 이름",
            "{argument}={got}",
            "함수를 정의하고 호출하지 않은 채로 {argument}=my_function처럼 넘기세요.",
        ),
    ),
    "argument.mapping": ErrorMessage(
        en=Lines(
            "{argument} must be a dictionary.",
            "names and values in braces",
            "{argument}={got}",
            "Write {argument}={{'name': value}}.",
        ),
        ko=Lines(
            "{argument:은/는} 딕셔너리여야 해요.",
            "중괄호로 묶은 이름과 값",
            "{argument}={got}",
            "{argument}={{'이름': 값}}처럼 쓰세요.",
        ),
    ),
    "argument.dtype": ErrorMessage(
        en=Lines(
            "{argument} must be a numeric dtype.",
            "a dtype such as 'float32' or numpy.float32",
            "{argument}={got}",
            "Write {argument}='float32', or leave it out.",
        ),
        ko=Lines(
            "{argument:은/는} 수의 자료형 이름이어야 해요.",
            "예를 들어 'float32' 또는 numpy.float32",
            "{argument}={got}",
            "{argument}='float32'로 쓰거나 빼세요.",
        ),
    ),
    "argument.list": ErrorMessage(
        en=Lines(
            "{argument} must be a list.",
            "a list of values in square brackets",
            "{argument}={got}",
            "Put the values in square brackets, {argument}=[...], even if there is only one.",
        ),
        ko=Lines(
            "{argument:은/는} 목록이어야 해요.",
            "대괄호로 묶은 값의 목록",
            "{argument}={got}",
            "값이 하나여도 {argument}=[...]처럼 대괄호로 묶으세요.",
        ),
    ),
    "argument.channels_first": ErrorMessage(
        en=Lines(
            "inputs must have their channels last.",
            "{last}, data_format='channels_last'",
            "data_format={got}",
            "Leave data_format out, and convert inputs of shape {first} with x.transpose({order}).",
        ),
        ko=Lines(
            "여기서는 채널이 마지막 축이에요.",
            "{last}, data_format='channels_last'",
            "data_format={got}",
            "data_format을 빼고, {first} 입력은 x.transpose({order})로 바꾸세요.",
        ),
    ),
    "argument.data_format": ErrorMessage(
        en=Lines("unknown data_format.", "'channels_last', or nothing", "data_format={got}", "Leave data_format out."),
        ko=Lines(
            "알 수 없는 data_format이에요.",
            "'channels_last' 또는 생략",
            "data_format={got}",
            "data_format을 빼세요.",
        ),
    ),
    "argument.not_available": ErrorMessage(
        en=Lines(
            "Keras has {argument}, but nervure does not support it yet.",
            "{argument}={default}",
            "{argument}={got}",
            "Leave {argument} out.",
        ),
        ko=Lines(
            "Keras에는 {argument:이/가} 있지만 nervure에는 아직 없어요.",
            "{argument}={default}",
            "{argument}={got}",
            "{argument:을/를} 빼세요.",
        ),
    ),
    "argument.sizes": ErrorMessage(
        en=Lines(
            "{argument} must be one whole number for all axes, or one per axis.",
            "3 or {example}, each at least {least}",
            "{argument}={got}",
            "Write {argument}=3 for the same value along all axes, or {argument}={example}.",
        ),
        ko=Lines(
            "{argument:은/는} 모든 축에 함께 쓸 정수 하나이거나 축마다 하나씩의 정수여야 해요.",
            "3 또는 {example}, 각각 {least} 이상",
            "{argument}={got}",
            "축마다 같으면 {argument}=3, 다르면 {argument}={example}처럼 쓰세요.",
        ),
    ),
    "argument.margins": ErrorMessage(
        en=Lines(
            "{argument} must give numbers of cells.",
            "1 or {example}, each at least 0",
            "{argument}={got}",
            "Write {argument}=1 for one cell on every side, or (before, after) per axis: {argument}={example}.",
        ),
        ko=Lines(
            "{argument:은/는} 칸의 수여야 해요.",
            "1 또는 {example}, 각각 0 이상",
            "{argument}={got}",
            "모든 쪽에 한 칸이면 {argument}=1, 아니면 축마다 (앞, 뒤)로 {argument}={example}처럼 쓰세요.",
        ),
    ),
    "argument.padding_of_sequences": ErrorMessage(
        en=Lines(
            "unknown padding.",
            "'valid', 'same' or 'causal'",
            "padding={got}",
            "Write padding='same' to keep the length, 'causal' so that no step sees later ones, or 'valid' for no padding.",
        ),
        ko=Lines(
            "알 수 없는 padding이에요.",
            "'valid', 'same' 또는 'causal'",
            "padding={got}",
            "길이를 유지하려면 padding='same', 뒤의 단계를 보지 않게 하려면 'causal', 아니면 'valid'로 쓰세요.",
        ),
    ),
    "number.range": ErrorMessage(
        en=Lines(
            "{argument} is not a number, or is out of range.",
            "{expected}",
            "{got}",
            "Write {argument} as a number in this range, or leave it out for the default.",
        ),
        ko=Lines(
            "{argument:이/가} 숫자가 아니거나 범위를 벗어났어요.",
            "{expected}",
            "{got}",
            "{argument:을/를} 이 범위의 숫자로 쓰거나, 빼서 기본값을 쓰세요.",
        ),
    ),
}
