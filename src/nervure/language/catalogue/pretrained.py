"""What is said about a pretrained module whose features a head learns from."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "cli.train.pretrained": Message(
        en="Train a head on the features of a torch module: a .pt2 file that torch.export.save wrote.",
        ko="torch 모듈의 특성 위에 분류 층만 훈련해요. torch.export.save가 쓴 .pt2 파일을 주세요.",
    ),
    "cli.train.normalization": Message(
        en="What that module wants levels to be: imagenet, unit (0 to 1), symmetric (-1 to 1), levels (0 to 255), or MEAN/DEVIATION; imagenet for colours and unit for grey otherwise.",
        ko="그 모듈이 받는 밝기 값: imagenet, unit(0~1), symmetric(-1~1), levels(0~255) 또는 평균/표준편차. 주지 않으면 컬러는 imagenet, 흑백은 unit.",
    ),
    "cli.train.features": Message(
        en="Features: {count:,} numbers a picture from {name}, which stays as it is; levels are normalised as {normalization}. They are computed once, then only a head learns.",
        ko="특성: {name}에서 사진마다 수 {count:,}개. 이 신경망은 그대로 두고, 밝기는 {normalization} 방식으로 정규화해요. 특성을 한 번 계산한 뒤 분류 층만 배워요.",
    ),
    "cli.train.left_off": Message(
        en="Its last layer, which gives {count:,} numbers, is left off: the head takes its place.",
        ko="수 {count:,}개를 내는 마지막 층은 떼어 내고, 그 자리에 새 분류 층을 놓아요.",
    ),
    "cli.train.copies": Message(
        en="Each picture is learned from as it is, and from {copies} changed copies.",
        ko="사진마다 원래 모습과 변형한 사본 {copies}장에서 배워요.",
    ),
    "pretrained.other_scale": Message(
        en="--normalization {used} gives the module other numbers than those it was trained on, as its first batch normalisation tells; {better} fits.",
        ko="--normalization {used}로는 모듈이 훈련 때와 다른 값을 받아요. 첫 배치 정규화에 남은 통계에는 {better:이/가} 맞아요.",
    ),
    "pretrained.fitting_scale": Message(
        en="The module was trained on numbers of the scale {better}, as its first batch normalisation tells: it gets these, and not {used}. --normalization chooses otherwise.",
        ko="첫 배치 정규화에 남은 통계를 보면 모듈은 {better} 범위의 값으로 훈련됐어요. 그래서 {used} 대신 그 값을 줘요. 다르게 하려면 --normalization을 쓰세요.",
    ),
    "pretrained.is_pickled": Message(
        en="a pickle of torch.save, which runs code when it is read",
        ko="torch.save가 쓴 피클. 읽을 때 코드가 실행돼요",
    ),
    "pretrained.is_torchscript": Message(
        en="TorchScript of torch.jit.save, which torch has given up",
        ko="torch.jit.save가 쓴 TorchScript. torch가 더는 지원하지 않아요",
    ),
    "pretrained.is_older": Message(
        en="a program that torch 2.7 or older exported",
        ko="torch 2.7 이하가 내보낸 프로그램",
    ),
    "pretrained.is_other": Message(
        en="another kind of file",
        ko="다른 종류의 파일",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "pretrained.missing": ErrorMessage(
        en=Lines(
            "there is no such file.",
            "a file that torch.export.save wrote",
            "{got}",
            "Check the path behind --pretrained.",
        ),
        ko=Lines(
            "그런 파일이 없어요.",
            "torch.export.save가 쓴 파일",
            "{got}",
            "--pretrained 뒤의 경로를 확인하세요.",
        ),
    ),
    "pretrained.other_kind": ErrorMessage(
        en=Lines(
            "this file holds no program that torch exported.",
            "a file that torch.export.save wrote, which is read without running any code",
            "{got}",
            'In Python, load the module where you trust it, and save it so: torch.export.save(torch.export.export(module.eval(), (torch.zeros(2, 3, 224, 224),)), "{name}")',
        ),
        ko=Lines(
            "torch가 내보낸 프로그램이 든 파일이 아니에요.",
            "torch.export.save가 쓴, 코드를 실행하지 않고 읽을 수 있는 파일",
            "{got}",
            '믿을 수 있는 곳의 Python에서 모듈을 불러와 이렇게 저장하세요: torch.export.save(torch.export.export(module.eval(), (torch.zeros(2, 3, 224, 224),)), "{name}")',
        ),
    ),
    "pretrained.damaged": ErrorMessage(
        en=Lines(
            "the file cannot be read: it is damaged, or of a release of torch that writes otherwise.",
            "a whole file as torch.export.save of torch 2.8 or newer writes it",
            "{got}",
            "Save the module again.",
        ),
        ko=Lines(
            "파일을 읽을 수 없어요. 손상됐거나, 다르게 저장하는 버전의 torch가 썼어요.",
            "torch 2.8 이상의 torch.export.save가 쓴 온전한 파일",
            "{got}",
            "모듈을 다시 저장하세요.",
        ),
    ),
    "pretrained.unknown": ErrorMessage(
        en=Lines(
            "the module has a part that nervure does not know.",
            "operations of torch that only compute, such as convolutions, norms, pooling and attention",
            "{got}",
            "Export the part of the module that gives the features, without what surrounds it.",
        ),
        ko=Lines(
            "모듈에 nervure가 모르는 부분이 있어요.",
            "합성곱, 정규화, 풀링, 어텐션처럼 계산만 하는 torch 연산",
            "{got}",
            "모듈에서 특성을 내는 부분만 따로 내보내세요.",
        ),
    ),
    "pretrained.in_training": ErrorMessage(
        en=Lines(
            "the module was exported in training mode: it would give other features each time, or those of the batch.",
            "a module in evaluation mode",
            "{got}",
            "In Python, call module.eval() before torch.export.export.",
        ),
        ko=Lines(
            "모듈을 훈련 모드로 내보냈어요. 특성이 그때그때, 또는 배치에 따라 달라져요.",
            "평가 모드의 모듈",
            "{got}",
            "Python에서 torch.export.export 전에 module.eval()을 부르세요.",
        ),
    ),
    "pretrained.several_inputs": ErrorMessage(
        en=Lines(
            "the module takes something other than one tensor.",
            "one input, the pictures",
            "{got} inputs",
            "Wrap it in a module whose forward takes the pictures alone.",
        ),
        ko=Lines(
            "모듈의 입력이 텐서 하나가 아니에요.",
            "입력 하나, 곧 사진",
            "입력 {got}개",
            "forward가 사진만 받도록 다른 모듈로 감싸세요.",
        ),
    ),
    "pretrained.several_outputs": ErrorMessage(
        en=Lines(
            "the module gives something other than one tensor.",
            "one output, the features",
            "{got} outputs",
            "Wrap it in a module whose forward returns the features alone.",
        ),
        ko=Lines(
            "모듈의 출력이 텐서 하나가 아니에요.",
            "출력 하나, 곧 특성",
            "출력 {got}개",
            "forward가 특성만 돌려주도록 다른 모듈로 감싸세요.",
        ),
    ),
    "pretrained.other_numbers": ErrorMessage(
        en=Lines(
            "the module takes other numbers than float32.",
            "an input of float32",
            "{got}",
            "In Python, export it so: module.float(), with torch.zeros(2, 3, 224, 224) as the example.",
        ),
        ko=Lines(
            "모듈이 float32가 아닌 수를 받아요.",
            "float32 입력",
            "{got}",
            "Python에서 module.float()으로 바꾸고 torch.zeros(2, 3, 224, 224)를 예로 주어 내보내세요.",
        ),
    ),
    "pretrained.no_pictures": ErrorMessage(
        en=Lines(
            "the module takes no pictures.",
            "an input (N, 1, height, width) or (N, 3, height, width)",
            "{got}",
            "In Python, export it with an example of that shape, torch.zeros(2, 3, 224, 224).",
        ),
        ko=Lines(
            "사진을 받는 모듈이 아니에요.",
            "입력 (N, 1, 높이, 너비) 또는 (N, 3, 높이, 너비)",
            "{got}",
            "Python에서 torch.zeros(2, 3, 224, 224)처럼 그런 모양의 예로 내보내세요.",
        ),
    ),
    "pretrained.color": ErrorMessage(
        en=Lines(
            "the module takes pictures of the other kind.",
            "{expected}",
            "{got}",
            "Leave --color out: the module decides.",
        ),
        ko=Lines(
            "모듈이 받는 사진의 색이 달라요.",
            "{expected}",
            "{got}",
            "--color를 빼세요. 모듈에 맞춰 정해져요.",
        ),
    ),
    "pretrained.size": ErrorMessage(
        en=Lines(
            "the module was exported for pictures of another size.",
            "{expected}",
            "{got}",
            "Leave --image-size out, or export the module with an example of that size.",
        ),
        ko=Lines(
            "모듈은 다른 크기의 사진용으로 내보낸 거예요.",
            "{expected}",
            "{got}",
            "--image-size를 빼거나, 그 크기의 예로 모듈을 내보내세요.",
        ),
    ),
    "pretrained.refuses": ErrorMessage(
        en=Lines(
            "the module cannot take pictures of this size: {reason}",
            "a size that it was made for",
            "{got}",
            "Give another one with --image-size, or export the module with an example of that size.",
        ),
        ko=Lines(
            "모듈이 이 크기의 사진을 받지 못해요: {reason}",
            "모듈에 맞는 크기",
            "{got}",
            "--image-size로 다른 크기를 주거나, 그 크기의 예로 모듈을 내보내세요.",
        ),
    ),
    "pretrained.no_features": ErrorMessage(
        en=Lines(
            "the module gives something that is no features.",
            "(N, features), (N, places, features) or (N, channels, height, width)",
            "{got}",
            "Wrap it in a module whose forward returns such a tensor.",
        ),
        ko=Lines(
            "모듈의 출력이 특성이 아니에요.",
            "(N, 특성), (N, 자리, 특성) 또는 (N, 채널, 높이, 너비)",
            "{got}",
            "forward가 그런 텐서를 돌려주도록 다른 모듈로 감싸세요.",
        ),
    ),
    "pretrained.scale": ErrorMessage(
        en=Lines(
            "this says not what levels are turned into.",
            "{known}, or means and deviations as in 0.485,0.456,0.406/0.229,0.224,0.225",
            "{got}",
            "Give what was done to the pictures when the module was trained.",
        ),
        ko=Lines(
            "밝기를 무엇으로 바꿀지 알 수 없어요.",
            "{known} 또는 0.485,0.456,0.406/0.229,0.224,0.225 같은 평균/표준편차",
            "{got}",
            "모듈을 훈련할 때 사진에 한 것과 같은 것을 주세요.",
        ),
    ),
    "pretrained.scale_channels": ErrorMessage(
        en=Lines(
            "this normalisation has another number of channels.",
            "numbers for {channels} channels, or one for all",
            "{got}",
            "Give it otherwise: --normalization unit, for example.",
        ),
        ko=Lines(
            "정규화의 채널 수가 달라요.",
            "채널 {channels}개의 수, 또는 모두에 하나",
            "{got}",
            "다른 것을 주세요. 예: --normalization unit",
        ),
    ),
    "pretrained.and_model": ErrorMessage(
        en=Lines(
            "a network of nervure and a pretrained one exclude each other.",
            "model or pretrained",
            "both, and the model {got}",
            "Leave one of them out.",
        ),
        ko=Lines(
            "nervure의 신경망과 미리 훈련된 신경망을 함께 쓸 수 없어요.",
            "model 또는 pretrained",
            "둘 다, 모델은 {got}",
            "하나를 빼세요.",
        ),
    ),
    "pretrained.alone": ErrorMessage(
        en=Lines(
            "only a pretrained module needs to be told how levels are normalised.",
            "normalization together with pretrained",
            "{got}",
            "Leave it out: the networks of nervure do it by themselves.",
        ),
        ko=Lines(
            "밝기 정규화는 미리 훈련된 모듈에만 알려 주면 돼요.",
            "normalization은 pretrained와 함께",
            "{got}",
            "빼세요. nervure의 신경망은 알아서 정규화해요.",
        ),
    ),
    "run.other_pretrained": ErrorMessage(
        en=Lines(
            "the run was begun with another pretrained module: it cannot go on with this one.",
            "the file with the digest {expected}",
            "{got}",
            "Give the file of that run, or begin a new one without --resume.",
        ),
        ko=Lines(
            "이 실행은 다른 모듈로 시작했어요. 지금 모듈로는 이어 할 수 없어요.",
            "다이제스트가 {expected}인 파일",
            "{got}",
            "그 실행의 파일을 주거나, --resume 없이 새로 시작하세요.",
        ),
    ),
}
