"""What ``nervure train`` and its runs say."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "cli.train": Message(
        en="Train a network on your images: a folder with one folder per class, a .zip archive of it, a .csv table of paths and labels, or an .npz file with arrays x and y. 'nervure train digits' uses the bundled digits.",
        ko="내 이미지로 신경망을 훈련해요. 클래스마다 폴더가 하나씩 든 폴더, 그 폴더의 .zip, 경로와 라벨의 .csv 표, 배열 x와 y가 든 .npz 파일 중 하나를 주세요. 'nervure train digits'는 함께 들어 있는 숫자를 써요.",
    ),
    "cli.train.subject": Message(
        en="The folder, a .zip archive of it, a .csv file with columns path and label, or the .npz file; 'digits' for the bundled ones.",
        ko="폴더, 그 폴더의 .zip, path와 label 열이 있는 .csv 또는 .npz 파일. 함께 들어 있는 숫자를 쓰려면 digits.",
    ),
    "cli.train.model": Message(
        en="lecture-cnn, lecture-mlp or small-resnet. Default: one that suits the images.",
        ko="lecture-cnn, lecture-mlp 또는 small-resnet. 주지 않으면 이미지에 맞게 골라요.",
    ),
    "cli.train.epochs": Message(
        en="Number of passes through the images. Default: chosen by their number.",
        ko="이미지 전체를 몇 번 볼지. 주지 않으면 이미지 수에 맞춰요.",
    ),
    "cli.train.batch_size": Message(
        en="Images per training step. Default: chosen by their number.",
        ko="한 스텝의 이미지 수. 주지 않으면 이미지 수에 맞춰요.",
    ),
    "cli.train.image_size": Message(
        en="Height and width in pixels, 64 or 48x64. Default: chosen by the images.",
        ko="높이와 너비(픽셀). 64 또는 48x64처럼 써요. 주지 않으면 이미지에 맞춰요.",
    ),
    "cli.train.color": Message(
        en="grayscale or rgb. Default: what the images contain.",
        ko="grayscale 또는 rgb. 주지 않으면 이미지를 보고 정해요.",
    ),
    "cli.train.augmentation": Message(
        en="How images are varied during training: none, signs or photographs. Default: chosen by the images.",
        ko="학습하면서 이미지를 어떻게 바꿀지: none, signs 또는 photographs. 주지 않으면 이미지에 맞춰요.",
    ),
    "cli.train.class_weights": Message(
        en="How much more rare classes count: none, square-root or balanced. Default: square-root if the largest class has more than twice as many images as the smallest.",
        ko="드문 클래스에 얼마나 더 큰 가중치를 줄지: none, square-root 또는 balanced. 주지 않으면 가장 큰 클래스가 가장 작은 클래스의 두 배를 넘을 때 square-root.",
    ),
    "cli.train.learning_rate": Message(
        en="The maximum learning rate. Default: chosen by the network.",
        ko="가장 큰 학습률. 주지 않으면 신경망에 맞춰요.",
    ),
    "cli.train.precision": Message(
        en="auto, float32, float64 or bfloat16.", ko="auto, float32, float64 또는 bfloat16."
    ),
    "cli.train.seed": Message(
        en="Seed of weights, order and masks. Default: a new one, which is recorded.",
        ko="가중치, 순서, 마스크의 시드. 주지 않으면 새로 뽑아 기록해요.",
    ),
    "cli.train.samples": Message(
        en="Number of training images to use, for a quick try. Default: all.",
        ko="잠깐 시험해 볼 때 쓸 훈련 이미지의 수. 주지 않으면 전부.",
    ),
    "cli.train.threads": Message(
        en="Number of threads for computation. Default: the faster choice, found by measuring.",
        ko="계산에 쓸 스레드 수. 주지 않으면 시험해 보고 더 빠른 쪽으로 정해요.",
    ),
    "run.threads.asked": Message(en="Threads: {count}, as requested.", ko="스레드: {count}개(지정한 대로)."),
    "run.threads.recorded": Message(
        en="Threads: {count}, as when the run began.", ko="스레드: {count}개(훈련을 시작할 때와 같게)."
    ),
    "run.threads.only": Message(en="Threads: {count}.", ko="스레드: {count}개."),
    "run.threads.measured": Message(
        en="Threads: {count}, measured: the faster of 1 and {out_of}.",
        ko="스레드: {count}개(1개와 {out_of}개를 재어 더 빠른 쪽으로 정함).",
    ),
    "run.threads.rule": Message(
        en="Threads: {count}, by rule: the last digits of this network's results depend on the number. Change it with --threads.",
        ko="스레드: {count}개(규칙으로 정함. 이 신경망은 끝자리 숫자가 스레드 수에 따라 달라져요. --threads로 바꿀 수 있어요).",
    ),
    "cli.train.out": Message(
        en="The run folder. Default: the first free one in runs/.", ko="실행 폴더. 주지 않으면 runs/의 빈 이름."
    ),
    "cli.train.resume": Message(
        en="Continue the run in DIR (default: the newest in runs/) with the same options; start it if there is none.",
        ko="DIR의 실행(주지 않으면 runs/의 가장 새것)을 같은 옵션으로 이어 하기. 없으면 새로 시작.",
    ),
    "cli.train.no_report": Message(
        en="Write no report; 'nervure report' can write it later.",
        ko="보고서를 쓰지 않아요. 나중에 'nervure report'로 쓸 수 있어요.",
    ),
    "cli.train.size": Message(
        en="a whole number of pixels, or two, such as 48x64", ko="픽셀 수(정수), 또는 48x64처럼 두 수"
    ),
    "cli.train.parts": Message(
        en="{count:,} images of {classes} classes: {training:,} for training, {validation:,} for validation after each epoch, {test:,} for the test at the end.",
        ko="클래스 {classes}개의 이미지 {count:,}장: 훈련용 {training:,}장, 에포크마다 확인할 검증용 {validation:,}장, 마지막 시험용 {test:,}장.",
    ),
    "cli.train.held_out": Message(
        en="{training:,} digits for training, {validation:,} held out. The run is in {folder}.",
        ko="배울 숫자 {training:,}개, 따로 둔 숫자 {validation:,}개. 실행 폴더: {folder}",
    ),
    "cli.train.left_out": Message(
        en="{count:,} left out: {reasons} ({file} lists them)",
        ko="{count:,}개를 뺐어요: {reasons} (목록: {file})",
    ),
    "cli.train.reason": Message(en="{count:,} × {reason}", ko="{reason} {count:,}개"),
    "cli.train.plan": Message(
        en="{height} x {width} pixels, {color}; {model}; epochs {epochs}, batch size {batch_size}, augmentation {augmentation}. The run is in {folder}.",
        ko="{height} x {width}픽셀, {color}. {model}, 에포크 {epochs}번, 배치 크기 {batch_size}, 증강 {augmentation}. 실행 폴더: {folder}",
    ),
    "cli.train.network": Message(
        en="Layers: {layers}, parameters: {parameters:,}. To list them after training: nervure summary {folder}",
        ko="신경망은 층 {layers}개, 파라미터 {parameters:,}개. 훈련이 끝나면 nervure summary {folder:으로/로} 볼 수 있어요.",
    ),
    "cli.train.forecast": Message(
        en="Estimate from a few measured steps: {time}.",
        ko="방금 몇 스텝을 재어 예상한 시간: {time}.",
    ),
    "cli.train.forecast_memory": Message(
        en="Estimate from a few measured steps: {time}, and {memory} of memory for the whole process.",
        ko="방금 몇 스텝을 재어 예상한 시간과 메모리: {time}, 프로세스 전체에 {memory}쯤.",
    ),
    "cli.train.about": Message(en="about {time}", ko="{time}쯤"),
    "cli.train.at_most": Message(
        en="at most about {time}, less if training stops early",
        ko="길어야 {time}쯤(나아지지 않으면 일찍 끝나요)",
    ),
    "cli.train.look": Message(
        en="{count:,} to check: {reasons} (nervure audit lists them)",
        ko="확인할 것 {count:,}개: {reasons} (목록: nervure audit)",
    ),
    "cli.train.weights": Message(
        en="In the training data, the largest class has {times} times as many images as the smallest. Class weights: {kind} (--class-weights none, square-root or balanced).",
        ko="훈련용 이미지는 가장 큰 클래스가 가장 작은 클래스의 {times}배예요. 클래스 가중치: {kind} (--class-weights none, square-root, balanced 가운데 선택).",
    ),
    "cli.train.balanced": Message(
        en="If every class counts the same: {share}.", ko="모든 클래스를 같은 비중으로 보면: {share}."
    ),
    "cli.train.few": Message(
        en="Few images: results will vary with the seed. Images in the test: {test:,}, which give the accuracy to within about {points} percentage points at best.",
        ko="이미지가 적어요. 시드가 바뀌면 결과도 꽤 달라져요. 시험 이미지가 {test:,}장이라 정확도에 적어도 {points}%포인트쯤 오차가 있을 수 있어요.",
    ),
    "cli.train.tiny_test": Message(
        en="Images in the test: only {test:,}, classes: {classes:,}. This result is hardly reliable. More images per class help.",
        ko="클래스가 {classes:,}개인데 시험 이미지가 {test:,}장뿐이라 결과를 거의 믿을 수 없어요. 클래스마다 이미지를 더 모으세요.",
    ),
    "cli.train.try_pretrained": Message(
        en="With fewer than about 1,000 photographs, a network learns little from scratch: the features of a pretrained network help most (--pretrained FILE).",
        ko="사진이 1,000장쯤보다 적으면 신경망이 처음부터 배우기 어려워요. 미리 훈련한 신경망의 특성을 쓰는 것이 가장 좋아요 (--pretrained 파일).",
    ),
    "cli.train.one_answer": Message(
        en="The network answered {name!r} for every image: it does not distinguish the classes. More images or epochs help; for photographs, so does --pretrained FILE.",
        ko="모든 이미지에 {name!r:이라/라}고 답했어요. 신경망이 클래스를 구별하지 못해요. 이미지나 에포크를 늘리고, 사진이라면 --pretrained 파일을 써 보세요.",
    ),
    "cli.train.to_beat": Message(
        en="Baselines to beat: most common class {majority}, linear model {linear}, nearest image{at_size} {nearest}.",
        ko="비교 기준: 가장 많은 클래스만 말하면 {majority}, 선형 모델 {linear}, 가장 비슷한 이미지{at_size} {nearest}.",
    ),
    "cli.train.at_size": Message(en=" ({height}×{width} px)", ko="({height}×{width} 픽셀)"),
    "cli.train.beaten": Message(
        en="A simple baseline is as good or better: more images, more epochs or another network may be needed.",
        ko="단순한 방법으로도 이만큼 또는 더 잘 나와요. 이미지나 에포크를 늘리거나 다른 신경망을 써 보세요.",
    ),
    "train.groups_divided": Message(
        en="too many images look the same to keep them together, so the test may contain images used for training: its result is too optimistic.",
        ko="서로 닮은 이미지가 너무 많아 한쪽에 모아 둘 수 없어요. 배운 이미지가 시험에 섞여 결과가 실제보다 좋게 나올 수 있어요.",
    ),
    "train.not_judged": Message(
        en="no image of {classes} is held out, so the result says nothing about these classes. Add images that differ: images that look the same stay in one part.",
        ko="{classes:은/는} 시험할 이미지가 한 장도 없어서 얼마나 알아맞히는지 알 수 없어요. 서로 닮은 이미지는 한쪽에만 두므로, 다르게 생긴 이미지를 더 넣어 주세요.",
    ),
    "train.pictures_on_disk": Message(
        en="decoded, the images take {size}, so they are stored in {folder} and reused by later runs. The eight most recently used sets are kept. You can delete the folder at any time, or set another one with the environment variable NERVURE_CACHE.",
        ko="디코딩한 이미지가 모두 {size} 크기라서 {folder}에 저장하고 다음 실행에도 써요. 최근에 쓴 여덟 벌만 남고, 폴더는 언제든 지워도 돼요. 다른 폴더는 환경 변수 NERVURE_CACHE로 정해요.",
    ),
    "cli.train.grayscale": Message(en="gray", ko="흑백"),
    "cli.train.rgb": Message(en="in color", ko="컬러"),
    "cli.train.interrupted": Message(
        en="Interrupted. The weights so far are in {folder}.", ko="중단됐어요. 지금까지의 가중치를 저장한 곳: {folder}"
    ),
    "cli.train.result": Message(
        en="Held-out digits: {right:,} of {count:,} recognized, {accuracy}.",
        ko="따로 둔 숫자 {count:,}개 가운데 {right:,}개를 알아봤어요: {accuracy}.",
    ),
    "cli.train.tested": Message(
        en="Test images: {right:,} of {count:,} recognized, {accuracy} (95 % confidence interval: {low} to {high}).",
        ko="시험 이미지 {count:,}장 가운데 {right:,}장을 알아봤어요: {accuracy} (95% 신뢰구간: {low}~{high}).",
    ),
    "cli.train.run": Message(
        en="Trained in {time}, precision {precision}, seed {seed}.",
        ko="훈련 시간 {time}, 정밀도 {precision}, 시드 {seed}.",
    ),
    "cli.train.saved": Message(en="Saved in {folder}: {files}", ko="저장한 곳 {folder}: {files}"),
    "run.precision.measured": Message(en="by measuring", ko="재어서 정함"),
    "run.precision.rule": Message(en="by rule", ko="규칙으로 정함"),
    "run.begin": Message(
        en="training begins: images {count:,}, held out {held_out:,}, precision {precision}, seed {seed}",
        ko="훈련 시작: 이미지 {count:,}장, 따로 둔 이미지 {held_out:,}장, 정밀도 {precision}, 시드 {seed}",
    ),
    "run.epoch": Message(en="epoch {epoch}  {values}", ko="에포크 {epoch}  {values}"),
    "run.resumed": Message(en="continues after step {step:,}", ko="{step:,}번째 스텝 다음부터 이어 감"),
    "run.log_waits": Message(
        en="{path}: the disk is full. Training continues, and log lines are kept until there is space.",
        ko="{path}: 디스크가 가득 찼어요. 훈련은 계속하고, 공간이 생기면 밀린 줄을 기록해요.",
    ),
    "run.diverged": Message(
        en="the loss of epoch {epoch} is not a number: training diverged and stops here",
        ko="에포크 {epoch}의 손실이 수가 아님: 훈련이 발산하여 여기서 마침",
    ),
    "run.interrupted": Message(en="interrupted after step {step:,}", ko="{step:,}번째 스텝 뒤에 중단됨"),
    "run.deep": Message(en="nested more than {levels} levels deep", ko="{levels}단계보다 깊은 중첩"),
    "run.end": Message(
        en="trained in {time}; on unseen images: accuracy {accuracy}, loss {loss}",
        ko="훈련 시간 {time}. 다른 이미지에서: 정확도 {accuracy}, 손실 {loss}",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "run.config": ErrorMessage(
        en=Lines(
            "the configuration of the run cannot be read.",
            "a configuration written by nervure train, with the seed of the run",
            "{got}",
            "Restore the file, or start a new run in another folder.",
        ),
        ko=Lines(
            "실행의 설정 파일을 읽을 수 없어요.",
            "nervure train이 쓴, 시드가 들어 있는 설정",
            "{got}",
            "파일을 원래대로 되돌리거나, 다른 폴더에서 새로 시작하세요.",
        ),
    ),
    "run.saved_elsewhere": ErrorMessage(
        en=Lines(
            "the model could not be saved here, so it was saved as {other}.",
            "a folder that the file can be written to",
            "{got}",
            "Free some disk space, then move that file here.",
        ),
        ko=Lines(
            "여기에 모델을 저장할 수 없어서 {other}에 저장했어요.",
            "파일을 쓸 수 있는 폴더",
            "{got}",
            "공간을 비운 뒤에 그 파일을 여기로 옮기세요.",
        ),
    ),
    "run.exists": ErrorMessage(
        en=Lines(
            "the folder already holds a run, which would be overwritten.",
            "an empty folder, or a new one",
            "{got}",
            "Choose another folder, --out {other}, or continue this run: --resume",
        ),
        ko=Lines(
            "폴더에 이미 실행 결과가 있어서 덮어쓰게 돼요.",
            "빈 폴더 또는 새 폴더",
            "{got}",
            "다른 폴더(--out {other})를 고르거나, 이 실행을 --resume으로 이어 하세요.",
        ),
    ),
    "run.other_data": ErrorMessage(
        en=Lines(
            "the run was started with other images and cannot continue with these.",
            "images with the digest {expected}",
            "{got}",
            "Pass the images of that run, or start a new run without --resume.",
        ),
        ko=Lines(
            "이 실행은 다른 이미지로 시작했어요. 지금 이미지로는 이어 할 수 없어요.",
            "다이제스트가 {expected}인 이미지",
            "{got}",
            "그 실행의 이미지를 주거나, --resume 없이 새로 시작하세요.",
        ),
    ),
    "train.no_picture": ErrorMessage(
        en=Lines(
            "there are no readable images.",
            "a folder for each class, with its images inside",
            "none",
            "Check the path: pass the folder that contains the class folders.",
        ),
        ko=Lines(
            "읽을 수 있는 이미지가 없어요.",
            "클래스마다 폴더 하나, 그 안에 이미지",
            "해당하는 것 없음",
            "경로를 확인하고, 클래스 폴더들이 들어 있는 폴더를 주세요.",
        ),
    ),
    "train.small": ErrorMessage(
        en=Lines(
            "images this small cannot be used for training.",
            "at least {least} pixels per side",
            "{got}",
            "Choose a larger size, --image-size 28 for example.",
        ),
        ko=Lines(
            "이미지가 너무 작아서 배울 수 없어요.",
            "한 변이 {least}픽셀 이상",
            "{got}",
            "더 큰 크기를 주세요. 예: --image-size 28",
        ),
    ),
    "train.large": ErrorMessage(
        en=Lines(
            "images this large cannot be used for training.",
            "at most {most} pixels per side",
            "{got}",
            "Choose a smaller size, --image-size 224 for example.",
        ),
        ko=Lines(
            "이 크기의 이미지는 너무 커서 배울 수 없어요.",
            "한 변이 {most}픽셀 이하",
            "{got}",
            "더 작은 크기를 주세요. 예: --image-size 224",
        ),
    ),
    "train.one_class": ErrorMessage(
        en=Lines(
            "there is only one class, so there is nothing to distinguish.",
            "at least 2 classes",
            "{got}",
            "Pass the folder that contains one folder per class.",
        ),
        ko=Lines(
            "클래스가 하나뿐이라 구별할 것이 없어요.",
            "클래스 2개 이상",
            "{got}",
            "클래스마다 폴더가 하나씩 들어 있는 폴더를 주세요.",
        ),
    ),
    "train.many_classes": ErrorMessage(
        en=Lines(
            "there are too many different labels for them to be classes.",
            "at most {most} classes",
            "{got}",
            "Pass the class of each image as its label; this command does not train regression.",
        ),
        ko=Lines(
            "서로 다른 라벨이 너무 많아 클래스로 보기 어려워요.",
            "클래스 {most}개 이하",
            "{got}",
            "라벨로 이미지마다 클래스를 주세요. 숫자를 추정하는 훈련은 여기서 하지 않아요.",
        ),
    ),
    "train.no_pictures": ErrorMessage(
        en=Lines(
            "x does not hold images.",
            "(N, height, width), (N, height, width, 1) or (N, height, width, 3)",
            "{got}",
            "In Python, reshape x before saving it: x.reshape(-1, 28, 28), for example.",
        ),
        ko=Lines(
            "x에 이미지가 없어요.",
            "(N, 높이, 너비), (N, 높이, 너비, 1) 또는 (N, 높이, 너비, 3)",
            "{got}",
            "Python에서 저장하기 전에 x의 모양을 바꾸세요. 예: x.reshape(-1, 28, 28)",
        ),
    ),
    "train.no_levels": ErrorMessage(
        en=Lines(
            "x does not hold pixel values.",
            "uint8, or numbers from 0 to 255 or from 0 to 1",
            "{got}",
            "Save the images without normalizing them: the network does that itself.",
        ),
        ko=Lines(
            "x에 든 값이 밝기가 아니에요.",
            "uint8, 또는 0~255나 0~1의 수",
            "{got}",
            "이미지를 정규화하지 말고 원래대로 저장하세요. 정규화는 신경망이 알아서 해요.",
        ),
    ),
    "train.no_classes": ErrorMessage(
        en=Lines(
            "y does not hold classes.",
            "a whole number or a name for each image, or one-hot rows",
            "{got}",
            "In Python, save the class of each image: y.astype('int64'), for example.",
        ),
        ko=Lines(
            "y에 클래스가 없어요.",
            "이미지마다 정수나 이름 하나, 또는 원-핫 행",
            "{got}",
            "Python에서 이미지마다 클래스를 저장하세요. 예: y.astype('int64')",
        ),
    ),
}
