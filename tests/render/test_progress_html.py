from __future__ import annotations

from html.parser import HTMLParser

from nervure.language import set_language
from nervure.records.history import EpochRecord, Progress
from nervure.render.progress_html import progress_html

_EVIL = "<img src=x onerror=alert(1)>"


class _Read(HTMLParser):
    def __init__(self, piece: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(piece)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1] != "style":
            self.texts.append(data)

    def rows(self) -> int:
        return sum(tag == "tr" for tag, _ in self.tags)


def _progress(num_batches: int | None = 63) -> Progress:
    return Progress(3, 12, 41, num_batches, 5248, 3412.0, 1.5, 7.0, {"loss": 0.0812, _EVIL: 0.5})


def _past(count: int) -> list[EpochRecord]:
    return [EpochRecord(number, 40, 12.3, {"loss": 1 / number, _EVIL: 0.5}) for number in range(1, count + 1)]


def test_the_bar_has_a_role_a_name_and_a_value() -> None:
    read = _Read(progress_html(_progress()))
    bar = next(attributes for _, attributes in read.tags if attributes.get("role") == "progressbar")
    assert bar["aria-valuenow"] == "65.1"
    assert bar["aria-label"] == "Epoch 3/12"
    assert read.open == []


def test_names_appear_as_text_and_never_as_tags() -> None:
    read = _Read(progress_html(_progress(), _past(2)))
    assert all(tag != "img" for tag, _ in read.tags)
    assert _EVIL in read.texts
    assert any(f"{_EVIL} 0.5000" in text for text in read.texts)


def test_each_finished_epoch_is_a_row() -> None:
    read = _Read(progress_html(None, _past(3)))
    assert read.rows() == 4
    assert "0.3333" in read.texts
    assert "progressbar" not in progress_html(None, _past(3))


def test_of_many_epochs_the_last_twelve_are_shown_and_the_others_counted() -> None:
    read = _Read(progress_html(None, _past(40)))
    assert read.rows() == 13
    assert "Earlier epochs not shown: 28" in read.texts
    assert "1.0000" not in read.texts


def test_an_epoch_without_a_value_leaves_its_cell_empty() -> None:
    past = [EpochRecord(1, 2, 1.0, {"loss": 0.5}), EpochRecord(2, 2, 1.0, {"loss": 0.4, "val_loss": 0.6})]
    assert progress_html(None, past).count("<td></td>") == 1


def test_korean_is_marked_as_korean() -> None:
    set_language("ko")
    piece = progress_html(_progress(), _past(40))
    assert 'lang="ko"' in piece
    assert "앞선 에포크 28개는 생략했어요" in piece
    assert "0:07 남음" in piece


def test_colors_follow_the_page_in_light_and_dark() -> None:
    piece = progress_html(_progress(), _past(1))
    assert "color: inherit" in piece
    assert "prefers-color-scheme" not in piece


def test_an_epoch_of_unknown_length_has_no_bar() -> None:
    assert "progressbar" not in progress_html(_progress(num_batches=None))
