"""Page contents: placed texts as text-showing operators (ISO 32000-1, 9.4).

Most characters of a letter stand in its type's fixed font, which comes with every letter of that type; what is left
(names, units, purposes) goes into small subsets made for the one letter.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from signing.fonts.chain import FontChain
from signing.fonts.face import Face
from signing.pdf.font import Subset
from signing.typesetting.sheet import Text

REMEMBERED_TEXTS = 128
"""Hints, labels and sign-offs are the same in thousands of letters."""


class FixedFonts:
    """Subsets settled in advance, one for each face that draws some of the characters."""

    def __init__(self, characters: Iterable[str], chain: FontChain, *, place: int) -> None:
        """``characters`` may repeat themselves; ``place`` is the first font's number in the document.

        Raises:
            GlyphMissing: no face draws one of them.
        """
        self._subset_of: dict[str, Subset] = {}
        by_face: dict[Face, Subset] = {}
        codes: dict[str, str] = {}
        for character in dict.fromkeys(characters):
            face, glyph = chain.find(character)
            subset = by_face.setdefault(face, Subset(face, place + len(by_face)))
            codes[character] = subset.add(character, glyph)
            self._subset_of[character] = subset
        self.subsets = list(by_face.values())
        self._table = str.maketrans(codes)
        classes = ["".join(map(re.escape, subset.characters)) for subset in self.subsets]
        inside = "".join(classes)
        self._pieces = re.compile("|".join([*(f"[{one}]+" for one in classes), f"[^{inside}]+"]))
        self._whole = re.compile(f"[{inside}]+")
        self._shown = lru_cache(REMEMBERED_TEXTS)(self._show)

    def show(self, text: Text) -> str | None:
        """The operators that show a text which is wholly of these fonts; None for any other."""
        return self._shown(text) if self._whole.fullmatch(text.text) else None

    def split(self, text: str) -> list[str]:
        """The text in pieces, each of one of these fonts or of none."""
        return self._pieces.findall(text)

    def subset_of(self, piece: str) -> Subset | None:
        """The font of a piece of :meth:`split`."""
        return self._subset_of.get(piece[0])

    def encode(self, piece: str) -> str:
        """The piece's codes in hexadecimal digits."""
        return piece.translate(self._table)

    def _show(self, text: Text) -> str:
        return show(text, [(self._subset_of[piece[0]], self.encode(piece)) for piece in self.split(text.text)])


class PageTexts:
    """Writes the texts of one letter, page by page, and gathers the characters that its fixed font lacks."""

    def __init__(self, body: FixedFonts, title: FixedFonts, chain: FontChain, *, place: int) -> None:
        """``place`` is the number in the document of the first font that is made for this letter."""
        self._body = body
        self._title = title
        self._chain = chain
        self._codes: dict[str, tuple[Subset, str]] = {}
        self._place = place
        self._by_face: dict[Face, Subset] = {}

    @property
    def subsets(self) -> list[Subset]:
        """Those made for this letter."""
        return list(self._by_face.values())

    def write(self, texts: Sequence[Text], title: Text | None) -> bytes:
        """The texts of a page as one text object; the title stands behind the first of them."""
        operators = ["BT"]
        body = self._body
        for place, text in enumerate(texts):
            operators.append(body.show(text) or show(text, self._runs(text.text)))
            if place == 0 and title is not None:
                operators.append(self._title.show(title) or "")  # a form's title font holds its title
        operators.append("ET\n")
        return "\n".join(operators).encode("ascii")

    def _runs(self, text: str) -> Iterable[tuple[Subset, str]]:
        body = self._body
        for piece in body.split(text):
            subset = body.subset_of(piece)
            if subset is None:
                yield from self._own_runs(piece)
            else:
                yield subset, body.encode(piece)

    def _own_runs(self, piece: str) -> Iterable[tuple[Subset, str]]:
        taken = [self._codes.get(character) or self._take_in(character) for character in piece]
        for subset, run in groupby(taken, itemgetter(0)):
            yield subset, "".join([code for _, code in run])

    def _take_in(self, character: str) -> tuple[Subset, str]:
        face, glyph = self._chain.find(character)
        subset = self._by_face.get(face)
        if subset is None:
            subset = self._by_face[face] = Subset(face, self._place + len(self._by_face))
        taken = self._codes[character] = subset, subset.add(character, glyph)
        return taken


def show(text: Text, runs: Iterable[tuple[Subset, str]]) -> str:
    """The operators that show a text; ``runs`` are its codes in pieces of one font each."""
    shown = [f"/F{subset.place} {text.size:g} Tf\n<{codes}> Tj" for subset, codes in runs]
    return f"{text.space:.3f} Tc 1 0 0 1 {text.x:.2f} {text.y:.2f} Tm\n" + "\n".join(shown)
