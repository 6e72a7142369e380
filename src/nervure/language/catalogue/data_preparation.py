"""Sentences about preparing arrays: one-hot classes, lengths, sequences, windows, two parts."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "categorical.empty": ErrorMessage(
        en=Lines(
            "without a class, the number of classes is unknown.",
            "at least 1 class in x, or num_classes",
            "shape {shape}",
            "Write num_classes=10, for example.",
        ),
        ko=Lines(
            "클래스가 하나도 없어 개수를 알 수 없어요.",
            "x에 클래스 1개 이상, 또는 num_classes",
            "모양 {shape}",
            "예를 들어 num_classes=10을 주세요.",
        ),
    ),
    "categorical.not_class": ErrorMessage(
        en=Lines(
            "x[{place}] is not one of the classes.",
            "whole numbers from 0 to {last}",
            "{value}",
            "Number the classes from 0, or set num_classes to the largest of them plus 1.",
        ),
        ko=Lines(
            "x[{place}] 값은 클래스 번호가 아니에요.",
            "0부터 {last}까지의 정수",
            "{value}",
            "클래스 번호를 0부터 매기거나, num_classes를 가장 큰 번호에 1을 더한 값으로 주세요.",
        ),
    ),
    "categorical.not_numbers": ErrorMessage(
        en=Lines(
            "these are not class numbers.",
            "whole numbers from 0 on",
            "{got}",
            "Convert names to numbers first: names, numbers = np.unique(x, return_inverse=True).",
        ),
        ko=Lines(
            "클래스 번호가 아니에요.",
            "0부터 시작하는 정수",
            "{got}",
            "이름이면 먼저 번호를 매기세요: names, numbers = np.unique(x, return_inverse=True).",
        ),
    ),
    "normalize.axis": ErrorMessage(
        en=Lines("there is no such axis.", "{first} to {last}, or None", "{got}", "Write axis=-1 for the last one."),
        ko=Lines("그런 축이 없어요.", "{first}부터 {last}, 또는 None", "{got}", "마지막 축이면 axis=-1을 주세요."),
    ),
    "normalize.not_numbers": ErrorMessage(
        en=Lines(
            "these are not numbers.",
            "an array of numbers",
            "{got}",
            "Pass rows of one length that contain only numbers.",
        ),
        ko=Lines("숫자가 아니에요.", "숫자 배열", "{got}", "길이가 같고 숫자만 있는 행을 주세요."),
    ),
    "normalize.order": ErrorMessage(
        en=Lines(
            "this is not the order of a norm.",
            "a number above 0, or float('inf')",
            "{got}",
            "Write order=2 for the Euclidean length.",
        ),
        ko=Lines(
            "노름의 차수로 쓸 수 없어요.", "0보다 큰 수 또는 float('inf')", "{got}", "보통의 길이면 order=2를 주세요."
        ),
    ),
    "sequences.dtype": ErrorMessage(
        en=Lines(
            "its items cannot be {dtype}.",
            "items that can be {dtype}",
            "{got}",
            "Write dtype=object for words, or convert the words to numbers first.",
        ),
        ko=Lines(
            "항목을 {dtype:으로/로} 바꿀 수 없어요.",
            "{dtype:이/가} 될 수 있는 항목",
            "{got}",
            "단어라면 dtype=object를 주거나, 먼저 번호를 매기세요.",
        ),
    ),
    "sequences.fractions": ErrorMessage(
        en=Lines(
            "its numbers would lose their fractions.",
            "whole numbers, or another dtype than {dtype}",
            "{got}",
            "Write dtype='float32'.",
        ),
        ko=Lines(
            "소수점 아래가 잘려 나가요.",
            "정수, 또는 {dtype} 아닌 dtype",
            "{got}",
            "dtype='float32'를 주세요.",
        ),
    ),
    "sequences.none": ErrorMessage(
        en=Lines("there are no sequences.", "at least 1 sequence", "an empty list", "Check how they were read."),
        ko=Lines("시퀀스가 없어요.", "시퀀스 1개 이상", "빈 리스트", "시퀀스를 읽은 방법을 확인하세요."),
    ),
    "sequences.not_sequence": ErrorMessage(
        en=Lines(
            "this is not a sequence.",
            "a list or an array of steps",
            "{got}",
            "Wrap single steps: [[3], [1, 2]], not [3, [1, 2]].",
        ),
        ko=Lines(
            "시퀀스가 아니에요.",
            "스텝의 리스트나 배열",
            "{got}",
            "스텝이 하나여도 감싸세요: [3, [1, 2]]가 아니라 [[3], [1, 2]].",
        ),
    ),
    "sequences.not_sequences": ErrorMessage(
        en=Lines("this is not a list of sequences.", "a list of lists", "{got}", "Pass a list: list(sequences)."),
        ko=Lines("시퀀스의 리스트가 아니에요.", "리스트의 리스트", "{got}", "list(sequences)처럼 리스트로 주세요."),
    ),
    "sequences.ragged": ErrorMessage(
        en=Lines(
            "its steps have different shapes.",
            "steps of one shape",
            "{got}",
            "Pad the steps of each sequence to one shape first.",
        ),
        ko=Lines(
            "스텝의 모양이 서로 달라요.",
            "모양이 같은 스텝",
            "{got}",
            "먼저 시퀀스마다 스텝의 모양을 같게 맞추세요.",
        ),
    ),
    "sequences.step_shape": ErrorMessage(
        en=Lines(
            "its steps have a different shape than those of the sequences before.",
            "steps of shape {expected}",
            "{got}",
            "Use steps of one shape in all sequences.",
        ),
        ko=Lines(
            "스텝의 모양이 앞 시퀀스와 달라요.",
            "모양이 {expected}인 스텝",
            "{got}",
            "모든 시퀀스에서 스텝의 모양을 같게 하세요.",
        ),
    ),
    "sequences.value": ErrorMessage(
        en=Lines(
            "the padding value cannot be {dtype}.",
            "a value that {dtype} can hold",
            "{got}",
            "Write dtype='float32' for fractions, or dtype=object for words.",
        ),
        ko=Lines(
            "채워 넣을 값이 dtype {dtype}에 맞지 않아요.",
            "{dtype}에 담을 수 있는 값",
            "{got}",
            "소수면 dtype='float32', 단어면 dtype=object를 주세요.",
        ),
    ),
    "split_dataset.kind": ErrorMessage(
        en=Lines(
            "this cannot be split in two.",
            "an array, a list or tuple of arrays, or a dataset whose samples can be counted",
            "{got}",
            "Pass the arrays: split_dataset((x, y), left_size=0.8).",
        ),
        ko=Lines(
            "둘로 나눌 수 없는 데이터예요.",
            "배열, 배열의 리스트나 튜플, 또는 샘플 수를 셀 수 있는 데이터셋",
            "{got}",
            "배열을 주세요: split_dataset((x, y), left_size=0.8).",
        ),
    ),
    "split_dataset.lengths": ErrorMessage(
        en=Lines(
            "the arrays have different numbers of samples.",
            "the same number of samples in every array",
            "{got}",
            "Pass arrays of one length, or one array made of all: np.stack(x).",
        ),
        ko=Lines(
            "배열마다 샘플 수가 달라요.",
            "샘플 수가 같은 배열들",
            "{got}",
            "길이가 같은 배열을 주거나, np.stack(x)로 하나로 합치세요.",
        ),
    ),
    "split_dataset.no_size": ErrorMessage(
        en=Lines(
            "neither left_size nor right_size says where to split.",
            "left_size or right_size",
            "neither",
            "Write left_size=0.8, for example.",
        ),
        ko=Lines(
            "어디서 나눌지 정하지 않았어요.",
            "left_size 또는 right_size",
            "둘 다 없음",
            "예를 들어 left_size=0.8을 주세요.",
        ),
    ),
    "split_dataset.size": ErrorMessage(
        en=Lines(
            "the size does not fit the number of samples, {count}.",
            "a fraction between 0 and 1, or a whole number from 1 to less than {count}",
            "{got}",
            "Write {name}=0.8 for four fifths.",
        ),
        ko=Lines(
            "샘플 {count}개의 일부가 될 수 없는 크기예요.",
            "0과 1 사이의 비율, 또는 1 이상 {count} 미만의 정수",
            "{got}",
            "5분의 4면 {name}=0.8로 쓰세요.",
        ),
    ),
    "split_dataset.sum": ErrorMessage(
        en=Lines(
            "the two parts do not fit the number of samples, {count}.",
            "at least 1 sample on each side, {count} in all at most",
            "{left} and {right}",
            "Leave one of the two sizes out to use the rest, or choose fractions closer to 0.5.",
        ),
        ko=Lines(
            "두 부분의 크기가 샘플 {count}개에 맞지 않아요.",
            "양쪽에 1개 이상, 합쳐서 최대 {count}개",
            "{left}개와 {right}개",
            "둘 중 하나를 빼서 나머지가 되게 하거나, 0.5에 더 가까운 비율을 쓰세요.",
        ),
    ),
    "windows.below": ErrorMessage(
        en=Lines(
            "{name} is larger than the series.",
            "less than {steps}, the number of steps",
            "{got}",
            "Use a smaller {name}, or a longer series.",
        ),
        ko=Lines(
            "{name:이/가} 시계열보다 커요.",
            "스텝 수 {steps}보다 작은 값",
            "{got}",
            "{name:을/를} 줄이거나, 더 긴 시계열을 주세요.",
        ),
    ),
    "windows.part": ErrorMessage(
        en=Lines(
            "this is not a part of the series.",
            "0 <= start_index < end_index <= {steps}",
            "start_index={first}, end_index={last}",
            "Count the steps from 0; leave both out for the whole series.",
        ),
        ko=Lines(
            "시계열의 일부가 될 수 없는 범위예요.",
            "0 <= start_index < end_index <= {steps}",
            "start_index={first}, end_index={last}",
            "스텝을 0부터 세세요. 전체를 쓰려면 둘 다 빼세요.",
        ),
    ),
    "windows.short": ErrorMessage(
        en=Lines(
            "the series is too short for one window.",
            "at least {needed} steps",
            "steps: {got}",
            "Use a smaller sequence_length or sampling_rate, or a longer series.",
        ),
        ko=Lines(
            "시계열이 짧아 창을 하나도 만들 수 없어요.",
            "스텝 {needed}개 이상",
            "스텝 {got}개",
            "sequence_length나 sampling_rate를 줄이거나, 더 긴 시계열을 주세요.",
        ),
    ),
    "windows.targets": ErrorMessage(
        en=Lines(
            "there is no target for the first window.",
            "a target for step {first}",
            "targets: {got}",
            "Pass one target for each step at which a window starts.",
        ),
        ko=Lines(
            "첫 창에 해당하는 타깃이 없어요.",
            "{first}번 스텝의 타깃",
            "타깃 {got}개",
            "창이 시작하는 스텝마다 타깃을 하나씩 주세요.",
        ),
    ),
}
