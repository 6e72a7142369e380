"""What the lecture's worked example says beside its formulas."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Message

MESSAGES: dict[str, Message] = {
    "lecture.title": Message(
        en="The lecture's network, worked out by hand: 2 inputs, 2 hidden units, 2 outputs, sigmoid, no biases, learning rate 0.5",
        ko="강의의 신경망을 손으로 풀기: 입력 2개, 은닉 유닛 2개, 출력 2개, 시그모이드, 편향 생략, 학습률 0.5",
    ),
    "lecture.given": Message(
        en="x1 = 0.1, x2 = 0.2; W1..W4 = 0.3, 0.25, 0.4, 0.35; W5..W8 = 0.45, 0.4, 0.7, 0.6; targets y1 = 0.4, y2 = 0.6",
        ko="x1 = 0.1, x2 = 0.2, W1..W4 = 0.3, 0.25, 0.4, 0.35, W5..W8 = 0.45, 0.4, 0.7, 0.6, 정답 y1 = 0.4, y2 = 0.6",
    ),
    "lecture.hidden": Message(en="1. Forward: the hidden layer", ko="1. 순전파: 은닉층"),
    "lecture.hidden_about": Message(
        en="Each hidden unit computes a weighted sum of the inputs and passes it through the sigmoid: sigmoid(z) = 1 / (1 + e^-z), written σ.",
        ko="은닉층의 뉴런은 입력에 가중치를 곱해 더하고, 그 합을 시그모이드에 통과시켜요. sigmoid(z) = 1 / (1 + e^-z), 기호는 σ예요.",
    ),
    "lecture.outputs": Message(en="2. Forward: the output layer", ko="2. 순전파: 출력층"),
    "lecture.outputs_about": Message(
        en="The output units do the same with the outputs of the hidden units; o1 and o2 are the predictions.",
        ko="출력층의 뉴런은 은닉층의 출력으로 같은 계산을 해요. o1과 o2가 예측값이에요.",
    ),
    "lecture.error": Message(en="3. The error", ko="3. 오차"),
    "lecture.error_about": Message(
        en="Half the squared difference between target and prediction, summed over the outputs.",
        ko="정답과 예측값의 차이를 제곱해 반으로 나누고, 출력에 대해 더해요(오차제곱합).",
    ),
    "lecture.output_weights": Message(
        en="4. Backward, step 1: the weights of the output layer", ko="4. 역전파 1단계: 출력층의 가중치"
    ),
    "lecture.output_weights_about": Message(
        en="The chain rule, f(g(x))' = f'(g(x)) g'(x), from the error back to W5: dE/dW5 = ① × ② × ③. The other weights follow the same way. "
        "Then gradient descent: new W = W - α dE/dW (W⁺ below).",
        ko="연쇄법칙 f(g(x))' = f'(g(x)) × g'(x)로 오차에서 W5까지 거슬러 가요. dE/dW5 = ① × ② × ③이고, 나머지도 똑같아요. 그다음 경사하강법 "
        "new W = W - α dE/dW로 업데이트해요(아래의 W⁺).",
    ),
    "lecture.hidden_weights": Message(
        en="5. Backward, step 2: the weights of the hidden layer", ko="5. 역전파 2단계: 은닉층의 가중치"
    ),
    "lecture.hidden_weights_about": Message(
        en="A hidden unit affects the error through both outputs, so its gradient is the sum over both paths. All gradients "
        "are computed with the old weights.",
        ko="은닉 뉴런은 두 출력을 모두 거쳐 오차에 영향을 주므로, 두 길의 기울기를 더해요. 기울기는 모두 업데이트하기 전의 가중치로 계산해요.",
    ),
    "lecture.again": Message(en="6. Forward again, with the new weights", ko="6. 새 가중치로 다시 순전파"),
    "lecture.again_about": Message(
        en="The new error is smaller than the old one. Repeating the forward and backward pass finds weights that make the error small.",
        ko="새 오차는 이전 오차보다 작아요. 순전파와 역전파를 반복하면서 오차를 최소화하는 가중치를 찾아가요.",
    ),
    "lecture.printed": Message(en="(the lecture prints {digits})", ko="(강의에는 {digits})"),
    "lecture.cut_off": Message(
        en="(the lecture prints {digits}, truncated after five decimals; correctly rounded it is {rounded})",
        ko="(강의에는 {digits}. 소수 다섯째 자리 뒤를 잘라 낸 값이고, 바르게 반올림한 값은 {rounded})",
    ),
    "lecture.cut_off_by_hand": Message(
        en="(the lecture prints {digits}, truncated after five decimals; correctly rounded it is {rounded}, also when "
        "computed from the lecture's rounded numbers: {by_hand})",
        ko="(강의에는 {digits}. 소수 다섯째 자리 뒤를 잘라 낸 값이고, 바르게 반올림한 값은 {rounded}. 강의의 반올림한 수로 계산해도 같아요: {by_hand})",
    ),
    "lecture.next": Message(en="Press Enter for the next step.", ko="엔터를 누르면 다음 단계로 가요."),
    "page.lecture": Message(en="A network worked out by hand", ko="손으로 푸는 신경망"),
    "page.lecture_lead": Message(
        en="The lecture's network: two inputs, two hidden units, two outputs, sigmoids, no biases. Open any number to see where "
        "it comes from, change one, take a step of gradient descent, or run until the error is below 0.001.",
        ko="강의의 신경망이에요. 입력 2개, 은닉 유닛 2개, 출력 2개, 시그모이드, 편향 없음. 숫자를 누르면 어디서 나왔는지 볼 수 있고, 값을 바꾸거나, "
        "경사하강을 한 번씩 해 보거나, 오차가 0.001보다 작아질 때까지 돌려 볼 수 있어요.",
    ),
    "page.lecture_step": Message(en="One update", ko="한 번 업데이트"),
    "page.lecture_run": Message(en="Run until E < 0.001", ko="E < 0.001까지 돌리기"),
    "page.lecture_stop": Message(en="Stop", ko="멈추기"),
    "page.lecture_reset": Message(en="Back to the lecture's values", ko="강의 값으로"),
    "page.lecture_change": Message(
        en="Change inputs, weights, targets and learning rate", ko="입력, 가중치, 정답, 학습률 바꾸기"
    ),
    "page.lecture_status": Message(en="Updates: {updates}, E = {error}", ko="업데이트: {updates}, E = {error}"),
    "page.lecture_small": Message(en="The error is below 0.001.", ko="오차가 0.001보다 작아졌어요."),
    "page.lecture_curve": Message(
        en="Error from {first} to {last}; updates: {updates}",
        ko="업데이트 {updates}번 동안의 오차: {first} → {last}",
    ),
    "page.lecture_open": Message(
        en="Open a unit or a weight in the network to see its arithmetic.",
        ko="신경망에서 유닛이나 가중치를 누르면 계산을 보여 줘요.",
    ),
    "page.lecture_given": Message(en="This number is given.", ko="주어진 값이에요."),
    "page.key_update": Message(en="one update", ko="한 번 업데이트"),
    "page.key_run": Message(en="run or stop", ko="돌리기, 멈추기"),
    "page.key_shut": Message(en="close what is open", ko="열린 계산 닫기"),
    "cli.lecture": Message(
        en="Work out the lecture's 2-2-2 network by hand: forward pass, error, backward pass, new weights, forward pass again.",
        ko="강의의 2-2-2 신경망을 손으로 풀어 보여 줘요: 순전파, 오차, 역전파, 새 가중치, 다시 순전파.",
    ),
    "cli.written": Message(en="Written to {path}: open it in a browser.", ko="{path}에 썼어요. 브라우저로 여세요."),
    "cli.lecture.step": Message(en="Wait for Enter after each step.", ko="단계마다 엔터를 기다려요."),
    "cli.lecture.html": Message(en="Write an HTML page to this file instead.", ko="대신 이 파일에 웹 페이지로 써요."),
    "cli.lecture.activations": Message(
        en="Write an HTML page about the six activation functions to this file.",
        ko="활성화 함수 여섯 개의 페이지를 이 파일에 써요.",
    ),
    "cli.lecture.language": Message(en="Language: en or ko.", ko="언어: en 또는 ko."),
}

ERRORS: dict[str, ErrorMessage] = {}
