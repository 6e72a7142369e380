"""What the command line and its runs say."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "cli.about": Message(
        en="Neural networks with nothing hidden.",
        ko="숨기는 것이 없는 신경망 라이브러리예요.",
    ),
    "cli.version": Message(en="Print the version and exit.", ko="버전을 출력하고 끝내요."),
    "cli.help.usage": Message(en="Usage:", ko="사용법:"),
    "cli.help.options_sign": Message(en="[OPTIONS]", ko="[옵션]"),
    "cli.help.command_sign": Message(en="COMMAND ...", ko="명령 ..."),
    "cli.help.arguments": Message(en="Arguments:", ko="인자:"),
    "cli.help.options": Message(en="Options:", ko="옵션:"),
    "cli.help.commands": Message(en="Commands:", ko="명령:"),
    "cli.help.help": Message(en="Show this help and exit.", ko="이 도움말을 보여 주고 끝내요."),
    "cli.help.default": Message(en="(default: {value})", ko="(주지 않으면 {value})"),
    "cli.see_help": Message(en="'{command} --help' lists all of them.", ko="'{command} --help'로 목록을 보세요."),
    "cli.whole_number": Message(en="a whole number", ko="정수"),
    "cli.number_from": Message(en="a whole number of at least {least}", ko="{least} 이상의 정수"),
    "cli.rate": Message(en="a number above 0, such as 0.003", ko="0보다 큰 수 (예: 0.003)"),
    "cli.bench": Message(
        en="Compare the time of training steps with PyTorch on this machine, in about a minute.",
        ko="이 컴퓨터에서 PyTorch와 나란히 훈련 스텝의 시간을 재요. 1분쯤 걸려요.",
    ),
    "cli.bench.rounds": Message(en="How many times each contender runs.", ko="참가자마다 몇 번 돌릴지."),
    "cli.bench.only": Message(en="Run only one of the networks.", ko="신경망 하나만."),
    "cli.bench.begin": Message(
        en="Contenders take turns, each in its own process. Other programs distort the times.",
        ko="참가자는 저마다 다른 프로세스에서 번갈아 돌아요. 다른 프로그램이 켜져 있으면 결과가 흔들려요.",
    ),
    "cli.bench.loss": Message(en="loss {loss:.4f}", ko="손실 {loss:.4f}"),
    "cli.bench.end": Message(
        en="Median time of a training step; x: how many times as fast as the first line. System load: {load}",
        ko="훈련 스텝 하나의 중앙값 시간. x는 첫 줄보다 몇 배 빠른지예요. 컴퓨터의 부하: {load}",
    ),
    "bench.cnn": Message(
        en="The lecture's CNN, 28 x 28 digits, batch 128, Adam", ko="강의의 CNN, 28 x 28 숫자, 배치 128, Adam"
    ),
    "bench.dense": Message(
        en="A small dense network, 2-16-16-1, batch 32, Adam", ko="작은 완전 연결 신경망, 2-16-16-1, 배치 32, Adam"
    ),
    "bench.lstm": Message(
        en="LSTM of 128 units, digits row by row, batch 64, Adam", ko="유닛 128개인 LSTM, 숫자를 한 줄씩, 배치 64, Adam"
    ),
    "cli.for_python": Message(
        en="{line} (Names with = or () are for a program in Python.)",
        ko="{line} (=나 ()가 붙은 이름은 Python 프로그램에서 쓰는 말이에요.)",
    ),
    "cli.doctor": Message(
        en="Show what nervure runs on: versions, device, threads, kernels.",
        ko="nervure가 무엇 위에서 도는지 알려 줘요: 버전, 장치, 스레드, 커널.",
    ),
    "cli.doctor.system": Message(en="system", ko="운영체제"),
    "cli.doctor.processor": Message(en="processor", ko="프로세서"),
    "cli.doctor.device": Message(en="device", ko="장치"),
    "cli.doctor.native_kernels": Message(en="native kernels", ko="네이티브 커널"),
    "cli.doctor.cores": Message(en="{name}, cores: {count}", ko="{name}, 코어 {count}개"),
    "cli.doctor.threads": Message(en="{name}, threads: {count}", ko="{name}, 스레드 {count}개"),
    "cli.doctor.yes": Message(en="yes", ko="예"),
    "cli.doctor.no": Message(en="no", ko="아니요"),
    "cli.doctor.no_bfloat16": Message(
        en="not supported in hardware: precision='auto' uses float32",
        ko="하드웨어에 없음: precision='auto'는 float32를 써요",
    ),
    "cli.doctor.missing": Message(
        en="Not installed: {name}. {purpose} To install it: {line}",
        ko="설치되지 않음: {name}. {purpose} 설치 명령: {line}",
    ),
    "doctor.compiler": Message(
        en="A C++ compiler builds the native kernels when nervure is installed.",
        ko="C++ 컴파일러가 있으면 nervure를 설치할 때 네이티브 커널을 만들어요.",
    ),
    "doctor.tensorboard": Message(
        en="The TensorBoard callback writes its files with it.", ko="TensorBoard 콜백이 파일을 쓸 때 필요해요."
    ),
    "doctor.hangul": Message(
        en="Labels of figures in Korean need a font with Hangul.",
        ko="한글 글꼴이 있으면 그래프의 글자를 한국어로 쓸 수 있어요.",
    ),
    "cli.doctor.switched_off": Message(
        en="The native kernels are switched off by NERVURE_KERNELS=torch; nervure is faster with them.",
        ko="NERVURE_KERNELS=torch 때문에 네이티브 커널을 쓰지 않아요. 이 변수를 지우면 더 빨라요.",
    ),
    "cli.doctor.no_compiler": Message(
        en="The native kernels are missing, so everything runs on the slower torch kernels. Install a C++ compiler, then reinstall nervure.",
        ko="네이티브 커널이 없어서 더 느린 torch 구현으로 실행해요. C++ 컴파일러를 설치한 뒤 nervure를 다시 설치하세요.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "bench.failed": ErrorMessage(
        en=Lines(
            "the timed process ended with an error.",
            "a process that trains and reports its time",
            "{got}",
            "Run 'nervure doctor' to check torch and the kernels.",
        ),
        ko=Lines(
            "시간을 재던 프로세스가 오류로 끝났어요.",
            "훈련하고 시간을 알려 주는 프로세스",
            "{got}",
            "'nervure doctor'를 실행해 torch와 커널이 괜찮은지 확인하세요.",
        ),
    ),
    "bench.too_slow": ErrorMessage(
        en=Lines(
            "the process that was timed did not finish, so it was ended.",
            "a few hundred training steps within {limit:g} seconds",
            "longer than {limit:g} seconds",
            "Close other programs and try again, one network at a time: nervure bench --only {race} --rounds 1",
        ),
        ko=Lines(
            "시간을 재던 프로세스가 끝나지 않아서 멈췄어요.",
            "훈련 수백 스텝을 {limit:g}초 안에 끝내는 것",
            "{limit:g}초가 지나도 끝나지 않음",
            "다른 프로그램을 닫고 신경망 하나로 다시 해 보세요: nervure bench --only {race} --rounds 1",
        ),
    ),
    "cli.option": ErrorMessage(
        en=Lines("there is no option '{name}'.", "{known}", "{name}", "{fix}"),
        ko=Lines("'{name}' 옵션은 없어요.", "{known}", "{name}", "{fix}"),
    ),
    "cli.no_export": ErrorMessage(
        en=Lines(
            "there is no command '{name}'.",
            "{known}",
            "{name}",
            "Use model.safetensors from the run's folder: nervure.models.load_model opens it, and any program that reads safetensors can read its weights.",
        ),
        ko=Lines(
            "'{name}' 명령은 없어요.",
            "{known}",
            "{name}",
            "실행 폴더의 model.safetensors를 쓰세요. nervure.models.load_model로 열 수 있고, safetensors를 읽는 프로그램이면 가중치를 "
            "읽을 수 있어요.",
        ),
    ),
    "cli.missing": ErrorMessage(
        en=Lines("'{name}' is missing.", "{meaning}", "nothing", "Type, for example: {command}"),
        ko=Lines("'{name}' 자리가 비었어요.", "{meaning}", "없음", "예를 들어 이렇게 입력하세요: {command}"),
    ),
    "cli.extra": ErrorMessage(
        en=Lines("too many arguments.", "{expected}", "{got}", "Leave out the extra arguments."),
        ko=Lines("명령이 받는 것보다 많아요.", "{expected}", "{got}", "남는 것을 빼세요."),
    ),
    "cli.no_value": ErrorMessage(
        en=Lines("this option needs a value.", "a value", "nothing", "Write {example}, for example."),
        ko=Lines("뒤에 값이 있어야 해요.", "값", "없음", "예를 들어 이렇게 쓰세요: {example}"),
    ),
    "cli.value": ErrorMessage(
        en=Lines("invalid value.", "{expected}", "'{got}'", "Give such a value, or leave the option out."),
        ko=Lines("쓸 수 없는 값이에요.", "{expected}", "'{got}'", "그런 값을 주거나 옵션을 빼세요."),
    ),
    "cli.usage": ErrorMessage(
        en=Lines(
            "the command line cannot be read.",
            "what --help shows",
            "{got}",
            "See the command's --help, then try again.",
        ),
        ko=Lines("입력한 명령을 이해할 수 없어요.", "--help에 나오는 형식", "{got}", "--help를 보고 다시 입력하세요."),
    ),
    "cli.library": ErrorMessage(
        en=Lines(
            "a library that nervure needs cannot be loaded.",
            "torch, NumPy and the other packages, completely installed, and enough memory to load them",
            "{got}",
            "Give the process more memory (ulimit -v unlimited), or reinstall: pip install --force-reinstall nervure",
        ),
        ko=Lines(
            "nervure에 필요한 라이브러리를 불러올 수 없어요.",
            "온전히 설치된 torch, NumPy 등과 그것을 불러올 메모리",
            "{got}",
            "메모리 제한을 풀거나(ulimit -v unlimited) 다시 설치하세요: pip install --force-reinstall nervure",
        ),
    ),
    "cli.not_working": ErrorMessage(
        en=Lines(
            "torch, which nervure computes with, does not work on this machine at the moment.",
            "a machine that lets programs start threads and look up its processors",
            "{got}",
            "Close other programs and try again (ulimit -u shows the limit); if the problem persists, run 'nervure doctor'.",
        ),
        ko=Lines(
            "nervure가 계산에 쓰는 torch가 이 컴퓨터의 지금 상태에서는 일할 수 없어요.",
            "프로그램이 스레드를 시작하고 프로세서 정보를 읽을 수 있는 컴퓨터",
            "{got}",
            "다른 프로그램을 줄이고(한도는 ulimit -u) 다시 시도하세요. 계속되면 'nervure doctor'를 실행하세요.",
        ),
    ),
    "cli.unexpected": ErrorMessage(
        en=Lines(
            "an unexpected error occurred inside nervure.",
            "no internal error",
            "{got}",
            "Set {variable}=1 to see where, and please report it with the output.",
        ),
        ko=Lines(
            "nervure가 예상하지 못한 문제가 생겼어요.",
            "이런 문제가 없는 실행",
            "{got}",
            "{variable}=1을 설정하면 어디인지 보여 줘요. 그 출력과 함께 알려 주세요.",
        ),
    ),
}
