"""What is said of labels and tables that `nervure train` does not learn from."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "train.measured": ErrorMessage(
        en=Lines(
            "the labels are numbers to estimate, and 'nervure train' learns classes.",
            "the class of each image",
            "{got}",
            "Sort the numbers into classes such as small and large; or estimate them in Python: end a network in "
            "Dense(1), compile it with loss 'mse', and call model.fit(x, y).",
        ),
        ko=Lines(
            "라벨이 추정할 숫자예요. 'nervure train'은 클래스를 배워요.",
            "사진마다 클래스 하나",
            "{got}",
            "숫자를 small과 large 같은 클래스로 나누세요. 숫자를 추정하려면 Python에서 신경망을 Dense(1)로 끝내고 손실 'mse'로 "
            "컴파일한 뒤 model.fit(x, y)를 부르세요.",
        ),
    ),
    "train.several_labels": ErrorMessage(
        en=Lines(
            "an image has several labels at once, and 'nervure train' learns one class of each.",
            "one class for each image",
            "{got}",
            "Give one label of each image, or train one run for each label with the classes yes and no; or learn all in "
            "Python: end a network in Dense(count, activation 'sigmoid') and use loss 'binary_crossentropy'.",
        ),
        ko=Lines(
            "사진 하나에 라벨이 여러 개 있어요. 'nervure train'은 사진마다 클래스 하나를 배워요.",
            "사진마다 클래스 하나",
            "{got}",
            "사진마다 라벨을 하나만 주거나, 라벨마다 yes와 no 두 클래스로 따로 훈련하세요. 한꺼번에 배우려면 Python에서 신경망을 "
            "sigmoid 활성화의 Dense로 끝내고 손실 'binary_crossentropy'를 쓰세요.",
        ),
    ),
    "train.series": ErrorMessage(
        en=Lines(
            "x holds rows of numbers, and 'nervure train' learns from images.",
            "(N, height, width), (N, height, width, 1) or (N, height, width, 3)",
            "{got}",
            "In Python, save images with their height and width: x.reshape(-1, 28, 28), for example. Tables and series "
            "are learned in Python, too: nervure.Sequential with Dense or LSTM layers, and model.fit(x, y).",
        ),
        ko=Lines(
            "x가 숫자의 행이에요. 'nervure train'은 사진으로 배워요.",
            "(N, 높이, 너비), (N, 높이, 너비, 1) 또는 (N, 높이, 너비, 3)",
            "{got}",
            "사진이면 Python에서 x.reshape(-1, 28, 28)처럼 높이와 너비를 살려 저장하세요. 표와 시계열도 Python에서 Dense나 LSTM 층이 있는 "
            "nervure.Sequential과 model.fit(x, y)로 훈련하세요.",
        ),
    ),
    "train.table_of_numbers": ErrorMessage(
        en=Lines(
            "this is a table of numbers, and 'nervure train' learns from images.",
            "a table of paths of images and their labels",
            "{got}",
            "Learn from numbers in Python: x = numpy.loadtxt(path, delimiter=','), nervure.Sequential with Dense layers "
            "(LSTM for series), and model.fit(x, y).",
        ),
        ko=Lines(
            "숫자로 된 표예요. 'nervure train'은 사진으로 배워요.",
            "사진 경로와 라벨의 표",
            "{got}",
            "숫자는 Python에서 훈련하세요: x = numpy.loadtxt(path, delimiter=','), Dense 층(시계열이면 LSTM)이 있는 "
            "nervure.Sequential, 그리고 model.fit(x, y).",
        ),
    ),
}
