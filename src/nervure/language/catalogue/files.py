"""What can go wrong with a file: no folder, no right to write, no room, or not what it claims to be."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "files.no_folder": ErrorMessage(
        en=Lines(
            "the folder '{folder}' does not exist.",
            "a folder that exists",
            "no folder '{folder}'",
            "Create the folder first, or check the path for a typing error.",
        ),
        ko=Lines(
            "'{folder}' 폴더가 없어요.",
            "이미 있는 폴더",
            "'{folder}' 폴더 없음",
            "폴더를 먼저 만들거나, 경로에 오타가 없는지 확인하세요.",
        ),
    ),
    "files.no_folder_but_file": ErrorMessage(
        en=Lines(
            "there is a file where a folder is needed.",
            "a folder",
            "the file '{path}'",
            "Give a path in another folder, or move the file away.",
        ),
        ko=Lines(
            "폴더가 있어야 할 자리에 파일이 있어요.",
            "폴더",
            "파일 '{path}'",
            "다른 폴더의 경로를 쓰거나, 그 파일을 다른 곳으로 옮기세요.",
        ),
    ),
    "files.is_folder": ErrorMessage(
        en=Lines(
            "this is a folder, not a file.",
            "the path of a file",
            "the folder '{path}'",
            "Add a file name to the path.",
        ),
        ko=Lines(
            "파일이 아니라 폴더예요.",
            "파일 경로",
            "폴더 '{path}'",
            "경로 끝에 파일 이름을 붙이세요.",
        ),
    ),
    "files.special": ErrorMessage(
        en=Lines(
            "this is a device or a pipe, which cannot be replaced by a file.",
            "the path of an ordinary file",
            "'{path}'",
            "Give the path of an ordinary file.",
        ),
        ko=Lines(
            "장치나 파이프는 파일로 바꿀 수 없어요.",
            "일반 파일 경로",
            "'{path}'",
            "일반 파일의 경로를 쓰세요.",
        ),
    ),
    "files.not_writable": ErrorMessage(
        en=Lines(
            "writing is not allowed here.",
            "a file and a folder that you may write to",
            "no permission in the folder '{folder}'",
            "Choose a folder you can write to, change the permissions, or close the program that has '{path}' open.",
        ),
        ko=Lines(
            "여기에는 쓸 권한이 없어요.",
            "쓰기 권한이 있는 파일과 폴더",
            "'{folder}' 폴더에 권한 없음",
            "본인 폴더를 고르거나, 권한을 바꾸거나, '{path}' 파일을 열고 있는 프로그램을 닫으세요.",
        ),
    ),
    "files.not_readable": ErrorMessage(
        en=Lines(
            "reading is not allowed here.",
            "a file that you may read",
            "no permission for '{path}' in the folder '{folder}'",
            "Change the permissions of the file, or copy it to a folder you can read.",
        ),
        ko=Lines(
            "읽을 권한이 없어요.",
            "읽기 권한이 있는 파일",
            "'{folder}' 폴더의 '{path}'에 권한 없음",
            "파일의 권한을 바꾸거나, 본인 폴더로 복사하세요.",
        ),
    ),
    "files.disk_full": ErrorMessage(
        en=Lines(
            "the disk is full; the old file is unchanged.",
            "free space where the folder '{folder}' lies",
            "no space left",
            "Free some space, or give a path on another disk.",
        ),
        ko=Lines(
            "디스크가 가득 찼어요. 이전 파일은 그대로 있어요.",
            "'{folder}' 폴더가 있는 디스크의 남은 공간",
            "남은 공간 없음",
            "공간을 비우거나, 다른 디스크의 경로를 쓰세요.",
        ),
    ),
    "files.locked": ErrorMessage(
        en=Lines(
            "another process is writing to this folder.",
            "one run per folder",
            "the lock '{path}' is held",
            "Wait for the other run, stop it, or choose another folder.",
        ),
        ko=Lines(
            "다른 프로세스가 이 폴더에 쓰고 있어요.",
            "폴더마다 실행 하나",
            "잠겨 있는 파일 '{path}'",
            "다른 실행이 끝나기를 기다리거나, 멈추거나, 다른 폴더를 고르세요.",
        ),
    ),
    "files.missing": ErrorMessage(
        en=Lines(
            "there is no such file.",
            "a file in the folder '{folder}', which holds: {names}",
            "no file '{path}'",
            "Check the name, or the folder you started in.",
        ),
        ko=Lines(
            "파일이 없어요.",
            "'{folder}' 폴더의 파일 (들어 있는 것: {names})",
            "'{path}' 파일 없음",
            "이름이 맞는지, 실행한 폴더가 맞는지 확인하세요.",
        ),
    ),
    "files.not_text": ErrorMessage(
        en=Lines(
            "this is not a text file in UTF-8.",
            "text in UTF-8",
            "the byte {byte} at position {position}",
            "Save the file as UTF-8, or give the path of a text file.",
        ),
        ko=Lines(
            "UTF-8 텍스트 파일이 아니에요.",
            "UTF-8 텍스트",
            "{position}번째 바이트가 {byte}",
            "파일을 UTF-8로 저장하거나, 텍스트 파일의 경로를 쓰세요.",
        ),
    ),
    "files.output": ErrorMessage(
        en=Lines(
            "the output cannot be written.",
            "an output that accepts what is printed",
            "{got}",
            "Free some space where the output goes, or redirect it to another file.",
        ),
        ko=Lines(
            "출력을 쓸 수 없어요.",
            "내용을 받을 수 있는 출력",
            "{got}",
            "출력을 보내는 곳의 공간을 비우거나, 다른 파일로 보내세요.",
        ),
    ),
    "files.too_many_open": ErrorMessage(
        en=Lines(
            "too many files are open on this machine.",
            "a file that may be opened",
            "{got}",
            "Close other programs, or allow more files (ulimit -n 4096), then try again.",
        ),
        ko=Lines(
            "이 컴퓨터에 열린 파일이 너무 많아요.",
            "열 수 있는 파일",
            "{got}",
            "다른 프로그램을 닫거나 파일 수 제한을 늘린 뒤(ulimit -n 4096) 다시 시도하세요.",
        ),
    ),
    "files.disk_fails": ErrorMessage(
        en=Lines(
            "the disk, or the connection to it, failed; the file itself may be intact.",
            "a disk that answers",
            "{got}",
            "Try again; if the problem persists, check the disk and copy your files to another one.",
        ),
        ko=Lines(
            "디스크나 디스크 연결에 문제가 있어요. 파일이 잘못된 것은 아니에요.",
            "응답하는 디스크",
            "{got}",
            "다시 시도하세요. 계속되면 디스크를 점검하고 파일을 다른 디스크로 복사하세요.",
        ),
    ),
    "files.no_memory": ErrorMessage(
        en=Lines(
            "the machine is out of memory.",
            "memory to work with",
            "{got}",
            "Close other programs, then try again.",
        ),
        ko=Lines(
            "남은 메모리가 없어요.",
            "작업에 쓸 메모리",
            "{got}",
            "다른 프로그램을 닫고 다시 시도하세요.",
        ),
    ),
    "files.nowhere": ErrorMessage(
        en=Lines(
            "the folder this was started in no longer exists.",
            "a folder that still exists",
            "a folder that was removed or moved",
            "Change to a folder that exists (cd ~, for example), then try again.",
        ),
        ko=Lines(
            "실행을 시작한 폴더가 없어졌어요.",
            "남아 있는 폴더",
            "지워지거나 옮겨진 폴더",
            "있는 폴더로 옮긴 뒤(예: cd ~) 다시 시도하세요.",
        ),
    ),
    "files.other": ErrorMessage(
        en=Lines(
            "the operating system refused the operation.",
            "a file that can be read or written",
            "{reason}",
            "Check the path, the disk and the length of the name, then try again.",
        ),
        ko=Lines(
            "운영 체제가 거부했어요.",
            "읽거나 쓸 수 있는 파일",
            "{reason}",
            "경로, 디스크, 이름의 길이를 확인하고 다시 시도하세요.",
        ),
    ),
}
