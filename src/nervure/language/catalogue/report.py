"""What the report of a training run says.

As all pages it carries both languages and fills the placeholders itself, so no Korean particle follows one.
"""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Message

MESSAGES: dict[str, Message] = {
    "page.percent": Message(en="{value}\N{NO-BREAK SPACE}%", ko="{value}%"),
    "page.key_arrows_report": Message(
        en="inside the confusion matrix and rows of pictures", ko="혼동 행렬과 사진 줄 안에서 이동"
    ),
    "page.key_enter_report": Message(
        en="opens the pictures of a cell, or a picture", ko="칸의 사진들, 또는 사진 하나 열기"
    ),
    "page.key_step_report": Message(
        en="the section before, and after; in an open picture the picture",
        ko="앞, 다음 절. 사진을 열었을 때는 앞, 다음 사진",
    ),
    "page.key_shut_report": Message(en="closes what was opened last", ko="마지막에 연 것 닫기"),
    "page.report_title": Message(en="{name}: report of a training run", ko="{name}: 훈련 보고서"),
    "page.report_kind_of_page": Message(en="report of a training run", ko="훈련 보고서"),
    "page.report_contents": Message(en="Contents", ko="차례"),
    "page.report_model": Message(en="Model", ko="모델"),
    "page.report_accuracy": Message(en="Accuracy", ko="정확도"),
    "page.report_parameters": Message(en="Parameters", ko="파라미터"),
    "page.report_pictures": Message(en="Pictures", ko="사진"),
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
        en="of the pictures that were kept for the end are recognised: {right} of {count}.",
        ko="마지막까지 남겨 둔 시험용 사진을 맞힌 비율: {count}장 가운데 {right}장.",
    ),
    "page.report_on_validation": Message(
        en="of the validation pictures are recognised: {right} of {count}. Training was watched with the same pictures, so on others it may be a little less.",
        ko="검증용 사진을 맞힌 비율: {count}장 가운데 {right}장. 훈련하는 동안 같은 사진으로 지켜봤으니, 다른 사진에서는 조금 낮을 수 있어요.",
    ),
    "page.report_on_other": Message(
        en="of other pictures are recognised: {right} of {count}.",
        ko="다른 사진을 맞힌 비율: {count}장 가운데 {right}장.",
    ),
    "page.report_on_learned": Message(
        en="of the pictures are recognised: {right} of {count}. The network was trained on some of them, or all, so it may look better here than it is on others.",
        ko="맞힌 사진의 비율: {count}장 가운데 {right}장. 일부 또는 전부가 훈련에 쓴 사진이라 다른 사진에서보다 좋아 보일 수 있어요.",
    ),
    "page.report_alike": Message(
        en="Some pictures look alike: all {count} tell as much as {independent} different ones.",
        ko="서로 닮은 사진이 있어서, {count}장이 서로 다른 사진 {independent}장만큼만 말해 줘요.",
    ),
    "page.report_interval": Message(
        en="On other pictures of the same kind, expect between {low} and {high} (95\N{NO-BREAK SPACE}% confidence).",
        ko="같은 종류의 다른 사진에서는 {low}에서 {high} 사이로 예상해요(신뢰수준 95%).",
    ),
    "page.report_beats": Message(
        en="Even the low end of that interval lies above the best simple rival: {name}, {share}.",
        ko="그 구간의 아래 끝도 가장 나은 단순한 모델보다 높아요: {name}, {share}.",
    ),
    "page.report_judged_in": Message(
        en="Judged in {precision}, as 'predict' computes.", ko="'predict'와 같은 {precision} 정밀도로 평가했어요."
    ),
    "page.report_by_rule": Message(
        en="Trained in {used}: 'auto' follows a rule of processor and network where a seed is given.",
        ko="훈련은 {used} 정밀도로 했어요. 시드를 주면 'auto'는 프로세서와 신경망에 따른 규칙으로 정해요.",
    ),
    "page.report_measured": Message(
        en="Trained in {used}: 'auto' measured what is faster here.",
        ko="훈련은 {used} 정밀도로 했어요. 'auto'가 여기에서 더 빠른 것을 재어서 정했어요.",
    ),
    "page.report_head_only": Message(
        en="Trained in {used}: 'auto' is that where only a small head learns.",
        ko="훈련은 {used} 정밀도로 했어요. 작은 머리만 학습할 때 'auto'는 늘 그래요.",
    ),
    "page.report_trained_in": Message(en="Trained in {used}.", ko="훈련은 {used} 정밀도로 했어요."),
    "page.report_hardly_beats": Message(
        en="The best simple rival lies inside that interval too: {name}, {share}. On so few pictures the lead may be chance.",
        ko="가장 나은 단순한 모델도 그 구간 안에 있어요: {name}, {share}. 사진이 적어서 우연히 앞섰을 수도 있어요.",
    ),
    "page.report_is_beaten": Message(
        en="A simple rival does as well: {name}, {share}. More pictures, more epochs or another network may be needed.",
        ko="단순한 모델도 그만큼 맞혀요: {name}, {share}. 사진이나 에포크를 늘리거나 다른 신경망을 써 보세요.",
    ),
    "page.report_in_short": Message(en="In short", ko="한눈에 보기"),
    "page.report_short_unjudged": Message(
        en="The result says nothing of these classes, as there is no picture of them to judge: {labels}",
        ko="판단할 사진이 한 장도 없어서 결과가 말해 주지 않는 클래스: {labels}",
    ),
    "page.report_short_alike": Message(
        en="Where every class counts the same, however rare: {share}",
        ko="드문 클래스도 같은 비중으로 보면: {share}",
    ),
    "page.report_short_hardest": Message(
        en="Hardest class: {label}, {right} of {count} recognised",
        ko="가장 어려운 클래스: {label}, {count}장 가운데 {right}장 맞힘",
    ),
    "page.report_short_confused": Message(
        en="Most often confused: {truth} taken for {label}, {count} of {sum}",
        ko="가장 자주 헷갈린 것: 정답 {truth}, 예측 {label}, {sum}장 가운데 {count}장",
    ),
    "page.report_short_too_sure": Message(
        en="Surer than it should be: it says {confidence}, and is right in {accuracy}",
        ko="지나치게 확신해요: 평균으로 {confidence} 확신하는데 {accuracy} 맞아요",
    ),
    "page.report_short_other_labels": Message(
        en="The same picture under different labels, groups: {count}",
        ko="같은 사진이 서로 다른 라벨로 들어 있는 묶음: {count}개",
    ),
    "page.report_short_labels": Message(
        en="Labels to look at: {found} of {count}", ko="살펴볼 라벨: {count}개 가운데 {found}개"
    ),
    "page.report_short_data": Message(
        en="Files that were left out: {left_out}; worth a look: {notes}",
        ko="뺀 파일: {left_out}개, 살펴볼 파일: {notes}개",
    ),
    "page.report_rivals": Message(
        en="Accuracy on the same pictures, beside simple rivals",
        ko="같은 사진에 대한 정확도, 단순한 경쟁 모델과 나란히",
    ),
    "page.report_this_network": Message(en="this network", ko="이 신경망"),
    "page.report_majority_class": Message(en="always the largest class", ko="늘 가장 많은 클래스"),
    "page.report_linear_model": Message(en="linear model", ko="선형 모델"),
    "page.report_nearest_neighbor": Message(en="nearest neighbour", ko="최근접 이웃"),
    "page.report_nearest_at": Message(
        en="nearest neighbour ({height}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{width}\N{NO-BREAK SPACE}px)",
        ko="최근접 이웃({height}×{width}\N{NO-BREAK SPACE}픽셀)",
    ),
    "page.report_nearest_shrunk": Message(
        en="The nearest neighbour compares images shrunk to {height} × {width} pixels, which is coarse but forgives small shifts.",
        ko="최근접 이웃은 사진을 {height} × {width} 픽셀로 줄여서 견줘요. 거칠지만 조금 어긋난 사진도 알아봐요.",
    ),
    "page.report_computed_in": Message(en="Trained in", ko="훈련 정밀도"),
    "page.report_num_classes": Message(en="Classes", ko="클래스"),
    "page.report_seconds": Message(en="Training took", ko="훈련 시간"),
    # The network and its training.
    "page.report_network_lead": Message(
        en="A picture enters at the first box, and each layer works on what the one before it gives. N is the number of pictures.",
        ko="사진은 첫 상자로 들어가고, 층마다 바로 앞 층이 내놓은 것을 받아 계산해요. N은 사진의 개수예요.",
    ),
    "page.report_diagram": Message(en="The layers as boxes and arrows", ko="상자와 화살표로 그린 층"),
    "page.report_parameters_sum": Message(
        en="{total} parameters, {trainable} of them trainable.",
        ko="파라미터 {total}개, 그 가운데 학습하는 것은 {trainable}개.",
    ),
    "page.report_closed": Message(
        en="One box for many operations of torch: {names}. Filters, maps and receptive fields inside are not shown.",
        ko="torch 연산의 묶음이라 상자 하나로 그린 층: {names}. 그 안의 필터, 특성 맵, 수용 영역은 보여 주지 않아요.",
    ),
    "page.report_box_parameters": Message(en="{count} parameters", ko="파라미터 {count}개"),
    "page.report_layer": Message(en="Layer", ko="층"),
    "page.report_kind": Message(en="Kind", ko="종류"),
    "page.report_shape": Message(en="Shape", ko="모양"),
    "page.report_curves": Message(en="Learning curves", ko="학습 곡선"),
    "page.report_curves_lead": Message(
        en="Where the line of the validation pictures turns for the worse while the other goes on, the network learns its training pictures by heart.",
        ko="훈련 쪽은 계속 나아지는데 검증 쪽 선이 나빠지기 시작하면, 그때부터는 신경망이 훈련용 사진을 외우고 있는 거예요.",
    ),
    "page.report_curve_of": Message(en="{name} by epoch", ko="에포크에 따른 {name}"),
    "page.report_learning_rate": Message(en="Learning rate", ko="학습률"),
    # Pictures.
    "page.report_seen_right": Message(
        en="{truth}, recognised with {probability}.", ko="{truth}: 맞혔어요(확률 {probability})."
    ),
    "page.report_seen_wrong": Message(
        en="{truth}, taken for {label} with {probability}.", ko="정답 {truth}, 예측 {label}(확률 {probability})."
    ),
    "page.report_taken_for": Message(en="{label} with {probability}.", ko="예측 {label}(확률 {probability})."),
    "page.report_picture": Message(en="The picture, larger", ko="크게 본 사진"),
    "page.report_previous_picture": Message(en="The picture before", ko="앞 사진"),
    "page.report_next_picture": Message(en="The next picture", ko="다음 사진"),
    "page.report_open_numbers": Message(
        en="Every number of this picture, to click through", ko="이 사진의 모든 수를 눌러 가며 보기"
    ),
    "page.report_write_numbers": Message(
        en="This command writes a page with every number of this picture, to click through:",
        ko="이 명령은 이 사진의 모든 수를 눌러 가며 볼 수 있는 페이지를 써요:",
    ),
    "page.report_no_pictures": Message(en="There are no pictures to show.", ko="보여 줄 사진이 없어요."),
    "page.report_no_mistakes": Message(en="There was not a single mistake.", ko="틀린 사진이 하나도 없었어요."),
    # Confusion and mistakes.
    "page.report_confusion": Message(en="Confusion matrix", ko="혼동 행렬"),
    "page.report_confusion_lead": Message(
        en="Each row holds the pictures of one true class, each column what the network took them for. Open a cell to see its pictures.",
        ko="행은 정답 클래스, 열은 신경망의 예측이에요. 칸을 열면 그 칸의 사진들이 보여요.",
    ),
    "page.report_rows_truth": Message(en="↓ true class   → taken for", ko="↓ 정답   → 예측"),
    "page.report_true_class": Message(en="True class", ko="정답 클래스"),
    "page.report_row_sum": Message(en="{count} pictures of this class", ko="이 클래스의 사진 {count}장"),
    "page.report_cell_right": Message(en="{truth} recognised ({count})", ko="{truth}: 맞힌 사진 {count}장"),
    "page.report_cell_wrong": Message(
        en="{truth} taken for {label} ({count})", ko="정답 {truth}, 예측 {label}: {count}장"
    ),
    "page.report_shade": Message(en="Shade: share of the true class", ko="음영: 정답 클래스 안에서의 비율"),
    "page.report_pairs": Message(en="Most often confused", ko="가장 자주 헷갈린 것"),
    "page.report_surest": Message(en="The {shown} surest of {count}.", ko="{count}장 가운데 가장 확신한 {shown}장."),
    "page.report_mistakes": Message(en="Most confident mistakes", ko="가장 확신하고 틀린 사진"),
    "page.report_mistakes_lead": Message(
        en="Where the network was wrong and sure of it. Look here first: some of these are mistakes in the data.",
        ko="신경망이 확신했지만 틀린 사진이에요. 여기부터 보세요. 데이터가 잘못된 경우도 있어요.",
    ),
    "page.report_num_wrong": Message(
        en="{wrong} of {count} pictures are wrong; the {shown} surest are shown.",
        ko="사진 {count}장 가운데 {wrong}장을 틀렸어요. 가장 확신한 {shown}장을 보여요.",
    ),
    "page.report_all_wrong": Message(
        en="{wrong} of {count} pictures are wrong; the surest come first.",
        ko="사진 {count}장 가운데 {wrong}장을 틀렸어요. 가장 확신한 것부터 보여요.",
    ),
    "page.report_wrong_labels": Message(en="Likely wrong labels", ko="라벨이 잘못된 듯한 사진"),
    "page.report_wrong_labels_lead": Message(
        en="Pictures that the network confidently puts into another class than their label says (confident learning). It may be the network that is wrong, and the weaker it is, the more often: look, then decide.",
        ko="신경망이 라벨과 다른 클래스라고 확신하는 사진이에요(confident learning). 신경망이 약할수록 신경망이 틀린 경우가 많으니 직접 보고 정하세요.",
    ),
    "page.report_num_wrong_labels": Message(
        en="{found} of {count} labels are worth a look; the {shown} likeliest to be wrong are shown.",
        ko="라벨 {count}개 가운데 {found}개를 살펴볼 만해요. 가장 의심스러운 {shown}장을 보여요.",
    ),
    "page.report_all_wrong_labels": Message(
        en="{found} of {count} labels are worth a look; the likeliest to be wrong come first.",
        ko="라벨 {count}개 가운데 {found}개를 살펴볼 만해요. 가장 의심스러운 것부터 보여요.",
    ),
    "page.report_weak": Message(
        en="But the network itself goes against the labels on {share} of all pictures: many of these may be its own mistakes.",
        ko="다만 이 신경망의 오답률이 {share}라서, 라벨이 아니라 신경망의 실수인 것이 많을 수 있어요.",
    ),
    "page.report_too_weak": Message(
        en="None is shown: the network agrees with {agreement} of the labels, and chance would with {chance}. It knows too little to doubt labels, as what it is sure of are its own mistakes. From {needed} on it may.",
        ko="보여 줄 것이 없어요. 신경망이 라벨과 일치한 비율은 {agreement}, 우연히 일치할 비율은 {chance}예요. 확신하는 것이 자기 실수일 때가 많아서 라벨을 의심하기에는 아는 것이 너무 적어요. {needed}부터 의심할 수 있어요.",
    ),
    "page.report_no_wrong_labels": Message(
        en="None of the {count} labels looks wrong.", ko="라벨 {count}개 가운데 의심스러운 것이 없어요."
    ),
    "page.report_given": Message(en="label", ko="라벨"),
    "page.report_likely": Message(en="likely", ko="예상"),
    # Classes and calibration.
    "page.report_classes": Message(en="Classes", ko="클래스별 결과"),
    "page.report_classes_lead": Message(
        en="Recall: the share of a class that is recognised. Precision: the share of what is taken for a class that belongs to it. F1: their harmonic mean, high only where both are. Click a heading to sort.",
        ko="재현율은 그 클래스의 사진 가운데 맞힌 비율, 정밀도는 그 클래스로 예측한 사진 가운데 맞은 비율, F1은 둘의 조화평균이라 둘 다 높아야 높아요. 제목을 누르면 정렬돼요.",
    ),
    "page.report_recall": Message(en="Recall", ko="재현율"),
    "page.report_precision": Message(en="Precision", ko="정밀도"),
    "page.report_f1": Message(en="F1", ko="F1"),
    "page.report_often_taken_for": Message(en="Most often taken for", ko="가장 자주 헷갈린 클래스"),
    "page.report_means": Message(
        en="With every class counted alike: recall {recall}, F1 {f1}.",
        ko="모든 클래스를 같은 비중으로 보면 재현율 {recall}, F1 {f1}.",
    ),
    "page.report_weight_of_one": Message(
        en="Small classes: the smallest has {count} pictures here, so that one of them changes its recall by {points} points.",
        ko="사진이 적은 클래스: 가장 적은 클래스는 {count}장뿐이라, 한 장이 재현율을 {points}%포인트 바꿔요.",
    ),
    "page.report_calibration": Message(en="Calibration", ko="확률 보정"),
    "page.report_calibration_lead": Message(
        en="When the network says 80\N{NO-BREAK SPACE}%, is it right 8 times of 10? Points on the dashed line say what is true; below it the network is too sure. Bars are 95\N{NO-BREAK SPACE}% intervals.",
        ko="신경망이 80%라고 할 때 10번 가운데 8번 맞을까요? 점선 위의 점은 말한 대로이고, 점선 아래는 지나치게 확신한 거예요. 막대는 95% 신뢰구간이에요.",
    ),
    "page.report_too_sure": Message(
        en="On average it says {confidence}, and is right in {accuracy}: it is surer than it should be.",
        ko="평균으로 {confidence} 확신하는데 {accuracy} 맞아요: 실제보다 더 확신해요.",
    ),
    "page.report_too_modest": Message(
        en="On average it says {confidence}, and is right in {accuracy}: it could be surer.",
        ko="평균으로 {confidence} 확신하는데 {accuracy} 맞아요: 실제보다 덜 확신해요.",
    ),
    "page.report_sure_enough": Message(
        en="On average it says {confidence}, and is right in {accuracy}: that lies within what chance makes of so many pictures.",
        ko="평균으로 {confidence} 확신하는데 {accuracy} 맞아요: 이만한 수의 사진에서는 우연히도 생길 수 있는 차이예요.",
    ),
    "page.report_expected_error": Message(
        en="What it says and what is true lie {error} points apart on average (expected calibration error); on so many pictures chance alone makes about {chance}, even if every probability is right.",
        ko="말한 확률과 실제는 평균 {error}%포인트 떨어져 있어요(기대 보정 오차). 이만한 수의 사진에서는 확률이 모두 맞아도 우연히 {chance}%포인트쯤 떨어져요.",
    ),
    "page.report_how_sure": Message(en="how sure it is", ko="확신한 정도"),
    "page.report_how_right": Message(en="how often it is right", ko="맞은 비율"),
    "page.report_how_many": Message(en="number of pictures", ko="사진 수"),
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
    "page.report_suggestion": Message(en="Best read as", ko="이렇게 읽으면 좋아요"),
    "page.report_balance": Message(en="Pictures of each class", ko="클래스별 사진 수"),
    "page.report_left_out": Message(en="Left out", ko="뺀 것"),
    "page.report_notes": Message(en="Used, but worth a look", ko="썼지만 살펴볼 것"),
    "page.report_and_more": Message(en="and {count} more", ko="이 밖에 {count}개"),
    "page.report_duplicates": Message(en="Pictures that show the same", ko="같은 것을 보여 주는 사진"),
    "page.report_show_groups": Message(en="Show the groups", ko="묶음 보기"),
    "page.report_exact": Message(en="the same file", ko="같은 파일"),
    "page.report_near": Message(en="look the same", ko="같아 보임"),
    "page.report_crosses_classes": Message(en="in several classes", ko="여러 클래스에 걸침"),
    "page.report_crosses_parts": Message(en="in several parts", ko="여러 부분에 걸침"),
    # Beside the report.
    "cli.report": Message(
        en="Write the report of a run into its folder: a page with the result, the mistakes and a look inside.",
        ko="훈련 보고서를 실행 폴더에 써요: 결과, 틀린 사진, 신경망 속을 보여 주는 페이지.",
    ),
    "cli.report.data": Message(
        en="Labelled pictures to judge it on; those it held out itself unless given.",
        ko="판단에 쓸 라벨 붙은 사진. 주지 않으면 훈련할 때 따로 떼어 둔 사진을 써요.",
    ),
    "report.data_gone": Message(
        en="What the run in {folder} learned from is not at hand ({problem}), so its report shows no pictures. Name others: nervure report {folder} PICTURES.",
        ko="{folder}의 훈련에 쓴 사진을 쓸 수 없어서({problem}) 보고서에 사진이 빠졌어요. 다른 사진을 알려 주세요: nervure report {folder} PICTURES.",
    ),
    # How to repeat the run.
    "page.report_origin": Message(en="How to repeat this run", ko="이 훈련을 되풀이하려면"),
    "page.report_origin_lead": Message(
        en="The same command on the same data, with the same versions and on the same kind of processor, gives the same network.",
        ko="같은 데이터, 같은 버전, 같은 종류의 프로세서에서 같은 명령을 실행하면 같은 신경망이 나와요.",
    ),
    "page.report_again": Message(
        en="Or let nervure do it, and say whether every bit agrees:",
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
