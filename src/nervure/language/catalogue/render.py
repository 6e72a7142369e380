"""What tables, progress, digits and curves say."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "render.hours": Message(en="{value} h", ko="{value}시간"),
    "render.minutes": Message(en="{value} min", ko="{value}분"),
    "render.seconds": Message(en="{value} s", ko="{value}초"),
    "render.milliseconds": Message(en="{value} ms", ko="{value}밀리초"),
    "render.percent": Message(en="{value} %", ko="{value}%"),
    "summary.model": Message(en='Model: "{name}"', ko='모델: "{name}"'),
    "summary.layer": Message(en="Layer (type)", ko="층 (종류)"),
    "summary.output_shape": Message(en="Output Shape", ko="출력 형태"),
    "summary.num_parameters": Message(en="Param #", ko="파라미터 수"),
    "summary.connected_to": Message(en="Connected to", ko="연결된 층"),
    "summary.trainable": Message(en="Trainable", ko="훈련"),
    "summary.yes": Message(en="yes", ko="예"),
    "summary.no": Message(en="no", ko="아니요"),
    "summary.unbuilt": Message(en="0 (unbuilt)", ko="0 (아직 없음)"),
    "summary.total": Message(en="Total params: {count} ({size})", ko="전체 파라미터: {count}개 ({size})"),
    "summary.trainable_total": Message(
        en="Trainable params: {count} ({size})", ko="훈련되는 파라미터: {count}개 ({size})"
    ),
    "summary.non_trainable_total": Message(
        en="Non-trainable params: {count} ({size})", ko="훈련되지 않는 파라미터: {count}개 ({size})"
    ),
    "summary.optimizer_total": Message(
        en="Optimizer params: {count} ({size})", ko="옵티마이저 파라미터: {count}개 ({size})"
    ),
    "progress.epoch": Message(en="Epoch {epoch}/{epochs}", ko="에포크 {epoch}/{epochs}"),
    "progress.validate": Message(en="Epoch {epoch}/{epochs}, validating", ko="에포크 {epoch}/{epochs}, 검증 중"),
    "progress.evaluate": Message(en="Evaluation", ko="평가"),
    "progress.predict": Message(en="Prediction", ko="예측"),
    "progress.audit": Message(en="Checking files", ko="파일 살펴보는 중"),
    "progress.batch": Message(en="batch {batch}", ko="배치 {batch}"),
    "progress.images_rate": Message(en="{rate} images/s", ko="초당 {rate}장"),
    "progress.samples_rate": Message(en="{rate} samples/s", ko="초당 {rate}개"),
    "progress.left": Message(en="{time} left", ko="{time} 남음"),
    "progress.took": Message(en="took {time}", ko="{time} 걸림"),
    "progress.column_epoch": Message(en="Epoch", ko="에포크"),
    "progress.column_time": Message(en="Time", ko="시간"),
    "progress.earlier": Message(en="Earlier epochs not shown: {count}", ko="앞선 에포크 {count}개는 생략했어요"),
    "digits.wrong": Message(en="is {truth}", ko="정답 {truth}"),
    "curves.train": Message(en="training", ko="훈련"),
    "curves.validation": Message(en="validation", ko="검증"),
    "curves.epoch": Message(en="epoch", ko="에포크"),
    "curves.loss": Message(en="loss", ko="손실"),
    "curves.accuracy": Message(en="accuracy", ko="정확도"),
    "curves.description": Message(en="{quantity} per epoch", ko="에포크별 {quantity}"),
    "curves.no_hangul_font": Message(
        en="No installed font supports Hangul, so the curves are labeled in English. Install one, such as NanumGothic.",
        ko="한글 글꼴을 찾지 못해 그래프의 글자를 영어로 썼어요. 나눔고딕(NanumGothic) 같은 한글 글꼴을 설치하세요.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "picture.pixels": ErrorMessage(
        en=Lines(
            "{got} bytes are not an image of shape ({height}, {width}, {channels}).",
            "{expected} bytes",
            "{got} bytes",
            "Pass array.astype('uint8').tobytes(), with the height, width and channels of that array.",
        ),
        ko=Lines(
            "{got}바이트로는 모양이 ({height}, {width}, {channels})인 이미지가 되지 않아요.",
            "{expected}바이트",
            "{got}바이트",
            "array.astype('uint8').tobytes()와 그 배열의 높이, 너비, 채널 수를 주세요.",
        ),
    ),
    "curves.empty": ErrorMessage(
        en=Lines(
            "there are no epochs to draw.", "at least one epoch", "an empty history", "Call model.fit(x, y) first."
        ),
        ko=Lines("그릴 에포크가 없어요.", "에포크 하나 이상", "빈 기록", "먼저 model.fit(x, y)를 호출하세요."),
    ),
}
