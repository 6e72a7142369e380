"""Sentences about arrays: what they hold, splitting them, reading them from files."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "data.fix_meta": Message(
        en="Pass a tensor with values: a meta tensor has only a shape.",
        ko="값이 있는 텐서를 주세요. meta 텐서에는 모양만 있어요.",
    ),
    "data.fix_nested": Message(
        en="Pad the samples to one length: torch.nested.to_padded_tensor(x, 0.0).",
        ko="샘플의 길이를 하나로 맞추세요: torch.nested.to_padded_tensor(x, 0.0).",
    ),
    "data.fix_quantized": Message(
        en="Convert it to ordinary numbers: x.dequantize().", ko="나타내는 수로 바꾸어 주세요: x.dequantize()."
    ),
    "data.fix_sparse": Message(
        en="Convert it to a dense tensor: x.to_dense().", ko="모든 수가 담긴 텐서로 주세요: x.to_dense()."
    ),
    "data.alike_divided": Message(
        en="Images that look like one in another group: {count}. They form chains of near-duplicates too long for one group. If you know their source, such as the video, group them by that source instead.",
        ko="이미지 {count}장은 다른 묶음에도 거의 같은 이미지가 있어요. 조금씩 달라지며 이어지는 이미지가 너무 많아 한 묶음으로 둘 수 없었어요. 어느 영상에서 나온 이미지인지 안다면 그 영상별로 묶어 주세요.",
    ),
    "data.fix_complex": Message(
        en="Pass the real and the imaginary part as two columns: np.stack([x.real, x.imag], axis=-1).",
        ko="실수부와 허수부를 두 열로 나눠 주세요: np.stack([x.real, x.imag], axis=-1).",
    ),
    "data.fix_large": Message(
        en="Convert the values to floats: x.astype('float32').",
        ko="값을 실수로 바꾸세요: x.astype('float32').",
    ),
    "data.fix_length": Message(
        en="Check where samples of {name} or {first} were lost, and pass both with the same number of samples.",
        ko="{name} 또는 {first}에서 샘플이 빠진 곳을 찾아, 샘플 수를 같게 맞춰 주세요.",
    ),
    "data.fix_object": Message(
        en="Make one array of numbers from it: np.stack(list(x)) for samples of one shape, table.astype('float32') for a table of numbers, matrix.toarray() for a sparse matrix.",
        ko="숫자 배열 하나로 만드세요: 모양이 같은 샘플이면 np.stack(list(x)), 숫자 표면 table.astype('float32'), "
        "희소 행렬이면 matrix.toarray()를 쓰세요.",
    ),
    "data.fix_stack": Message(
        en="A list of arrays means several inputs. Make one array of the samples: np.stack(x).",
        ko="배열의 리스트는 입력이 여러 개라는 뜻이에요. 샘플들을 배열 하나로 합치세요: np.stack(x).",
    ),
    "data.fix_text": Message(
        en="Turn words into numbers: names, numbers = np.unique(labels, return_inverse=True).",
        ko="글자를 숫자로 바꾸세요: names, numbers = np.unique(labels, return_inverse=True).",
    ),
    "data.fix_time": Message(
        en="Turn times into numbers, such as seconds: (x - x.min()) / np.timedelta64(1, 's').",
        ko="시간을 초 같은 숫자로 바꾸세요: (x - x.min()) / np.timedelta64(1, 's').",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "data.other_tensor": ErrorMessage(
        en=Lines("the tensor does not store its numbers densely.", "a dense tensor", "a {got} tensor", "{fix}"),
        ko=Lines("수가 나란히 놓이지 않은 텐서예요.", "밀집(dense) 텐서", "{got} 텐서", "{fix}"),
    ),
    "data.shorter": ErrorMessage(
        en=Lines(
            "the dataset ends before the length it reports.",
            "a sample for every number below len(dataset)",
            "IndexError: {problem}",
            "Make __len__ return the number of samples that __getitem__ gives.",
        ),
        ko=Lines(
            "데이터셋이 스스로 말한 길이보다 먼저 끝나요.",
            "len(dataset)보다 작은 모든 번호의 샘플",
            "IndexError: {problem}",
            "__len__이 __getitem__에서 나오는 샘플의 수와 같게 하세요.",
        ),
    ),
    "data.too_large": ErrorMessage(
        en=Lines(
            "{name!r} holds a number too large for float32, the precision of the model.",
            "numbers up to 3.4e38",
            "{value} in sample {sample}",
            "Scale the data down, or compile(..., precision='float64').",
        ),
        ko=Lines(
            "{name!r}에 모델이 쓰는 float32로 나타낼 수 없는 수가 있어요.",
            "3.4e38까지의 수",
            "샘플 {sample}의 {value}",
            "데이터의 크기를 줄이거나 compile(..., precision='float64')를 쓰세요.",
        ),
    ),
    "data.empty": ErrorMessage(
        en=Lines(
            "it holds no samples.",
            "at least 1 sample along the first axis",
            "shape {shape}",
            "Check how the data was loaded or selected: nothing is left of it.",
        ),
        ko=Lines(
            "샘플이 하나도 없어요.",
            "첫 축에 샘플 1개 이상",
            "모양 {shape}",
            "데이터를 읽거나 고른 방법을 확인하세요. 남은 샘플이 없어요.",
        ),
    ),
    "data.fraction": ErrorMessage(
        en=Lines(
            "this is not a fraction of the data.",
            "a number between 0 and 1, both excluded",
            "{got}",
            "Write 0.2 to hold out a fifth.",
        ),
        ko=Lines(
            "데이터의 비율로 쓸 수 없는 값이에요.",
            "0보다 크고 1보다 작은 수",
            "{got}",
            "5분의 1을 떼어 두려면 0.2를 주세요.",
        ),
    ),
    "data.length": ErrorMessage(
        en=Lines(
            "it holds {got} samples, but {first} holds {expected}.",
            "{expected} samples",
            "shape {shape}; {first} has shape {first_shape}",
            "{fix}",
        ),
        ko=Lines(
            "샘플이 {got}개인데, {first}의 샘플은 {expected}개예요.",
            "샘플 {expected}개",
            "모양 {shape}; {first}의 모양은 {first_shape}",
            "{fix}",
        ),
    ),
    "data.masked": ErrorMessage(
        en=Lines(
            "the array has masked values ({count}), and a network would see what is under the mask.",
            "an array without a mask",
            "a masked array",
            "Fill the masked values: x.filled(0), or leave those samples out.",
        ),
        ko=Lines(
            "배열의 값 {count}개가 마스크로 가려져 있는데, 신경망은 마스크 뒤의 값을 그대로 보게 돼요.",
            "마스크가 없는 배열",
            "마스크된 배열",
            "x.filled(0)처럼 가려진 값을 채우거나, 그 샘플을 빼세요.",
        ),
    ),
    "data.none": ErrorMessage(
        en=Lines("there is no data.", "arrays, or a dataset", "None", "Pass the samples as x."),
        ko=Lines("데이터가 없어요.", "배열 또는 데이터셋", "None", "샘플을 x로 넘기세요."),
    ),
    "data.not_numbers": ErrorMessage(
        en=Lines("these are not numbers that a network can use.", "an array of integers or floats", "{got}", "{fix}"),
        ko=Lines("신경망이 받을 수 있는 숫자가 아니에요.", "정수나 실수의 배열", "{got}", "{fix}"),
    ),
    "data.npz_arrays": ErrorMessage(
        en=Lines(
            "the file lacks the array x or y.",
            "arrays named x and y",
            "{got}",
            "Write it in Python: np.savez(path, x=samples, y=labels).",
        ),
        ko=Lines(
            "파일에 배열 x 또는 y가 없어요.",
            "이름이 x와 y인 배열",
            "{got}",
            "Python에서 np.savez(path, x=samples, y=labels)로 저장하세요.",
        ),
    ),
    "data.npz_damaged": ErrorMessage(
        en=Lines(
            "the array {name} cannot be read: the file is damaged.",
            "the file as np.savez wrote it",
            "{problem}",
            "Copy or download the file again, or save it again.",
        ),
        ko=Lines(
            "배열 {name:을/를} 읽을 수 없어요. 파일이 손상되었어요.",
            "np.savez가 저장한 그대로의 파일",
            "{problem}",
            "파일을 다시 복사하거나 내려받거나, 새로 저장하세요.",
        ),
    ),
    "data.npz_form": ErrorMessage(
        en=Lines(
            "this is not an .npz file.",
            "a file written by np.savez",
            "a file that begins with {got}",
            "Write it in Python: np.savez(path, x=samples, y=labels).",
        ),
        ko=Lines(
            ".npz 파일이 아니에요.",
            "np.savez가 저장한 파일",
            "{got!s:으로/로} 시작하는 파일",
            "Python에서 np.savez(path, x=samples, y=labels)로 저장하세요.",
        ),
    ),
    "data.npz_lengths": ErrorMessage(
        en=Lines(
            "x and y of the file have different numbers of samples.",
            "one label per sample",
            "x {x}, y {y}",
            "Save the file again, with as many labels as samples.",
        ),
        ko=Lines(
            "파일의 x와 y는 샘플 수가 서로 달라요.",
            "샘플마다 라벨 하나",
            "x {x}, y {y}",
            "샘플 수와 라벨 수를 맞춰 파일을 다시 저장하세요.",
        ),
    ),
    "data.npz_nothing": ErrorMessage(
        en=Lines("there is no such file.", "the path of an .npz file", "no file", "Check the path for typing errors."),
        ko=Lines("그런 파일이 없어요.", ".npz 파일의 경로", "파일 없음", "경로에 오타가 없는지 확인하세요."),
    ),
    "data.npz_objects": ErrorMessage(
        en=Lines(
            "the array {name} holds Python objects, and reading those could run untrusted code.",
            "an array of numbers",
            "an array of objects (pickled)",
            "In Python, save it as an array of numbers: np.savez(path, {name}=np.stack(list({name}))).",
        ),
        ko=Lines(
            "배열 {name}에 Python 객체가 들어 있어요. 이것을 읽으면 남의 코드가 실행될 수 있어요.",
            "숫자 배열",
            "객체 배열(pickle)",
            "Python에서 숫자 배열로 저장하세요: np.savez(path, {name}=np.stack(list({name}))).",
        ),
    ),
    "data.ragged": ErrorMessage(
        en=Lines(
            "the rows have different lengths, so they do not form an array.",
            "rows of one length",
            "lengths {lengths}",
            "Pad or truncate the rows to one length; pass several inputs as a tuple of arrays.",
        ),
        ko=Lines(
            "행의 길이가 서로 달라 배열이 될 수 없어요.",
            "길이가 같은 행",
            "길이 {lengths}",
            "행을 채우거나 잘라 길이를 맞추세요. 입력이 여러 개면 배열의 튜플로 주세요.",
        ),
    ),
    "data.scalar": ErrorMessage(
        en=Lines(
            "this is a single number.",
            "an array whose first axis counts the samples",
            "{value}",
            "Pass a list or an array, even for one sample: [[...]].",
        ),
        ko=Lines(
            "숫자 하나뿐이에요.",
            "첫 축이 샘플의 개수인 배열",
            "{value}",
            "샘플이 하나여도 리스트나 배열로 주세요: [[...]].",
        ),
    ),
    "data.split_classes": ErrorMessage(
        en=Lines(
            "these targets are not classes, so they cannot be stratified.",
            "one target: whole numbers, names, or one-hot rows",
            "{got}",
            "Write stratify=False.",
        ),
        ko=Lines(
            "클래스별로 나눌 수 있는 타깃이 아니에요.",
            "타깃 하나: 정수, 이름, 또는 원-핫 행",
            "{got}",
            "stratify=False로 호출하세요.",
        ),
    ),
    "data.split_lengths": ErrorMessage(
        en=Lines(
            "x and y have different numbers of samples.",
            "one target per sample",
            "x {x}, y {y}",
            "Check where samples were lost, and pass both with the same number of samples.",
        ),
        ko=Lines(
            "x와 y는 샘플 수가 서로 달라요.",
            "샘플마다 타깃 하나",
            "x {x}, y {y}",
            "샘플이 빠진 곳을 찾아, 샘플 수를 같게 맞춰 주세요.",
        ),
    ),
    "data.split_groups": ErrorMessage(
        en=Lines(
            "the number of groups differs from the number of samples.",
            "({expected},)",
            "{got}",
            "Pass one number or name per sample, such as near_duplicates(x).",
        ),
        ko=Lines(
            "그룹이 샘플마다 하나씩이 아니에요.",
            "({expected},)",
            "{got}",
            "near_duplicates(x)처럼 샘플마다 번호나 이름을 하나씩 주세요.",
        ),
    ),
    "data.split_one_group": ErrorMessage(
        en=Lines(
            "no whole group can be held out.",
            "groups without which each class still has samples to train on",
            "groups: {groups}, samples: {count}",
            "Add more different samples of each class, or use smaller groups; in Python, stratify=False allows a class to be missing.",
        ),
        ko=Lines(
            "통째로 떼어 둘 수 있는 그룹이 없어요.",
            "떼어 내도 클래스마다 학습할 샘플이 남는 그룹",
            "샘플 {count}개가 그룹 {groups}개에 있음",
            "클래스마다 서로 다른 샘플을 더 주거나 그룹을 더 작게 나누세요. Python에서 stratify=False면 빠지는 클래스가 있어도 돼요.",
        ),
    ),
    "data.split_single": ErrorMessage(
        en=Lines(
            "every class has only one sample, so nothing can be held out.",
            "classes with at least 2 samples",
            "samples: {count}, classes: {count}",
            "Add samples of each class; in Python, stratify=False splits without regard to classes.",
        ),
        ko=Lines(
            "모든 클래스에 샘플이 하나뿐이라 떼어 둘 것이 없어요.",
            "샘플이 2개 이상인 클래스",
            "샘플 {count}개, 클래스 {count}개",
            "클래스마다 샘플을 더 주세요. Python에서 stratify=False면 클래스와 상관없이 나눠요.",
        ),
    ),
    "data.split_small": ErrorMessage(
        en=Lines(
            "there are too few samples to split.",
            "at least 1 sample on each side",
            "samples: {count}",
            "Add samples, or use a fraction closer to 0.5.",
        ),
        ko=Lines(
            "나누기에는 샘플이 너무 적어요.",
            "양쪽에 샘플 1개 이상",
            "샘플 {count}개",
            "샘플을 더 주거나, 0.5에 더 가까운 비율을 쓰세요.",
        ),
    ),
}
