"""The texts of the agreement, one file for each version; what somebody accepted is never edited."""

from functools import cache
from importlib import resources

from identity.domain.agreement import CURRENT_VERSION, Agreement


@cache
def current_agreement() -> Agreement:
    """The text to accept now."""
    text = resources.files(__name__).joinpath(f"{CURRENT_VERSION}.zh.txt").read_text("utf-8")
    title, _, body = text.partition("\n")
    return Agreement(CURRENT_VERSION, title.strip(), body.strip())
