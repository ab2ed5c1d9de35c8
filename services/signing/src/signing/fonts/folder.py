"""Where the prepared fonts of a machine are."""

import os
from pathlib import Path

CLONE = Path(__file__).parents[5]


def usual_folder() -> Path:
    """``.run/fonts`` of a clone, which its set-up fills; elsewhere the user's cache.

    Not in the data folder: stacks with data of their own share the fonts, and dropping data leaves them.
    """
    if (CLONE / "deploy" / "native").is_dir():
        return CLONE / ".run" / "fonts"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zhengxin" / "fonts"
