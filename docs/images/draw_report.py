"""Renews the sample of a report, and draws its picture for the READMEs.

    python docs/images/draw_report.py [--chromium /usr/bin/chromium]

The sample is the report of the lecture's convolutional network after three epochs on the shipped digits. The picture is
a screen of it, open at the digits that were confused most often: report.png, and report.ko.png in Korean.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import nervure as nv
from nervure.tasks.image_task import PictureTask
from nervure.tasks.picture_options import DIGITS, PictureOptions
from nervure.tasks.run_report import write_report
from nervure.tasks.saved_run import SavedRun

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parent / "samples" / "report.html"
WIDTH, HEIGHT = 1280, 860
PICTURES = {"en": "report.png", "ko": "report.ko.png"}


def trained() -> SavedRun:
    """A run in ``runs/digits`` below the place where Python is."""
    task = PictureTask(PictureOptions(DIGITS, epochs=3, seed=7))
    task.train(verbose=0)
    task.save()
    task.judge()
    return SavedRun.open(task.folder.path)


def draw(browser: Browser, language: str) -> None:
    """One picture."""
    opened = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1)
    opened.goto(f"{SAMPLE.as_uri()}#section=confusion&lang={language}")
    opened.wait_for_selector("main[data-ready=true]")
    opened.locator(".pair").first.click()
    opened.wait_for_selector(".opened-cell .thumb:focus")
    opened.locator("#title-confusion").scroll_into_view_if_needed()
    opened.evaluate(
        "() => { document.getElementById('title-confusion').scrollIntoView(); document.activeElement.blur(); }"
    )
    opened.wait_for_timeout(500)
    opened.screenshot(path=HERE / PICTURES[language])
    opened.close()


def main() -> None:
    """Draws everything."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--chromium", default=shutil.which("chromium"), help="the browser that draws")
    chromium = arguments.parse_args().chromium
    nv.set_language("en")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        shutil.copyfile(write_report(trained()), SAMPLE)
        os.chdir(HERE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language in PICTURES:
            draw(browser, language)
        browser.close()


if __name__ == "__main__":
    main()
