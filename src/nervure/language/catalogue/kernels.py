"""What the kernels say: the choice between native and torch bodies."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "kernels.broken": Message(
        en="The native kernels are installed but cannot be loaded, so everything runs on the slower torch kernels: {reason}. Reinstall nervure to rebuild them.",
        ko="네이티브 커널이 설치되어 있지만 불러올 수 없어 더 느린 torch 구현으로 실행해요: {reason}. nervure를 다시 설치하면 새로 빌드돼요.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "kernels.choice": ErrorMessage(
        en=Lines(
            "'{got}' is not a choice of kernels.",
            "{choices}",
            "'{got}'",
            "Set NERVURE_KERNELS=auto, or remove the variable from the environment.",
        ),
        ko=Lines(
            "{got:은/는} 선택할 수 있는 커널이 아니에요.",
            "{choices}",
            "'{got}'",
            "NERVURE_KERNELS=auto로 정하거나 환경 변수에서 지우세요.",
        ),
    ),
    "kernels.convolution": ErrorMessage(
        en=Lines(
            "'{got}' is not a convolution method.",
            "{choices}",
            "'{got}'",
            "Set NERVURE_CONVOLUTION=auto, or remove the variable from the environment.",
        ),
        ko=Lines(
            "{got:은/는} 선택할 수 있는 합성곱 방식이 아니에요.",
            "{choices}",
            "'{got}'",
            "NERVURE_CONVOLUTION=auto로 정하거나 환경 변수에서 지우세요.",
        ),
    ),
    "kernels.small_networks": ErrorMessage(
        en=Lines(
            "'{got}' is not a choice for the native training steps of small networks.",
            "{choices}",
            "'{got}'",
            "Set NERVURE_SMALL_NETWORKS=auto, or remove the variable from the environment.",
        ),
        ko=Lines(
            "{got:은/는} 작은 신경망의 네이티브 학습에 선택할 수 있는 값이 아니에요.",
            "{choices}",
            "'{got}'",
            "NERVURE_SMALL_NETWORKS=auto로 정하거나 환경 변수에서 지우세요.",
        ),
    ),
    "kernels.absent": ErrorMessage(
        en=Lines(
            "the native kernels were requested, but they are not available.",
            "the compiled module nervure.kernels._native",
            "{reason}",
            "Install a C++ compiler and reinstall nervure, or set NERVURE_KERNELS=auto.",
        ),
        ko=Lines(
            "네이티브 커널을 쓰라고 했지만 없어요.",
            "컴파일된 모듈 nervure.kernels._native",
            "{reason}",
            "C++ 컴파일러를 설치한 뒤 nervure를 다시 설치하거나 NERVURE_KERNELS=auto로 정하세요.",
        ),
    ),
}
