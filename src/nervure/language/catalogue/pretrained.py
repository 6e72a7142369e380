"""What is said about a pretrained module whose features a head learns from."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "cli.train.pretrained": Message(
        en="Train only a head on the features of a torch module: a .pt2 file written by torch.export.save.",
        ko="torch 모듈의 특성 위에 분류 층만 훈련해요. torch.export.save가 쓴 .pt2 파일을 주세요.",
    ),
    "cli.train.normalization": Message(
        en="Input range of that module: imagenet, unit (0 to 1), symmetric (-1 to 1), levels (0 to 255), or MEAN/DEVIATION. Default: imagenet for color, unit for gray.",
        ko="그 모듈이 받는 밝기 값: imagenet, unit(0~1), symmetric(-1~1), levels(0~255) 또는 평균/표준편차. 주지 않으면 컬러는 imagenet, 흑백은 unit.",
    ),
    "cli.train.features": Message(
        en="Features: {count:,} numbers per image from {name}, which stays frozen; levels are normalized as {normalization}. They are computed once, then only a head is trained.",
        ko="특성: {name}에서 이미지마다 수 {count:,}개. 이 신경망은 그대로 두고, 밝기는 {normalization} 방식으로 정규화해요. 특성을 한 번 계산한 뒤 분류 층만 배워요.",
    ),
    "cli.train.left_off": Message(
        en="Its last layer, which outputs {count:,} numbers, is removed: the head takes its place.",
        ko="수 {count:,}개를 내는 마지막 층은 떼어 내고, 그 자리에 새 분류 층을 놓아요.",
    ),
    "cli.train.copies": Message(
        en="Each image is used as it is; augmented copies per image: {copies}.",
        ko="이미지마다 원래 모습과 변형한 사본 {copies}장에서 배워요.",
    ),
    "pretrained.other_scale": Message(
        en="--normalization {used} does not match the numbers that the module was trained on, judging by its first batch normalization; {better} does.",
        ko="--normalization {used}로는 모듈이 훈련 때와 다른 값을 받아요. 첫 배치 정규화에 남은 통계에는 {better:이/가} 맞아요.",
    ),
    "pretrained.fitting_scale": Message(
        en="Judging by its first batch normalization, the module was trained on numbers of the scale {better}, so it gets these instead of {used}. --normalization overrides this.",
        ko="첫 배치 정규화에 남은 통계를 보면 모듈은 {better} 범위의 값으로 훈련됐어요. 그래서 {used} 대신 그 값을 줘요. 다르게 하려면 --normalization을 쓰세요.",
    ),
    "pretrained.is_pickled": Message(
        en="a pickle written by torch.save, which runs code when read",
        ko="torch.save가 쓴 피클. 읽을 때 코드가 실행돼요",
    ),
    "pretrained.is_torchscript": Message(
        en="TorchScript written by torch.jit.save, which torch no longer supports",
        ko="torch.jit.save가 쓴 TorchScript. torch가 더는 지원하지 않아요",
    ),
    "pretrained.is_older": Message(
        en="a program exported by torch 2.7 or older",
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
            "a file written by torch.export.save",
            "{got}",
            "Check the path after --pretrained.",
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
            "this file does not contain a program exported by torch.",
            "a file written by torch.export.save, which is read without running any code",
            "{got}",
            'In Python, load the module if you trust its source, and save it like this: torch.export.save(torch.export.export(module.eval(), (torch.zeros(2, 3, 224, 224),)), "{name}")',
        ),
        ko=Lines(
            "torch가 내보낸 프로그램이 든 파일이 아니에요.",
            "torch.export.save가 쓴, 코드를 실행하지 않고 읽을 수 있는 파일",
            "{got}",
            '믿을 수 있는 모듈이라면 Python에서 불러와 이렇게 저장하세요: torch.export.save(torch.export.export(module.eval(), (torch.zeros(2, 3, 224, 224),)), "{name}")',
        ),
    ),
    "pretrained.damaged": ErrorMessage(
        en=Lines(
            "the file cannot be read: it is damaged, or another release of torch wrote it in another format.",
            "an intact file written by torch.export.save of torch 2.8 or newer",
            "{got}",
            "In Python, save the module again with torch.export.save.",
        ),
        ko=Lines(
            "파일을 읽을 수 없어요. 손상됐거나, 다르게 저장하는 버전의 torch가 썼어요.",
            "torch 2.8 이상의 torch.export.save가 쓴 온전한 파일",
            "{got}",
            "Python에서 torch.export.save로 모듈을 다시 저장하세요.",
        ),
    ),
    "pretrained.unknown": ErrorMessage(
        en=Lines(
            "the module has a part that nervure does not support.",
            "torch operations that only compute, such as convolution, normalization, pooling and attention",
            "{got}",
            "Export only the part of the module that computes the features.",
        ),
        ko=Lines(
            "모듈에 nervure가 지원하지 않는 부분이 있어요.",
            "합성곱, 정규화, 풀링, 어텐션처럼 계산만 하는 torch 연산",
            "{got}",
            "모듈에서 특성을 내는 부분만 따로 내보내세요.",
        ),
    ),
    "pretrained.in_training": ErrorMessage(
        en=Lines(
            "the module was exported in training mode: its features would change each time, or with the batch.",
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
            "the input of the module is not a single tensor.",
            "one input, the images",
            "inputs: {got}",
            "Wrap it in a module whose forward takes only the images.",
        ),
        ko=Lines(
            "모듈의 입력이 텐서 하나가 아니에요.",
            "입력 하나, 곧 이미지",
            "입력 {got}개",
            "forward가 이미지만 받도록 다른 모듈로 감싸세요.",
        ),
    ),
    "pretrained.several_outputs": ErrorMessage(
        en=Lines(
            "the output of the module is not a single tensor.",
            "one output, the features",
            "outputs: {got}",
            "Wrap it in a module whose forward returns only the features.",
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
            "the input of the module is not float32.",
            "a float32 input",
            "{got}",
            "In Python, export module.float() with the example input torch.zeros(2, 3, 224, 224).",
        ),
        ko=Lines(
            "모듈이 float32가 아닌 수를 받아요.",
            "float32 입력",
            "{got}",
            "Python에서 module.float()으로 바꾸고 torch.zeros(2, 3, 224, 224)를 예시 입력으로 주어 내보내세요.",
        ),
    ),
    "pretrained.no_pictures": ErrorMessage(
        en=Lines(
            "the module does not take images.",
            "an input (N, 1, height, width) or (N, 3, height, width)",
            "{got}",
            "In Python, export it with an example input of that shape: torch.zeros(2, 3, 224, 224).",
        ),
        ko=Lines(
            "이미지를 받는 모듈이 아니에요.",
            "입력 (N, 1, 높이, 너비) 또는 (N, 3, 높이, 너비)",
            "{got}",
            "Python에서 torch.zeros(2, 3, 224, 224)처럼 그런 모양의 예시 입력으로 내보내세요.",
        ),
    ),
    "pretrained.color": ErrorMessage(
        en=Lines(
            "the module takes images of another color mode.",
            "{expected}",
            "{got}",
            "Leave --color out: the module determines it.",
        ),
        ko=Lines(
            "모듈이 받는 이미지의 색이 달라요.",
            "{expected}",
            "{got}",
            "--color를 빼세요. 모듈에 맞춰 정해져요.",
        ),
    ),
    "pretrained.size": ErrorMessage(
        en=Lines(
            "the module was exported for images of another size.",
            "{expected}",
            "{got}",
            "Leave --image-size out, or export the module with an example input of that size.",
        ),
        ko=Lines(
            "모듈은 다른 크기의 이미지용으로 내보낸 거예요.",
            "{expected}",
            "{got}",
            "--image-size를 빼거나, 그 크기의 예시 입력으로 모듈을 내보내세요.",
        ),
    ),
    "pretrained.refuses": ErrorMessage(
        en=Lines(
            "the module cannot take images of this size: {reason}",
            "a size that the module supports",
            "{got}",
            "Try another size, such as --image-size 224, or export the module with an example input of that size.",
        ),
        ko=Lines(
            "모듈이 이 크기의 이미지를 받지 못해요: {reason}",
            "모듈에 맞는 크기",
            "{got}",
            "--image-size 224처럼 다른 크기를 주거나, 그 크기의 예시 입력으로 모듈을 내보내세요.",
        ),
    ),
    "pretrained.no_features": ErrorMessage(
        en=Lines(
            "the output of the module cannot be used as features.",
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
            "this does not say how to normalize the levels.",
            "{known}, or means and deviations as in 0.485,0.456,0.406/0.229,0.224,0.225",
            "{got}",
            "Choose the normalization that the module was trained with.",
        ),
        ko=Lines(
            "밝기를 무엇으로 바꿀지 알 수 없어요.",
            "{known} 또는 0.485,0.456,0.406/0.229,0.224,0.225 같은 평균/표준편차",
            "{got}",
            "모듈을 훈련할 때 쓴 정규화를 고르세요.",
        ),
    ),
    "pretrained.scale_channels": ErrorMessage(
        en=Lines(
            "this normalization is for another number of channels.",
            "numbers for each of {channels} channels, or one for all",
            "{got}",
            "Choose another one: --normalization unit, for example.",
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
            "model and pretrained cannot be used together.",
            "model or pretrained",
            "both, with the model {got}",
            "Leave out one of them.",
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
            "normalization applies only to a pretrained module.",
            "normalization together with pretrained",
            "{got}",
            "Leave it out: nervure's own networks normalize their inputs.",
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
            "the run was started with another pretrained module, so it cannot continue with this one.",
            "the file with digest {expected}",
            "{got}",
            "Pass the file of that run, or start a new run without --resume.",
        ),
        ko=Lines(
            "이 실행은 다른 모듈로 시작했어요. 지금 모듈로는 이어 할 수 없어요.",
            "다이제스트가 {expected}인 파일",
            "{got}",
            "그 실행의 파일을 주거나, --resume 없이 새로 시작하세요.",
        ),
    ),
}
