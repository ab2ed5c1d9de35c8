"""What makes a certificate's letter: its code in the contracts and its text."""

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from signing.letters.template import Template, parse


@dataclass(frozen=True, slots=True)
class LetterType:
    """One kind of letter. ``text`` names its file in ``letters/texts`` or in the folder of the settings."""

    code: str
    text: str

    def template(self, folder: Path | None = None) -> Template:
        """Read and check the letter's text; a file in ``folder`` goes before the one that comes with the package.

        Raises:
            TemplateError: the text cannot be used.
        """
        if folder is not None and (own := folder / self.text).is_file():
            return parse(own.read_text("utf-8"), name=str(own))
        return parse((resources.files("signing.letters") / "texts" / self.text).read_text("utf-8"), name=self.text)
