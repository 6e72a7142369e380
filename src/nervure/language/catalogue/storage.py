"""What saving and loading models say."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "load.compile_left_out": Message(
        en="{where}: loaded without its compile arguments ({problem}) Call compile before fit, or pass custom_objects.",
        ko="{where}: 컴파일 설정 없이 읽었어요({problem}) fit 전에 compile을 부르거나 custom_objects를 넘기세요.",
    ),
    "load.cut_off": Message(
        en="a file that ends before its header or its numbers are complete",
        ko="헤더나 숫자가 다 나오기 전에 끝나는 파일",
    ),
    "load.header_deep": Message(en="a header nested too deeply", ko="너무 깊이 중첩된 헤더"),
    "load.header_large": Message(
        en="a header of {count:,} characters that needs more memory than the size of the file",
        ko="파일 크기보다 메모리를 더 많이 쓰는 {count:,}자짜리 헤더",
    ),
    "load.length": Message(
        en="a header that declares {expected:,} bytes of numbers, followed by {got:,} bytes",
        ko="헤더에 적힌 숫자는 {expected:,}바이트, 실제로는 {got:,}바이트",
    ),
    "load.name_twice": Message(en="a header that lists '{name}' twice", ko="헤더에 두 번 나오는 이름 '{name}'"),
    "load.offsets": Message(
        en="a header in which '{name}' does not begin where the tensor before it ends",
        ko="헤더에서 '{name}'의 시작 위치가 앞 텐서의 끝과 맞지 않음",
    ),
    "load.tensor": Message(
        en="a header whose entry '{name}' does not describe a tensor", ko="헤더의 '{name}' 항목이 텐서의 설명이 아님"
    ),
}

_OURS_EN, _OURS_KO = "a file written by model.save(...)", "model.save(...)로 저장한 파일"

ERRORS: dict[str, ErrorMessage] = {
    "load.missing": ErrorMessage(
        en=Lines(
            "there is no such file.",
            _OURS_EN,
            "nothing at this path",
            "Check the path; it is relative to the current folder.",
        ),
        ko=Lines(
            "그런 파일이 없어요.", _OURS_KO, "이 경로에 파일 없음", "경로를 확인하세요. 현재 폴더를 기준으로 해요."
        ),
    ),
    "load.unreadable": ErrorMessage(
        en=Lines(
            "the file cannot be read.",
            _OURS_EN,
            "{got}",
            "Copy or save it again; it is damaged, or another kind of file.",
        ),
        ko=Lines(
            "파일을 읽을 수 없어요.", _OURS_KO, "{got}", "손상됐거나 다른 종류의 파일이니 다시 복사하거나 저장하세요."
        ),
    ),
    "load.altered": ErrorMessage(
        en=Lines(
            "the file is damaged: its content does not match its digest.",
            _OURS_EN,
            "at least one bit that changed after saving",
            "Use another copy of the file or an earlier checkpoint, and check the disk.",
        ),
        ko=Lines(
            "파일이 손상됐어요. 내용이 파일에 적힌 다이제스트와 맞지 않아요.",
            _OURS_KO,
            "저장한 뒤에 바뀐 비트가 하나 이상",
            "파일의 다른 사본이나 이전 체크포인트를 쓰고, 디스크를 점검하세요.",
        ),
    ),
    "load.foreign": ErrorMessage(
        en=Lines(
            "the file contains tensors, but not a nervure model.",
            _OURS_EN,
            "a safetensors file without nervure's description",
            "Build the model in code and set its arrays with set_weights.",
        ),
        ko=Lines(
            "텐서는 있지만 nervure 모델이 아닌 파일이에요.",
            _OURS_KO,
            "nervure의 설명이 없는 safetensors 파일",
            "코드로 모델을 만들고 set_weights로 배열을 넣으세요.",
        ),
    ),
    "load.weights": ErrorMessage(
        en=Lines(
            "the file does not match this architecture at '{name}'.",
            "{expected} in the model",
            "{got} in the file",
            "Load it into a model with the architecture it was saved from, or use load_model(path).",
        ),
        ko=Lines(
            "파일이 '{name}'에서 이 모델의 구조와 맞지 않아요.",
            "모델에서는 {expected}",
            "파일에서는 {got}",
            "저장한 것과 같은 구조의 모델에 읽거나, load_model(path)로 읽으세요.",
        ),
    ),
    "load.optimizer": ErrorMessage(
        en=Lines(
            "the file does not contain the complete state of its optimizer.",
            "the moments of every weight, and the number of steps",
            "{got}",
            "Load it with load_model(path, compile=False) and compile the model again.",
        ),
        ko=Lines(
            "파일에 옵티마이저의 상태가 온전히 들어 있지 않아요.",
            "모든 가중치의 모멘트와 스텝 수",
            "{got}",
            "load_model(path, compile=False)로 읽고 다시 컴파일하세요.",
        ),
    ),
    "load.weights_only": ErrorMessage(
        en=Lines(
            "the file contains only weights, without the architecture.",
            _OURS_EN,
            "a file written by model.save_weights(...)",
            "Use a file of the whole model; or, in Python, build the model and call model.load_weights(path).",
        ),
        ko=Lines(
            "구조 없이 가중치만 들어 있는 파일이에요.",
            _OURS_KO,
            "model.save_weights(...)로 저장한 파일",
            "모델 전체가 든 파일을 주거나, Python에서 모델을 만들고 model.load_weights(path)를 부르세요.",
        ),
    ),
    "load.no_json": ErrorMessage(
        en=Lines(
            "the text is not JSON.",
            "the text returned by to_json()",
            "{got}",
            "Pass the whole text: model_from_json(model.to_json()), for example.",
        ),
        ko=Lines(
            "JSON 텍스트가 아니에요.",
            "to_json()의 결과",
            "{got}",
            "model_from_json(model.to_json())처럼 텍스트 전체를 넘기세요.",
        ),
    ),
    "load.no_model": ErrorMessage(
        en=Lines(
            "this is the description of a layer, not of a model.",
            "a Model or a Sequential",
            "{got}",
            "Use model.to_json() of the whole model.",
        ),
        ko=Lines(
            "모델이 아니라 층의 설명이에요.",
            "Model 또는 Sequential",
            "{got}",
            "모델 전체의 model.to_json()을 쓰세요.",
        ),
    ),
    "load.bad_architecture": ErrorMessage(
        en=Lines(
            "the description of the network is incomplete.",
            "a description written by nervure",
            "{got}",
            "Save the model again with this version of nervure.",
        ),
        ko=Lines(
            "신경망의 설명이 온전하지 않아요.",
            "nervure가 쓴 설명",
            "{got}",
            "이 버전의 nervure로 모델을 다시 저장하세요.",
        ),
    ),
    "save.exists": ErrorMessage(
        en=Lines(
            "the file already exists.",
            "a new path",
            "an existing file",
            "Choose another path, or pass overwrite=True.",
        ),
        ko=Lines("이미 있는 파일이에요.", "새 경로", "있는 파일", "다른 경로를 고르거나 overwrite=True를 넘기세요."),
    ),
    "save.foreign_format": ErrorMessage(
        en=Lines(
            "models are saved as safetensors, but the name suggests another format.",
            "a name that ends in .safetensors",
            "'{path}', a name for {format} files",
            "Write {right!r}; load_model and load_weights can read it.",
        ),
        ko=Lines(
            "모델은 safetensors로 저장되는데, 이름은 다른 형식의 것이에요.",
            ".safetensors로 끝나는 이름",
            "'{path}' ({format} 파일의 이름)",
            "{right!r:으로/로} 쓰세요. load_model과 load_weights로 불러와요.",
        ),
    ),
}
