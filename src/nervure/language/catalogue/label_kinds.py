"""What is said of labels and tables that `nervure train` does not learn from."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "train.measured": ErrorMessage(
        en=Lines(
            "the labels are numbers to predict, but 'nervure train' learns classes.",
            "one class per image",
            "{got}",
            "Group the numbers into classes such as small and large; or predict them in Python: end a network with "
            "Dense(1), compile it with loss='mse', and call model.fit(x, y).",
        ),
        ko=Lines(
            "라벨이 추정할 숫자예요. 'nervure train'은 클래스를 배워요.",
            "이미지마다 클래스 하나",
            "{got}",
            "숫자를 small과 large 같은 클래스로 나누세요. 숫자를 추정하려면 Python에서 신경망을 Dense(1)로 끝내고 loss='mse'로 "
            "컴파일한 뒤 model.fit(x, y)를 부르세요.",
        ),
    ),
    "train.several_labels": ErrorMessage(
        en=Lines(
            "an image has several labels, but 'nervure train' learns one class per image.",
            "one class per image",
            "{got}",
            "Give each image one label, or train one run per label with the classes yes and no; to learn all of them at "
            "once, end a network in Python with Dense(3, activation='sigmoid') for 3 labels, and use loss='binary_crossentropy'.",
        ),
        ko=Lines(
            "이미지 하나에 라벨이 여러 개 있어요. 'nervure train'은 이미지마다 클래스 하나를 배워요.",
            "이미지마다 클래스 하나",
            "{got}",
            "이미지마다 라벨을 하나만 주거나, 라벨마다 yes와 no 두 클래스로 따로 훈련하세요. 한꺼번에 배우려면 Python에서 신경망을 "
            "Dense(3, activation='sigmoid')로 끝내고(라벨이 3개일 때) loss='binary_crossentropy'를 쓰세요.",
        ),
    ),
    "train.series": ErrorMessage(
        en=Lines(
            "x holds rows of numbers, but 'nervure train' learns from images.",
            "(N, height, width), (N, height, width, 1) or (N, height, width, 3)",
            "{got}",
            "If these are images, save them in Python with their height and width: x.reshape(-1, 28, 28), for example. For "
            "tables and time series, use Python, too: nervure.Sequential with Dense or LSTM layers, and model.fit(x, y).",
        ),
        ko=Lines(
            "x가 숫자의 행이에요. 'nervure train'은 이미지로 배워요.",
            "(N, 높이, 너비), (N, 높이, 너비, 1) 또는 (N, 높이, 너비, 3)",
            "{got}",
            "이미지면 Python에서 x.reshape(-1, 28, 28)처럼 높이와 너비를 살려 저장하세요. 표와 시계열도 Python에서 Dense나 LSTM 층이 있는 "
            "nervure.Sequential과 model.fit(x, y)로 훈련하세요.",
        ),
    ),
    "train.table_of_numbers": ErrorMessage(
        en=Lines(
            "this is a table of numbers, but 'nervure train' learns from images.",
            "a table of image paths and labels",
            "{got}",
            "To learn from numbers, use Python: x = numpy.loadtxt('table.csv', delimiter=','), nervure.Sequential with "
            "Dense layers (LSTM for time series), and model.fit(x, y).",
        ),
        ko=Lines(
            "숫자로 된 표예요. 'nervure train'은 이미지로 배워요.",
            "이미지 경로와 라벨의 표",
            "{got}",
            "숫자는 Python에서 훈련하세요: x = numpy.loadtxt('table.csv', delimiter=','), Dense 층(시계열이면 LSTM)이 있는 "
            "nervure.Sequential, 그리고 model.fit(x, y).",
        ),
    ),
}
