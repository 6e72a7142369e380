"""What is said about runs that lie in a folder: opened, judged, asked, compared, repeated."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "cli.run": Message(en="The folder of a run, such as runs/digits.", ko="실행 폴더 (예: runs/digits)."),
    "cli.json": Message(en="Print one JSON object instead of text.", ko="대신 JSON 객체 하나로 출력해요."),
    "cli.evaluate": Message(en="Evaluate a run on labeled images.", ko="라벨이 있는 이미지로 실행 결과를 평가해요."),
    "cli.evaluate.data": Message(
        en="A folder with one folder per class (also as .zip or .csv), an .npz file with arrays x and y, or 'digits': the 2,000 bundled digits that training holds out.",
        ko="클래스마다 폴더가 있는 폴더(.zip이나 .csv도 됨), 배열 x와 y가 든 .npz 파일, 또는 'digits'(훈련에서 따로 둔 숫자 2,000개).",
    ),
    "cli.summary": Message(
        en="Show a run: network, data, settings, result.", ko="실행을 보여 줘요: 신경망, 데이터, 설정, 결과."
    ),
    "cli.compare": Message(
        en="Show how two runs differ, and whether one is better by more than chance.",
        ko="두 실행이 무엇이 다른지, 정확도 차이가 우연보다 큰지 알려 줘요.",
    ),
    "cli.compare.other": Message(en="The run to compare with.", ko="비교할 실행 폴더."),
    "cli.compare.on": Message(
        en="Evaluate both on these labeled images, given as for evaluate.",
        ko="두 실행을 모두 평가할 이미지. evaluate에서처럼 써요.",
    ),
    "cli.repeat": Message(
        en="Train a run again and check whether the result is the same, bit for bit.",
        ko="같은 실행을 다시 훈련해서 비트까지 똑같은지 알려 줘요.",
    ),
    "cli.repeat.out": Message(
        en="The folder of the new run. Default: the first free one next to the old run.",
        ko="새 실행 폴더. 주지 않으면 원래 실행 옆의 빈 이름.",
    ),
    "cli.completion": Message(
        en="Print a script that lets a shell complete commands, options and runs.",
        ko="셸에서 명령, 옵션, 실행 폴더를 자동 완성하는 스크립트를 출력해요.",
    ),
    "cli.completion.shell": Message(
        en='The shell to print it for: bash and zsh read it with eval "$(nervure completion bash)" in their startup file, fish and PowerShell as the README shows.',
        ko='어느 셸의 스크립트인지. bash와 zsh는 시작 파일에 eval "$(nervure completion bash)"라고 쓰고, fish와 PowerShell은 README를 보세요.',
    ),
    "cli.exit_codes": Message(en="Exit codes:", ko="종료 코드:"),
    "cli.exit.done": Message(
        en="Done. Files that had to be left out are listed and do not count as a failure.",
        ko="잘 끝남. 읽지 못해 뺀 파일은 목록으로 알려 주며 실패로 치지 않음.",
    ),
    "cli.exit.failed": Message(
        en="Failed: a four-line error says why. Also: findings (audit), no readable image (predict), different bits (repeat).",
        ko="실패. 네 줄짜리 오류가 이유를 알려 줌. 확인할 것이 있거나(audit) 읽을 수 있는 이미지가 없거나(predict) 비트가 다를 때(repeat)도.",
    ),
    "cli.exit.usage": Message(en="The command line is not valid.", ko="명령을 잘못 입력함."),
    "cli.exit.interrupted": Message(
        en="Interrupted by Ctrl-C; a training run was saved first.", ko="Ctrl-C로 중단됨. 훈련은 저장한 뒤에 멈춤."
    ),
    "cli.exit.terminated": Message(
        en="Stopped by SIGTERM; a training run was saved first.", ko="SIGTERM으로 중단됨. 훈련은 저장한 뒤에 멈춤."
    ),
    "saved_run.fix_known": Message(en="Choose one of these runs: {names}", ko="이 실행 가운데 하나를 주세요: {names}"),
    "saved_run.fix_none": Message(
        en="Give the folder that 'nervure train' named at the end, such as runs/digits.",
        ko="'nervure train'이 끝날 때 알려 준 폴더(예: runs/digits)를 주세요.",
    ),
    "saved_run.no_folder": Message(en="no such folder", ko="그런 폴더가 없음"),
    "evaluation.headline": Message(
        en="{run} on {data}: {right:,} of {count:,} images recognized, {accuracy}.",
        ko="{run:을/를} {data:으로/로} 평가했어요. 이미지 {count:,}장 가운데 {right:,}장을 알아봤어요: {accuracy}.",
    ),
    "evaluation.interval": Message(
        en="Expect {low} to {high} on other images of this kind (95 % Wilson interval).",
        ko="같은 종류의 다른 이미지에서는 {low}~{high} (윌슨의 95% 신뢰구간).",
    ),
    "evaluation.interval_of_unseen": Message(
        en="Expect {low} to {high} on other images of this kind (95 % Wilson interval, from the {count:,} not used for training).",
        ko="같은 종류의 다른 이미지에서는 {low}~{high} (훈련에 쓰지 않은 {count:,}장으로 구한 윌슨의 95% 신뢰구간).",
    ),
    "evaluation.alike": Message(
        en="Some images look alike: all {count:,} carry as much information as {independent:,} different ones.",
        ko="서로 닮은 이미지가 있어서, {count:,}장이 서로 다른 이미지 {independent:,}장만큼만 말해 줘요.",
    ),
    "evaluation.loss": Message(en="Mean loss {loss}.", ko="평균 손실 {loss}."),
    "evaluate.bright_ground": Message(
        en="{where}: signs on a bright background, but the run was trained on a dark one. 'nervure predict' inverts such images.",
        ko="{where}: 밝은 바탕의 글씨인데 실행은 어두운 바탕의 글씨를 배웠어요. 'nervure predict'는 이런 이미지를 반전해서 읽어요.",
    ),
    "evaluate.learned": Message(
        en="{run} was trained on {learned:,} of the {count:,} images in {data}, so this result may be too optimistic. Of the others, it recognized {right:,} of {others:,}, {accuracy}.",
        ko="{data}의 이미지 {count:,}장 가운데 {learned:,}장은 {run:이/가} 훈련에 쓴 이미지라 실제보다 좋아 보일 수 있어요. 나머지 {others:,}장 가운데서는 {right:,}장을 알아봤어요: {accuracy}.",
    ),
    "evaluate.all_learned": Message(
        en="{run} was trained on all {count:,} images in {data}, so this result may be too optimistic. 'nervure summary' shows the result on unseen images.",
        ko="{data}의 이미지 {count:,}장이 모두 {run:이/가} 훈련에 쓴 이미지라 실제보다 좋아 보일 수 있어요. 본 적 없는 이미지의 결과는 'nervure summary'가 보여 줘요.",
    ),
    "evaluate.unrecorded": Message(
        en="{run} does not record which images it was trained on, so {data} may contain some of them.",
        ko="{run}에는 훈련에 쓴 이미지의 기록이 없어서, {data}에 그런 이미지가 있는지 알 수 없어요.",
    ),
    "evaluate.part": Message(
        en="{where} is divided into parts: the run is evaluated on '{name}'.",
        ko="{where}: 여러 부분으로 나뉘어 있어서 '{name}' 부분으로 평가해요.",
    ),
    "evaluate.dark_ground": Message(
        en="{where}: signs on a dark background, but the run was trained on a bright one. 'nervure predict' inverts such images.",
        ko="{where}: 어두운 바탕의 글씨인데 실행은 밝은 바탕의 글씨를 배웠어요. 'nervure predict'는 이런 이미지를 반전해서 읽어요.",
    ),
    "evaluation.class": Message(en="class", ko="클래스"),
    "evaluation.count": Message(en="images", ko="이미지"),
    "evaluation.right": Message(en="recognized", ko="알아봄"),
    "evaluation.taken_for": Message(en="most often mistaken for", ko="가장 많이 헷갈린 클래스"),
    "evaluation.left_out": Message(en="Left out ({count:,}):", ko="뺀 파일 ({count:,}개):"),
    "evaluation.more": Message(en="... and {count:,} more", ko="... 그 밖에 {count:,}개"),
    "recognition.photograph": Message(
        en="{path}: dark on bright, unlike in training: inverted, cropped and centered.",
        ko="{path}: 훈련 때와 달리 밝은 바탕이라 반전하고 잘라 내어 가운데에 놓았어요.",
    ),
    "recognition.photograph_bright": Message(
        en="{path}: bright on dark, unlike in training: inverted, cropped and centered.",
        ko="{path}: 훈련 때와 달리 어두운 바탕이라 반전하고 잘라 내어 가운데에 놓았어요.",
    ),
    "recognition.as_is": Message(
        en="Use --as-is to leave such photographs unchanged.", ko="--as-is를 주면 이런 사진도 그대로 읽어요."
    ),
    "recognition.left_out": Message(en="{problem}", ko="{problem}"),
    "comparison.data": Message(en="data", ko="데이터"),
    "comparison.network": Message(en="network", ko="신경망"),
    "comparison.settings": Message(en="settings", ko="설정"),
    "comparison.same": Message(en="the same", ko="같음"),
    "comparison.accuracy": Message(en="accuracy", ko="정확도"),
    "comparison.recognized": Message(en="recognized", ko="알아봄"),
    "comparison.of": Message(en="{right:,} of {count:,}", ko="{count:,}장 중 {right:,}장"),
    "comparison.significant": Message(
        en="The difference of {size} percentage points is statistically significant: p {p_value}.",
        ko="차이 {size}%p: 우연이라고 보기에는 커요 (p {p_value}).",
    ),
    "comparison.not_significant": Message(
        en="The difference of {size} percentage points may be due to chance: p {p_value}.",
        ko="차이 {size}%p: 우연일 수 있어요 (p {p_value}).",
    ),
    "comparison.mcnemar": Message(
        en="McNemar's exact test on the same images ({data}): {first:,} recognized by the first run only, {second:,} by the second run only. McNemar (1947), https://doi.org/10.1007/BF02295996",
        ko="같은 이미지({data})에 대한 맥니머 정확 검정: 첫째만 알아본 이미지 {first:,}장, 둘째만 알아본 이미지 {second:,}장. McNemar (1947), https://doi.org/10.1007/BF02295996",
    ),
    "comparison.two_proportions": Message(
        en="Two-proportion test on the recorded results, because the two runs could not be evaluated on the same images. Fleiss, Levin, Paik (2003), chapter 3, https://doi.org/10.1002/0471445428",
        ko="두 실행을 같은 이미지로 평가할 수 없어서, 기록된 결과로 두 비율 검정을 했어요. Fleiss, Levin, Paik (2003), 3장, https://doi.org/10.1002/0471445428",
    ),
    "comparison.alike_once": Message(
        en="Images that look alike count once, for the run that recognized more of them.",
        ko="서로 닮은 이미지들은 하나로 세어, 그 가운데 더 많이 알아본 실행의 몫으로 했어요.",
    ),
    "comparison.alike_less": Message(
        en="Images that look alike count for less than the same number of different ones.",
        ko="서로 닮은 이미지들은 같은 수의 서로 다른 이미지보다 적게 쳤어요.",
    ),
    "comparison.scope": Message(
        en="This compares these two trained networks; another seed may reverse the result.",
        ko="훈련이 끝난 이 두 신경망에 대한 말이에요. 시드가 다르면 뒤바뀔 수 있어요.",
    ),
    "comparison.held_out": Message(en="images that both runs held out", ko="두 실행이 함께 따로 둔 이미지"),
    "comparison.other_classes": Message(
        en="The runs distinguish different classes, so their accuracies cannot be compared.",
        ko="두 실행이 구별하는 클래스가 달라요. 정확도가 서로 다른 문제의 답이라서 견주는 검정은 하지 않았어요.",
    ),
    "comparison.unjudged": Message(
        en="One run has no recorded result, so accuracies are not compared. To evaluate both, add labeled images: --on digits or --on photos, for example.",
        ko="결과가 기록되지 않은 실행이 있어서 정확도를 비교하지 못했어요. --on digits나 --on photos처럼 라벨 붙은 이미지를 주면 둘 다 평가해요.",
    ),
    "repetition.data": Message(en="data", ko="데이터"),
    "repetition.pretrained": Message(en="pretrained module", ko="미리 훈련된 모듈"),
    "repetition.code": Message(en="code", ko="코드"),
    "repetition.versions": Message(en="versions", ko="버전"),
    "repetition.device": Message(en="device", ko="장치"),
    "repetition.weights": Message(en="weights", ko="가중치"),
    "repetition.holds": Message(en="the same", ko="같음"),
    "repetition.differs": Message(en="differs: {before} before, {now} now", ko="다름: 전에는 {before}, 지금은 {now}"),
    "repetition.same": Message(
        en="The same run: all bits of the final weights agree.", ko="똑같은 실행: 마지막 가중치의 모든 비트가 같아요."
    ),
    "repetition.other": Message(
        en="A different run: the final weights differ.", ko="다른 실행: 마지막 가중치가 달라요."
    ),
    "repetition.lies": Message(en="The new run is in {folder}.", ko="새 실행 폴더: {folder}"),
    "summary_of_run.data": Message(en="Data", ko="데이터"),
    "summary_of_run.settings": Message(en="Settings", ko="설정"),
    "summary_of_run.result": Message(en="Result", ko="결과"),
    "summary_of_run.no_result": Message(
        en="none recorded: training has not finished, or the run is older than this release",
        ko="기록 없음: 훈련이 끝나지 않았거나, 이 버전보다 오래된 실행",
    ),
    "summary_of_run.interval": Message(en="{low} to {high}", ko="{low}~{high}"),
}

ERRORS: dict[str, ErrorMessage] = {
    "saved_run.none": ErrorMessage(
        en=Lines("this folder does not contain a trained run.", "a folder with {expected}", "{got}", "{fix}"),
        ko=Lines("이 폴더에는 훈련한 실행이 없어요.", "{expected} 파일이 있는 폴더", "{got}", "{fix}"),
    ),
    "saved_run.file": ErrorMessage(
        en=Lines(
            "a file of the run was changed and cannot be read.",
            "a file that 'nervure train' wrote, matching the network of the run",
            "{got}",
            "Restore the file. Without it, the run still opens, but its classes have numbers instead of names.",
        ),
        ko=Lines(
            "실행 폴더의 파일이 바뀌어서 읽을 수 없어요.",
            "'nervure train'이 쓴 그대로, 실행의 신경망에 맞는 내용",
            "{got}",
            "파일을 원래대로 되돌리세요. 파일을 지워도 실행은 열리지만 클래스 이름 대신 번호를 써요.",
        ),
    ),
    "saved_run.no_such_number": ErrorMessage(
        en=Lines(
            "there is no image with this number.",
            "a number from 0 to {last}",
            "{got}",
            "Images are counted from 0, in the order of the array 'x': [0] is the first.",
        ),
        ko=Lines(
            "그 번호의 이미지가 없어요.",
            "0부터 {last}까지의 번호",
            "{got}",
            "이미지는 배열 'x'의 순서대로 0부터 세요. [0]이 첫 이미지예요.",
        ),
    ),
    "saved_run.no_pictures": ErrorMessage(
        en=Lines(
            "the network of this run does not take images.",
            "an input of shape (N, height, width, 1, 3 or 4)",
            "{got}",
            "Use it in Python with nervure.models.load_model.",
        ),
        ko=Lines(
            "이 실행의 신경망은 이미지를 입력으로 받지 않아요.",
            "(N, 높이, 너비, 1·3·4) 모양의 입력",
            "{got}",
            "Python에서 nervure.models.load_model로 쓰세요.",
        ),
    ),
    "saved_run.unknown_classes": ErrorMessage(
        en=Lines(
            "the data has classes that the run was not trained on.",
            "only these: {expected}",
            "{got}",
            "Name the classes as in training, or move the others elsewhere.",
        ),
        ko=Lines(
            "실행이 배운 적 없는 클래스가 있어요.",
            "다음 가운데 몇 개: {expected}",
            "{got}",
            "클래스 이름을 훈련할 때와 같게 하거나, 나머지를 다른 곳으로 옮기세요.",
        ),
    ),
    "saved_run.no_data": ErrorMessage(
        en=Lines(
            "this data does not exist.",
            "a folder with one folder per class, an .npz file, or 'digits'",
            "{got}",
            "Check the path, or write digits for the bundled ones.",
        ),
        ko=Lines(
            "그런 데이터가 없어요.",
            "클래스마다 폴더가 있는 폴더, .npz 파일, 또는 digits",
            "{got}",
            "경로를 확인하거나, 함께 들어 있는 숫자라면 digits를 쓰세요.",
        ),
    ),
    "saved_run.unrecorded": ErrorMessage(
        en=Lines(
            "the run does not record its training data.",
            "config.json with data, options and seed",
            "{got}",
            "Train again: 'nervure train' records it.",
        ),
        ko=Lines(
            "무엇으로 학습했는지 훈련 기록에 없어요.",
            "data, options, seed가 든 config.json",
            "{got}",
            "새로 훈련하세요. 'nervure train'이 기록해요.",
        ),
    ),
    "saved_run.other_data": ErrorMessage(
        en=Lines(
            "these images, or their division into parts, are not those of the training.",
            "{expected}",
            "{got}",
            "Restore the images, or train again.",
        ),
        ko=Lines(
            "이미지가 훈련 때와 다르거나 다르게 나뉘었어요.",
            "{expected}",
            "{got}",
            "이미지를 훈련 때대로 되돌리거나 새로 훈련하세요.",
        ),
    ),
    "repeat.unfinished": ErrorMessage(
        en=Lines(
            "the run cannot be repeated: its options or its result are not recorded.",
            "config.json with options, and result.json of a finished training run",
            "{got}",
            "Run the same 'nervure train' command with --out {run} --resume to finish it, or train again.",
        ),
        ko=Lines(
            "무엇으로 훈련했고 어떻게 끝났는지 기록이 없어서 다시 할 수 없어요.",
            "옵션이 든 config.json과 끝난 훈련의 result.json",
            "{got}",
            "같은 'nervure train' 명령에 --out {run} --resume을 더해 끝까지 훈련하거나, 새로 훈련하세요.",
        ),
    ),
}
