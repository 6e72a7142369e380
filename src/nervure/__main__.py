"""``python -m nervure``: the command line if ``nervure`` is not on the path."""

from __future__ import annotations

from nervure.cli import main

if __name__ == "__main__":
    main()
