"""What can go wrong with a torch module inside a network."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "lambda.by_name": ErrorMessage(
        en=Lines(
            "a file holds the name of a Lambda's function, not its code.",
            "a function",
            "the name '{got}'",
            "Pass the function when loading: load_model(path, custom_objects={{'{name}': function}}).",
        ),
        ko=Lines(
            "파일에는 Lambda 함수의 이름만 있고 코드는 없어요.",
            "함수",
            "이름 '{got}'",
            "불러올 때 함수를 넘기세요: load_model(path, custom_objects={{'{name}': function}}).",
        ),
    ),
    "lambda.no_function": ErrorMessage(
        en=Lines(
            "Lambda makes a layer from a function of torch tensors.",
            "a function",
            "{got}",
            "Pass a function: Lambda(lambda x: x**2), for example.",
        ),
        ko=Lines(
            "Lambda는 torch 텐서의 함수를 층으로 만들어요.",
            "함수",
            "{got}",
            "함수를 넘기세요 (예: Lambda(lambda x: x**2)).",
        ),
    ),
    "torch_module.not_a_module": ErrorMessage(
        en=Lines(
            "TorchModule wraps a torch.nn.Module.",
            "a torch.nn.Module",
            "{got}",
            "Create the module and pass it: TorchModule(torch.nn.Linear(8, 4)), for example.",
        ),
        ko=Lines(
            "TorchModule은 torch.nn.Module 객체를 감싸요.",
            "torch.nn.Module 객체",
            "{got}",
            "모듈을 만들어 넘기세요 (예: TorchModule(torch.nn.Linear(8, 4))).",
        ),
    ),
    "torch_module.by_name": ErrorMessage(
        en=Lines(
            "a file holds the weights of a torch module, not its code.",
            "a torch.nn.Module",
            "the name '{got}'",
            "Pass the module when loading: load_model(path, custom_objects={{'{name}': {got}(...)}}).",
        ),
        ko=Lines(
            "파일에는 torch 모듈의 가중치만 있고 코드는 없어요.",
            "torch.nn.Module",
            "이름 '{got}'",
            "불러올 때 모듈을 넘기세요: load_model(path, custom_objects={{'{name}': {got}(...)}}).",
        ),
    ),
    "torch_module.rejects": ErrorMessage(
        en=Lines(
            "{kind} cannot take this input: {reason}",
            "what {kind}.forward takes",
            "{got}",
            "Check the arguments of {kind}; images reach it as (N, C, H, W) unless channels_first_inside=False.",
        ),
        ko=Lines(
            "{kind:은/는} 이 입력을 받지 못해요: {reason}",
            "{kind}.forward가 받는 입력",
            "{got}",
            "{kind}의 인자를 확인하세요. channels_first_inside=False가 아니면 이미지는 (N, C, H, W)로 들어가요.",
        ),
    ),
    "torch_program.none": ErrorMessage(
        en=Lines(
            "this is not a program that can be computed.",
            "a program of known operations, as created by nervure train --pretrained",
            "{got}",
            "Create it again from the file written by torch.export.save, with the same release of nervure.",
        ),
        ko=Lines(
            "계산할 수 있는 프로그램이 아니에요.",
            "nervure train --pretrained가 만든, 알려진 연산으로 된 프로그램",
            "{got}",
            "torch.export.save가 쓴 파일에서 같은 버전의 nervure로 다시 만드세요.",
        ),
    ),
    "torch_program.step": ErrorMessage(
        en=Lines(
            "step {number} of the program, {operation}, is rejected: {got}",
            "consistent arguments, with no more memory and time than a network needs",
            "{got}",
            "Create the program again with torch.export.export; do not use a file that may have been altered.",
        ),
        ko=Lines(
            "프로그램의 {number}번째 단계 {operation!r:을/를} 실행하지 않아요: {got}",
            "서로 맞고, 신경망에 필요한 만큼의 메모리와 시간만 쓰는 인자",
            "{got}",
            "torch.export.export로 프로그램을 다시 만드세요. 변조됐을 수 있는 파일은 쓰지 마세요.",
        ),
    ),
    "torch_module.output": ErrorMessage(
        en=Lines(
            "{kind} does not return a single tensor with the samples first.",
            "one tensor (N, ...)",
            "{got}",
            "Wrap {kind} in a module whose forward returns one tensor with the batch axis first.",
        ),
        ko=Lines(
            "{kind}의 출력이 샘플 축이 맨 앞인 텐서 하나가 아니에요.",
            "텐서 하나 (N, ...)",
            "{got}",
            "forward가 배치 축이 맨 앞인 텐서 하나를 돌려주도록 {kind:을/를} 다른 모듈로 감싸세요.",
        ),
    ),
}
