"""The chains of faces in which letters are set."""

from dataclasses import dataclass
from pathlib import Path

from signing.fonts.chain import FontChain
from signing.fonts.errors import FontUnusable
from signing.fonts.face import Face
from signing.fonts.sources import BODY, TITLE, Source


@dataclass(frozen=True, slots=True)
class LetterFonts:
    """Both chains share their faces."""

    body: FontChain
    title: FontChain


def open_fonts(folder: Path) -> LetterFonts:
    """Map the prepared fonts in the folder; 2 ms.

    Raises:
        FontUnusable: one is missing or damaged; the message says which package it comes from and how to prepare it.
    """
    body = [_opened(source, folder) for source in BODY]
    return LetterFonts(body=FontChain(body), title=FontChain([_opened(TITLE, folder), *body]))


def _opened(source: Source, folder: Path) -> Face:
    path = source.prepared(folder)
    if not path.is_file():
        raise FontUnusable(
            f"the font {path} is not prepared: run `python -m signing fonts prepare` "
            f"(it is made from the package {source.package})"
        )
    return Face.open(path)
