"""Which fonts the letters are set in, where they come from, and what each of them is for."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kernel.repertoire import is_han

from signing.fonts.errors import FontUnusable
from signing.fonts.repertoire import all_but_latin, everything, for_titles, han

FANDOL = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"
DOT = 0xB7
TRUETYPE = "usr/share/fonts/truetype"


@dataclass(frozen=True, slots=True)
class Source:
    """A font in a Debian package."""

    name: str
    """Of the prepared file, without its ending."""
    package: str
    path: str
    """Inside the package."""
    index: int = 0
    """Place in a collection."""
    characters: Callable[[], frozenset[int]] = everything
    """What it may draw; of these, all that no face before it has."""
    lift: float = 0
    """By how many em its Han characters are raised, to stand in line with FandolFang's."""
    dot_lift: float = 0
    """By how many em the dot in names is raised, to stand in the middle of the characters around it."""

    def find(self, folder: Path) -> Path | None:
        """The font file: of the machine, if the package is installed, else unpacked into ``folder``."""
        places = (Path("/") / self.path, folder / "packages" / self.package / self.path)
        return next((place for place in places if place.is_file()), None)

    def lift_of(self, codepoint: int) -> float:
        """By how many em a character is raised."""
        if codepoint == DOT:
            return self.dot_lift
        return self.lift if is_han(codepoint) else 0

    def prepared(self, folder: Path) -> Path:
        """The file that workers map."""
        return folder / f"{self.name}.ttf"

    def missing(self) -> FontUnusable:
        """What to say when it is not there."""
        return FontUnusable(
            f"the font {Path(self.path).name} is missing: run `python -m signing fonts prepare --fetch`, "
            f"or install the package {self.package} and run `python -m signing fonts prepare`"
        )


BODY = (
    # Its letters and digits have no serifs and look foreign among its characters: FandolSong's take their place.
    Source(
        "fang", "texlive-lang-chinese", f"{FANDOL}/FandolFang-Regular.otf", characters=all_but_latin, dot_lift=0.054
    ),
    Source("song", "texlive-lang-chinese", f"{FANDOL}/FandolSong-Regular.otf"),
    # It centres the full stop and the enumeration comma, as is done in Taiwan; the faces before it have them.
    Source("uming", "fonts-arphic-uming", f"{TRUETYPE}/arphic/uming.ttc", lift=-0.07),
    Source("hanamin-a", "fonts-hanazono", f"{TRUETYPE}/hanazono/HanaMinA.ttf", lift=-0.077),
    Source("hanamin-b", "fonts-hanazono", f"{TRUETYPE}/hanazono/HanaMinB.ttf", lift=-0.077),
    # Some of its signs are under another licence than its characters.
    Source(
        "babelstone", "fonts-babelstone-han", f"{TRUETYPE}/babelstone/BabelStoneHan.ttf", characters=han, lift=-0.07
    ),
)
"""FangSong, then Song, then fonts of rare characters; each has what those before it lack."""

TITLE = Source(
    "song-bold", "texlive-lang-chinese", f"{FANDOL}/FandolSong-Bold.otf", characters=for_titles, dot_lift=0.064
)
"""Drawn like 小标宋. What it lacks is set in the body's faces."""

SOURCES = (TITLE, *BODY)
PACKAGES = tuple(dict.fromkeys(source.package for source in SOURCES))
