"""What the report of a training run says.

As all pages it carries both languages and fills the placeholders itself, so no Korean particle follows one.
"""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Message

MESSAGES: dict[str, Message] = {
    "page.percent": Message(en="{value}\N{NO-BREAK SPACE}%", ko="{value}%"),
    "page.key_arrows_report": Message(
        en="move within the confusion matrix and rows of images", ko="혼동 행렬과 이미지 줄 안에서 이동"
    ),
    "page.key_enter_report": Message(
        en="open the images of a cell, or an image", ko="칸의 이미지들, 또는 이미지 하나 열기"
    ),
    "page.key_step_report": Message(
        en="previous and next section; in an open image, previous and next image",
        ko="앞, 다음 절. 이미지를 열었을 때는 앞, 다음 이미지",
    ),
    "page.key_shut_report": Message(en="close what was opened last", ko="마지막에 연 것 닫기"),
    "page.report_title": Message(en="{name}: training report", ko="{name}: 훈련 보고서"),
    "page.report_kind_of_page": Message(en="training report", ko="훈련 보고서"),
    "page.report_contents": Message(en="Contents", ko="차례"),
    "page.report_model": Message(en="Model", ko="모델"),
    "page.report_accuracy": Message(en="Accuracy", ko="정확도"),
    "page.report_parameters": Message(en="Parameters", ko="파라미터"),
    "page.report_pictures": Message(en="Images", ko="이미지"),
    "page.report_training": Message(en="training", ko="훈련"),
    "page.report_validation": Message(en="validation", ko="검증"),
    "page.report_test": Message(en="test", ko="시험"),
    "page.report_class": Message(en="Class", ko="클래스"),
    "page.report_epoch": Message(en="epoch", ko="에포크"),
    "page.report_epochs": Message(en="Epochs", ko="에포크"),
    "page.report_interval_head": Message(en="95\N{NO-BREAK SPACE}% interval", ko="95% 신뢰구간"),
    # The result.
    "page.report_result": Message(en="Result", ko="결과"),
    "page.report_on_test": Message(
        en="of the held-out test images are recognized: {right} of {count}.",
        ko="마지막까지 남겨 둔 시험용 이미지를 맞힌 비율: {count}장 가운데 {right}장.",
    ),
    "page.report_on_validation": Message(
        en="of the validation images are recognized: {right} of {count}. Training was monitored with the same images, so the result on others may be slightly lower.",
        ko="검증용 이미지를 맞힌 비율: {count}장 가운데 {right}장. 훈련하는 동안 같은 이미지로 지켜봤으니, 다른 이미지에서는 조금 낮을 수 있어요.",
    ),
    "page.report_on_other": Message(
        en="of other images are recognized: {right} of {count}.",
        ko="다른 이미지를 맞힌 비율: {count}장 가운데 {right}장.",
    ),
    "page.report_on_learned": Message(
        en="of the images are recognized: {right} of {count}. The network was trained on some or all of them, so this result may be too optimistic.",
        ko="맞힌 이미지의 비율: {count}장 가운데 {right}장. 일부 또는 전부가 훈련에 쓴 이미지라 다른 이미지에서보다 좋아 보일 수 있어요.",
    ),
    "page.report_alike": Message(
        en="Some images look alike: all {count} carry as much information as {independent} different ones.",
        ko="서로 닮은 이미지가 있어서, {count}장이 서로 다른 이미지 {independent}장만큼만 말해 줘요.",
    ),
    "page.report_interval": Message(
        en="On other images of this kind, expect between {low} and {high} (95 % confidence interval).",
        ko="같은 종류의 다른 이미지에서는 {low}에서 {high} 사이로 예상해요(신뢰수준 95%).",
    ),
    "page.report_beats": Message(
        en="Even the lower end of that interval is above the best simple baseline: {name}, {share}.",
        ko="그 구간의 아래 끝도 가장 나은 단순한 모델보다 높아요: {name}, {share}.",
    ),
    "page.report_judged_in": Message(
        en="Evaluated in {precision}, as 'predict' computes.", ko="'predict'와 같은 {precision} 정밀도로 평가했어요."
    ),
    "page.report_by_rule": Message(
        en="Trained in {used}: with a seed, 'auto' is decided by processor and network.",
        ko="훈련은 {used} 정밀도로 했어요. 시드를 주면 'auto'는 프로세서와 신경망에 따른 규칙으로 정해요.",
    ),
    "page.report_measured": Message(
        en="Trained in {used}: 'auto' measured that this is faster here.",
        ko="훈련은 {used} 정밀도로 했어요. 'auto'가 여기에서 더 빠른 것을 재어서 정했어요.",
    ),
    "page.report_head_only": Message(
        en="Trained in {used}: 'auto' chooses this if only a small head is trained.",
        ko="훈련은 {used} 정밀도로 했어요. 작은 머리만 학습할 때 'auto'는 늘 그래요.",
    ),
    "page.report_trained_in": Message(en="Trained in {used}.", ko="훈련은 {used} 정밀도로 했어요."),
    "page.report_hardly_beats": Message(
        en="The best simple baseline is inside that interval too: {name}, {share}. With so few images, the lead may be due to chance.",
        ko="가장 나은 단순한 모델도 그 구간 안에 있어요: {name}, {share}. 이미지가 적어서 우연히 앞섰을 수도 있어요.",
    ),
    "page.report_is_beaten": Message(
        en="A simple baseline is as good: {name}, {share}. More images, more epochs or another network may be needed.",
        ko="단순한 모델도 그만큼 맞혀요: {name}, {share}. 이미지나 에포크를 늘리거나 다른 신경망을 써 보세요.",
    ),
    "page.report_in_short": Message(en="Summary", ko="한눈에 보기"),
    "page.report_short_unjudged": Message(
        en="The result says nothing about these classes, because it includes no image of them: {labels}",
        ko="판단할 이미지가 한 장도 없어서 결과가 말해 주지 않는 클래스: {labels}",
    ),
    "page.report_short_alike": Message(
        en="If every class counts the same, however rare: {share}",
        ko="드문 클래스도 같은 비중으로 보면: {share}",
    ),
    "page.report_short_hardest": Message(
        en="Hardest class: {label}, {right} of {count} recognized",
        ko="가장 어려운 클래스: {label}, {count}장 가운데 {right}장 맞힘",
    ),
    "page.report_short_confused": Message(
        en="Most often confused: {truth} mistaken for {label}, {count} of {sum}",
        ko="가장 자주 헷갈린 것: 정답 {truth}, 예측 {label}, {sum}장 가운데 {count}장",
    ),
    "page.report_short_too_sure": Message(
        en="Overconfident: mean confidence {confidence}, but right in {accuracy}",
        ko="지나치게 확신해요: 평균으로 {confidence} 확신하는데 {accuracy} 맞아요",
    ),
    "page.report_short_other_labels": Message(
        en="Groups with the same image under different labels: {count}",
        ko="같은 이미지가 서로 다른 라벨로 들어 있는 묶음: {count}개",
    ),
    "page.report_short_labels": Message(
        en="Labels to check: {found} of {count}", ko="살펴볼 라벨: {count}개 가운데 {found}개"
    ),
    "page.report_short_data": Message(
        en="Files left out: {left_out}; files to check: {notes}",
        ko="뺀 파일: {left_out}개, 살펴볼 파일: {notes}개",
    ),
    "page.report_rivals": Message(
        en="Accuracy on the same images, compared with simple baselines",
        ko="같은 이미지에 대한 정확도, 단순한 경쟁 모델과 나란히",
    ),
    "page.report_this_network": Message(en="this network", ko="이 신경망"),
    "page.report_majority_class": Message(en="most common class", ko="늘 가장 많은 클래스"),
    "page.report_linear_model": Message(en="linear model", ko="선형 모델"),
    "page.report_nearest_neighbor": Message(en="nearest neighbor", ko="최근접 이웃"),
    "page.report_nearest_at": Message(
        en="nearest neighbor ({height}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{width}\N{NO-BREAK SPACE}px)",
        ko="최근접 이웃({height}×{width}\N{NO-BREAK SPACE}픽셀)",
    ),
    "page.report_nearest_shrunk": Message(
        en="The nearest neighbor compares images reduced to {height} × {width} pixels, which is coarse but tolerates small shifts.",
        ko="최근접 이웃은 이미지를 {height} × {width} 픽셀로 줄여서 견줘요. 거칠지만 조금 어긋난 이미지도 알아봐요.",
    ),
    "page.report_computed_in": Message(en="Trained in", ko="훈련 정밀도"),
    "page.report_num_classes": Message(en="Classes", ko="클래스"),
    "page.report_seconds": Message(en="Training time", ko="훈련 시간"),
    # The network and its training.
    "page.report_network_lead": Message(
        en="An image enters at the first box, and each layer processes the output of the one before it. N is the number of images.",
        ko="이미지는 첫 상자로 들어가고, 층마다 바로 앞 층이 내놓은 것을 받아 계산해요. N은 이미지의 개수예요.",
    ),
    "page.report_diagram": Message(en="The layers as boxes and arrows", ko="상자와 화살표로 그린 층"),
    "page.report_parameters_sum": Message(
        en="Parameters: {total}, trainable: {trainable}.",
        ko="파라미터 {total}개, 그 가운데 학습하는 것은 {trainable}개.",
    ),
    "page.report_closed": Message(
        en="One box for many torch operations: {names}. Filters, maps and receptive fields inside it are not shown.",
        ko="torch 연산의 묶음이라 상자 하나로 그린 층: {names}. 그 안의 필터, 특성 맵, 수용 영역은 보여 주지 않아요.",
    ),
    "page.report_box_parameters": Message(en="parameters: {count}", ko="파라미터 {count}개"),
    "page.report_layer": Message(en="Layer", ko="층"),
    "page.report_kind": Message(en="Kind", ko="종류"),
    "page.report_shape": Message(en="Shape", ko="모양"),
    "page.report_curves": Message(en="Learning curves", ko="학습 곡선"),
    "page.report_curves_lead": Message(
        en="Where the validation line gets worse while the training line keeps improving, the network is memorizing its training images.",
        ko="훈련 쪽은 계속 나아지는데 검증 쪽 선이 나빠지기 시작하면, 그때부터는 신경망이 훈련용 이미지를 외우고 있는 거예요.",
    ),
    "page.report_curve_of": Message(en="{name} by epoch", ko="에포크에 따른 {name}"),
    "page.report_learning_rate": Message(en="Learning rate", ko="학습률"),
    # Pictures.
    "page.report_seen_right": Message(
        en="{truth}, recognized with {probability}.", ko="{truth}: 맞혔어요(확률 {probability})."
    ),
    "page.report_seen_wrong": Message(
        en="{truth}, mistaken for {label} with {probability}.", ko="정답 {truth}, 예측 {label}(확률 {probability})."
    ),
    "page.report_taken_for": Message(en="{label} with {probability}.", ko="예측 {label}(확률 {probability})."),
    "page.report_picture": Message(en="The enlarged image", ko="크게 본 이미지"),
    "page.report_previous_picture": Message(en="The previous image", ko="앞 이미지"),
    "page.report_next_picture": Message(en="The next image", ko="다음 이미지"),
    "page.report_open_numbers": Message(
        en="Explore every number of this image", ko="이 이미지의 모든 수를 눌러 가며 보기"
    ),
    "page.report_write_numbers": Message(
        en="This command writes a page to explore every number of this image:",
        ko="이 명령은 이 이미지의 모든 수를 눌러 가며 볼 수 있는 페이지를 써요:",
    ),
    "page.report_no_pictures": Message(en="There are no images to show.", ko="보여 줄 이미지가 없어요."),
    "page.report_no_mistakes": Message(en="There are no mistakes.", ko="틀린 이미지가 하나도 없었어요."),
    # Confusion and mistakes.
    "page.report_confusion": Message(en="Confusion matrix", ko="혼동 행렬"),
    "page.report_confusion_lead": Message(
        en="Each row holds the images of one true class, each column the class that the network predicted. Open a cell to see its images.",
        ko="행은 정답 클래스, 열은 신경망의 예측이에요. 칸을 열면 그 칸의 이미지들이 보여요.",
    ),
    "page.report_rows_truth": Message(en="↓ true class   → predicted", ko="↓ 정답   → 예측"),
    "page.report_true_class": Message(en="True class", ko="정답 클래스"),
    "page.report_row_sum": Message(en="images of this class: {count}", ko="이 클래스의 이미지 {count}장"),
    "page.report_cell_right": Message(en="{truth} recognized ({count})", ko="{truth}: 맞힌 이미지 {count}장"),
    "page.report_cell_wrong": Message(
        en="{truth} mistaken for {label} ({count})", ko="정답 {truth}, 예측 {label}: {count}장"
    ),
    "page.report_shade": Message(en="Shade: fraction of the true class", ko="음영: 정답 클래스 안에서의 비율"),
    "page.report_pairs": Message(en="Most often confused", ko="가장 자주 헷갈린 것"),
    "page.report_surest": Message(
        en="The {shown} most confident of {count}.", ko="{count}장 가운데 가장 확신한 {shown}장."
    ),
    "page.report_mistakes": Message(en="Most confident mistakes", ko="가장 확신하고 틀린 이미지"),
    "page.report_mistakes_lead": Message(
        en="Images on which the network was wrong but confident. Check these first: some of them are mistakes in the data.",
        ko="신경망이 확신했지만 틀린 이미지예요. 여기부터 보세요. 데이터가 잘못된 경우도 있어요.",
    ),
    "page.report_num_wrong": Message(
        en="Wrong images: {wrong} of {count}; the {shown} most confident are shown.",
        ko="이미지 {count}장 가운데 {wrong}장을 틀렸어요. 가장 확신한 {shown}장을 보여요.",
    ),
    "page.report_all_wrong": Message(
        en="Wrong images: {wrong} of {count}; the most confident come first.",
        ko="이미지 {count}장 가운데 {wrong}장을 틀렸어요. 가장 확신한 것부터 보여요.",
    ),
    "page.report_wrong_labels": Message(en="Likely wrong labels", ko="라벨이 잘못된 듯한 이미지"),
    "page.report_wrong_labels_lead": Message(
        en="Images that the network confidently assigns to a class other than their label (confident learning). The network itself may be wrong, more often the weaker it is: check each image, then decide.",
        ko="신경망이 라벨과 다른 클래스라고 확신하는 이미지예요(confident learning). 신경망이 약할수록 신경망이 틀린 경우가 많으니 직접 보고 정하세요.",
    ),
    "page.report_num_wrong_labels": Message(
        en="Labels to check: {found} of {count}; the {shown} most likely to be wrong are shown.",
        ko="라벨 {count}개 가운데 {found}개를 살펴볼 만해요. 가장 의심스러운 {shown}장을 보여요.",
    ),
    "page.report_all_wrong_labels": Message(
        en="Labels to check: {found} of {count}; those most likely to be wrong come first.",
        ko="라벨 {count}개 가운데 {found}개를 살펴볼 만해요. 가장 의심스러운 것부터 보여요.",
    ),
    "page.report_weak": Message(
        en="But the network disagrees with the labels of {share} of all images: many of these may be its own mistakes.",
        ko="다만 이 신경망의 오답률이 {share}라서, 라벨이 아니라 신경망의 실수인 것이 많을 수 있어요.",
    ),
    "page.report_too_weak": Message(
        en="None are shown: the network agrees with {agreement} of the labels; chance alone would agree with {chance}. It is too weak to question labels, because its confident answers are often its own mistakes. From {needed} on, this becomes useful.",
        ko="보여 줄 것이 없어요. 신경망이 라벨과 일치한 비율은 {agreement}, 우연히 일치할 비율은 {chance}예요. 확신하는 것이 자기 실수일 때가 많아서 라벨을 의심하기에는 아는 것이 너무 적어요. {needed}부터 의심할 수 있어요.",
    ),
    "page.report_no_wrong_labels": Message(
        en="None of the labels ({count}) looks wrong.", ko="라벨 {count}개 가운데 의심스러운 것이 없어요."
    ),
    "page.report_given": Message(en="label", ko="라벨"),
    "page.report_likely": Message(en="likely", ko="예상"),
    # Classes and calibration.
    "page.report_classes": Message(en="Classes", ko="클래스별 결과"),
    "page.report_classes_lead": Message(
        en="Recall: the fraction of a class that is recognized. Precision: the fraction of the predictions of a class that are right. F1: their harmonic mean, high only if both are high. Click a heading to sort.",
        ko="재현율은 그 클래스의 이미지 가운데 맞힌 비율, 정밀도는 그 클래스로 예측한 이미지 가운데 맞은 비율, F1은 둘의 조화평균이라 둘 다 높아야 높아요. 제목을 누르면 정렬돼요.",
    ),
    "page.report_recall": Message(en="Recall", ko="재현율"),
    "page.report_precision": Message(en="Precision", ko="정밀도"),
    "page.report_f1": Message(en="F1", ko="F1"),
    "page.report_often_taken_for": Message(en="Most often mistaken for", ko="가장 자주 헷갈린 클래스"),
    "page.report_means": Message(
        en="With every class weighted equally: recall {recall}, F1 {f1}.",
        ko="모든 클래스를 같은 비중으로 보면 재현율 {recall}, F1 {f1}.",
    ),
    "page.report_weight_of_one": Message(
        en="Images in the smallest class: {count}. A single one changes its recall by {points} percentage points.",
        ko="가장 작은 클래스의 이미지는 {count}장뿐이라, 한 장이 재현율을 {points}%포인트 바꿔요.",
    ),
    "page.report_calibration": Message(en="Calibration", ko="확률 보정"),
    "page.report_calibration_lead": Message(
        en="When the network says 80 %, is it right 8 out of 10 times? On the dashed line, the stated probability is right; below it, the network is overconfident. Bars are 95 % intervals.",
        ko="신경망이 80%라고 할 때 10번 가운데 8번 맞을까요? 점선 위의 점은 말한 대로이고, 점선 아래는 지나치게 확신한 거예요. 막대는 95% 신뢰구간이에요.",
    ),
    "page.report_too_sure": Message(
        en="On average, its confidence is {confidence}, but it is right in {accuracy}: it is overconfident.",
        ko="평균으로 {confidence} 확신하는데 {accuracy} 맞아요: 실제보다 더 확신해요.",
    ),
    "page.report_too_modest": Message(
        en="On average, its confidence is {confidence}, but it is right in {accuracy}: it is underconfident.",
        ko="평균으로 {confidence} 확신하는데 {accuracy} 맞아요: 실제보다 덜 확신해요.",
    ),
    "page.report_sure_enough": Message(
        en="On average, its confidence is {confidence}, and it is right in {accuracy}: with this number of images, chance can explain the difference.",
        ko="평균으로 {confidence} 확신하는데 {accuracy} 맞아요: 이만한 수의 이미지에서는 우연히도 생길 수 있는 차이예요.",
    ),
    "page.report_expected_error": Message(
        en="Confidence and accuracy differ by {error} percentage points on average (expected calibration error); with this number of images, chance alone causes about {chance}, even if every probability is right.",
        ko="말한 확률과 실제는 평균 {error}%포인트 떨어져 있어요(기대 보정 오차). 이만한 수의 이미지에서는 확률이 모두 맞아도 우연히 {chance}%포인트쯤 떨어져요.",
    ),
    "page.report_how_sure": Message(en="confidence", ko="확신한 정도"),
    "page.report_how_right": Message(en="accuracy", ko="맞은 비율"),
    "page.report_how_many": Message(en="number of images", ko="이미지 수"),
    "page.report_mean_probability": Message(en="mean probability", ko="평균 확률"),
    # The data.
    "page.report_audit": Message(en="The data", ko="데이터 점검"),
    "page.report_audit_lead": Message(
        en="Every file of the folder is accounted for. Nothing was changed or deleted.",
        ko="폴더의 모든 파일을 빠짐없이 살폈어요. 바꾸거나 지운 것은 없어요.",
    ),
    "page.report_files": Message(en="Files", ko="파일"),
    "page.report_used": Message(en="Used", ko="사용"),
    "page.report_sizes": Message(en="Size in pixels", ko="크기(픽셀)"),
    "page.report_median_size": Message(en="Median size", ko="크기의 중앙값"),
    "page.report_size": Message(en="{height} × {width}", ko="{height} × {width}"),
    "page.report_formats": Message(en="Formats", ko="형식"),
    "page.report_suggestion": Message(en="Suggested format", ko="이렇게 읽으면 좋아요"),
    "page.report_balance": Message(en="Images per class", ko="클래스별 이미지 수"),
    "page.report_left_out": Message(en="Left out", ko="뺀 것"),
    "page.report_notes": Message(en="Used, but worth checking", ko="썼지만 살펴볼 것"),
    "page.report_and_more": Message(en="and {count} more", ko="이 밖에 {count}개"),
    "page.report_duplicates": Message(en="Images that look the same", ko="같은 것을 보여 주는 이미지"),
    "page.report_show_groups": Message(en="Show the groups", ko="묶음 보기"),
    "page.report_exact": Message(en="identical files", ko="같은 파일"),
    "page.report_near": Message(en="look the same", ko="같아 보임"),
    "page.report_crosses_classes": Message(en="in several classes", ko="여러 클래스에 걸침"),
    "page.report_crosses_parts": Message(en="in several parts", ko="여러 부분에 걸침"),
    # Beside the report.
    "cli.report": Message(
        en="Write the report of a run into its folder: a page with the result, the mistakes and a look inside the network.",
        ko="훈련 보고서를 실행 폴더에 써요: 결과, 틀린 이미지, 신경망 속을 보여 주는 페이지.",
    ),
    "cli.report.data": Message(
        en="Labeled images to evaluate it on. Default: the images that it held out.",
        ko="판단에 쓸 라벨 붙은 이미지. 주지 않으면 훈련할 때 따로 떼어 둔 이미지를 써요.",
    ),
    "report.data_gone": Message(
        en="The training data of the run in {folder} is not available ({problem}), so its report shows no images. Pass other images, photos for example: nervure report {folder} photos",
        ko="{folder}의 훈련에 쓴 이미지를 쓸 수 없어서({problem}) 보고서에 이미지가 빠졌어요. photos 같은 다른 이미지를 알려 주세요: nervure report {folder} photos",
    ),
    # How to repeat the run.
    "page.report_origin": Message(en="How to repeat this run", ko="이 훈련을 되풀이하려면"),
    "page.report_origin_lead": Message(
        en="The same command with the same data, the same versions and the same kind of processor produces the same network.",
        ko="같은 데이터, 같은 버전, 같은 종류의 프로세서에서 같은 명령을 실행하면 같은 신경망이 나와요.",
    ),
    "page.report_again": Message(
        en="Or let nervure repeat it and check whether every bit agrees:",
        ko="또는 nervure가 대신 되풀이하고, 비트까지 똑같은지 알려 줘요:",
    ),
    "page.report_command": Message(en="Command", ko="명령"),
    "page.report_options": Message(en="All options", ko="모든 옵션"),
    "page.report_seed": Message(en="Seed", ko="시드"),
    "page.report_data": Message(en="Data", ko="데이터"),
    "page.report_data_digest": Message(en="Digest of the data", ko="데이터의 해시"),
    "page.report_split": Message(en="Split", ko="분할"),
    "page.report_weights_digest": Message(en="Digest of the weights", ko="가중치의 해시"),
    "page.report_code_digest": Message(en="Digest of the code", ko="코드의 해시"),
    "page.report_device": Message(en="Device", ko="장치"),
    "page.report_threads": Message(en="Threads", ko="스레드"),
}

ERRORS: dict[str, ErrorMessage] = {}
