"""Sentences about datasets: batches, epochs, weights, names."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "data.batch_size_unused": Message(
        en="batch_size={size} is ignored: {kind} has its own batches.",
        ko="batch_size={size:은/는} 쓰이지 않아요: {kind!s:이/가} 배치를 직접 나눠서 줘요.",
    ),
    "data.class_weight_unused": Message(
        en="class_weight names classes without any samples: {classes}.",
        ko="class_weight에 적힌 클래스 중 샘플이 하나도 없는 것이 있어요: {classes}.",
    ),
    "data.fix_names": Message(
        en="Add an entry '{name}' to the mapping.",
        ko="딕셔너리에 '{name}' 항목을 추가하세요.",
    ),
    "data.fix_rename": Message(
        en="Did you mean '{near}'? Name the entry '{name}'.",
        ko="혹시 '{near}'인가요? 항목 이름을 '{name}'{name:으로/로} 바꾸세요.".replace(
            "'{name}'{name:으로/로}", "{name:으로/로}"
        ),
    ),
    "data.in_batch": Message(en="{name}, batch {number}", ko="{name}, 배치 {number}"),
    "data.names_unused": Message(
        en="{argument} has entries that the network does not use; they are ignored: {names}.",
        ko="{argument}에 신경망이 받지 않는 항목이 있어 빼고 진행해요: {names}.",
    ),
    "data.no_names": Message(en="no names", ko="이름 없음"),
    "data.ran_short": Message(
        en="the data ended after {got} of {expected} steps.",
        ko="{expected}스텝 중 {got}스텝 만에 데이터가 끝났어요.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "data.batch_differs": ErrorMessage(
        en=Lines(
            "this batch has a different number of arrays than the first.",
            "{expected}",
            "{got}",
            "Yield the same number of inputs and targets in every batch.",
        ),
        ko=Lines(
            "이 배치의 배열 개수가 첫 배치와 달라요.",
            "{expected}개",
            "{got}개",
            "모든 배치에서 입력과 타깃의 개수를 같게 하세요.",
        ),
    ),
    "data.beside": ErrorMessage(
        en=Lines(
            "the data ({kind}) has its own {name}.",
            "{name}=None",
            "{name} given alongside x",
            "Let x yield (x, y) or (x, y, sample_weight), and leave {name} out.",
        ),
        ko=Lines(
            "데이터({kind})에 {name:이/가} 이미 들어 있어요.",
            "{name}=None",
            "x와 함께 따로 넘긴 {name}",
            "x가 (x, y)나 (x, y, sample_weight)를 내놓게 하고, {name:은/는} 빼세요.",
        ),
    ),
    "data.class_weight": ErrorMessage(
        en=Lines(
            "this is not a class weight.",
            "a dict from class (whole number) to weight (number of at least 0), such as {{0: 1.0, 1: 5.0}}",
            "{got}",
            "Write class_weight={{0: 1.0, 1: 5.0}}, for example, with the class numbers of y.",
        ),
        ko=Lines(
            "클래스 가중치로 쓸 수 없는 값이에요.",
            "클래스(정수)에서 가중치(0 이상의 수)로 가는 딕셔너리, 예: {{0: 1.0, 1: 5.0}}",
            "{got}",
            "클래스를 y에 있는 정수로 적고, 각각 유한한 가중치를 주세요.",
        ),
    ),
    "data.class_weight_axes": ErrorMessage(
        en=Lines(
            "these targets have too many axes to be classes.",
            "(N,), (N, 1) or (N, C)",
            "{shape}",
            "Pass sample_weight instead, with one weight per position.",
        ),
        ko=Lines(
            "타깃의 축이 너무 많아 클래스로 볼 수 없어요.",
            "(N,), (N, 1) 또는 (N, C)",
            "{shape}",
            "위치마다 가중치를 하나씩 담아 sample_weight로 넘기세요.",
        ),
    ),
    "data.class_weight_classes": ErrorMessage(
        en=Lines(
            "these targets are not class numbers.",
            "at least one whole number (N,), or one column per class (N, C)",
            "{got}",
            "Turn names into numbers: names, y = np.unique(y, return_inverse=True).",
        ),
        ko=Lines(
            "번호가 붙은 클래스 타깃이 아니에요.",
            "하나 이상의 정수 (N,), 또는 클래스마다 한 열 (N, C)",
            "{got}",
            "이름은 번호로 바꾸세요: names, y = np.unique(y, return_inverse=True).",
        ),
    ),
    "data.class_weight_targets": ErrorMessage(
        en=Lines(
            "class_weight works with one target only.",
            "1 target",
            "{got} targets",
            "Pass sample_weight instead, one array per target.",
        ),
        ko=Lines(
            "클래스 가중치는 타깃이 하나일 때만 쓸 수 있어요.",
            "타깃 1개",
            "타깃 {got}개",
            "타깃마다 배열 하나씩 sample_weight로 넘기세요.",
        ),
    ),
    "data.names": ErrorMessage(
        en=Lines("the network needs '{name}', which is not among the names given.", "{expected}", "{got}", "{fix}"),
        ko=Lines("신경망에 필요한 '{name}' 항목이 없어요.", "{expected}", "{got}", "{fix}"),
    ),
    "data.names_changed": ErrorMessage(
        en=Lines(
            "this batch has different names than the first.",
            "{expected}",
            "{got}",
            "Yield mappings with the same names in every batch.",
        ),
        ko=Lines(
            "이 배치의 이름이 첫 배치와 달라요.",
            "{expected}",
            "{got}",
            "모든 배치에서 같은 이름의 딕셔너리를 내놓으세요.",
        ),
    ),
    "data.no_batches": ErrorMessage(
        en=Lines(
            "the data has no batch in epoch {epoch}.",
            "at least 1 batch",
            "0",
            "Check that the source yields something each time it is read.",
        ),
        ko=Lines(
            "{epoch}번째 에포크에 데이터가 배치를 하나도 주지 않았어요.",
            "배치 1개 이상",
            "0개",
            "읽을 때마다 무언가를 내놓는지 데이터 소스를 확인하세요.",
        ),
    ),
    "data.not_iterable": ErrorMessage(
        en=Lines(
            "the function that creates the batches returned something else.",
            "a generator or another iterable",
            "{got}",
            "Write the function with yield, or let it return a list of batches.",
        ),
        ko=Lines(
            "배치를 만들어야 할 함수가 다른 것을 돌려주었어요.",
            "제너레이터 또는 다른 이터러블",
            "{got}",
            "함수를 yield로 쓰거나, 배치의 리스트를 돌려주게 하세요.",
        ),
    ),
    "data.parts": ErrorMessage(
        en=Lines(
            "a batch must be a tuple of one to three parts.",
            "(x,), (x, y) or (x, y, sample_weight)",
            "{got}",
            "Put several inputs into one part: yield ((left, right), y).",
        ),
        ko=Lines(
            "배치는 한 부분에서 세 부분까지의 튜플이어야 해요.",
            "(x,), (x, y) 또는 (x, y, sample_weight)",
            "{got}",
            "입력이 여러 개면 한 부분으로 묶으세요: yield ((left, right), y).",
        ),
    ),
    "data.path": ErrorMessage(
        en=Lines(
            "this is a path, not data.",
            "arrays, or a dataset",
            "{got}",
            "Read the file first: x, y = nervure.data.load_npz(path).",
        ),
        ko=Lines(
            "데이터가 아니라 경로예요.",
            "배열 또는 데이터셋",
            "{got}",
            "파일을 먼저 읽으세요: x, y = nervure.data.load_npz(path).",
        ),
    ),
    "data.ran_out": ErrorMessage(
        en=Lines(
            "a generator can be read only once, and nothing is left for epoch {epoch}.",
            "at least 1 batch",
            "0",
            "Pass the function that creates the generator, without calling it: fit(batches), not fit(batches()).",
        ),
        ko=Lines(
            "제너레이터는 한 번만 읽을 수 있어서 {epoch}번째 에포크에 쓸 데이터가 남지 않았어요.",
            "배치 1개 이상",
            "0개",
            "제너레이터를 만드는 함수를 호출하지 말고 그대로 넘기세요: fit(batches())가 아니라 fit(batches).",
        ),
    ),
    "data.steps_once": ErrorMessage(
        en=Lines(
            "this dataset can be read only once, so an epoch cannot start in the middle of it.",
            "a dataset that can be repeated",
            "{got}",
            "Leave the number of steps out, or set is_repeatable to True and let batches() begin at any start.",
        ),
        ko=Lines(
            "이 데이터셋은 한 번만 읽을 수 있어서 중간에서 에포크를 시작할 수 없어요.",
            "반복해서 읽을 수 있는 데이터셋",
            "{got}",
            "스텝 수를 빼거나, is_repeatable을 True로 하고 batches()가 어느 start에서든 시작하게 하세요.",
        ),
    ),
    "data.unknown": ErrorMessage(
        en=Lines(
            "this is not data that nervure can read.",
            "arrays, tensors, lists, a mapping of them; a nervure dataset; "
            "a torch DataLoader or dataset; an object with [i] and len(); a generator, an iterable, or a function that returns one",
            "{got}",
            "Convert it to an array: np.asarray(...).",
        ),
        ko=Lines(
            "nervure가 읽을 수 있는 데이터가 아니에요.",
            "배열, 텐서, 리스트, 또는 이들의 딕셔너리; nervure 데이터셋; "
            "torch DataLoader나 데이터셋; [i]와 len()이 있는 객체; 제너레이터, 이터러블, 또는 이를 돌려주는 함수",
            "{got}",
            "np.asarray(...)로 배열로 바꾸세요.",
        ),
    ),
    "data.validation_arrays": ErrorMessage(
        en=Lines(
            "only arrays can be split.",
            "x and y as arrays",
            "{got}",
            "Split the data yourself, and pass the second part as validation_data.",
        ),
        ko=Lines(
            "배열만 나눌 수 있어요.",
            "배열로 된 x와 y",
            "{got}",
            "데이터를 직접 나누고, 뒷부분을 validation_data로 넘기세요.",
        ),
    ),
    "data.weights_count": ErrorMessage(
        en=Lines(
            "the number of weight arrays differs from the number of targets.",
            "{expected}",
            "{got}",
            "Pass one array per target, or None for a target without weights.",
        ),
        ko=Lines(
            "가중치 배열의 개수가 타깃의 개수와 달라요.",
            "{expected}개",
            "{got}개",
            "타깃마다 배열을 하나씩 주고, 가중치가 없는 타깃에는 None을 주세요.",
        ),
    ),
    "data.weights_names": ErrorMessage(
        en=Lines(
            "the weights have names that the targets do not have.",
            "{expected}",
            "{got}",
            "Pass y as a mapping too, and use the names of the targets for the weights.",
        ),
        ko=Lines(
            "가중치에 타깃에 없는 이름이 있어요.",
            "{expected}",
            "{got}",
            "y도 딕셔너리로 주고, 가중치에 타깃과 같은 이름을 붙이세요.",
        ),
    ),
    "data.weights_without_targets": ErrorMessage(
        en=Lines(
            "there are weights, but no targets to apply them to.",
            "y beside sample_weight",
            "y=None",
            "Pass y, or leave sample_weight out.",
        ),
        ko=Lines(
            "가중치는 있는데 타깃이 없어요.",
            "sample_weight와 함께 준 y",
            "y=None",
            "y를 주거나 sample_weight를 빼세요.",
        ),
    ),
}
