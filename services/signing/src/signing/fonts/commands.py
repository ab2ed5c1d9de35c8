"""``python -m signing fonts …``, and quicker, for the set-up, ``python -m signing.fonts …``."""

import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from signing.domain.errors import GlyphMissing
from signing.fonts.errors import FontUnusable
from signing.fonts.letter_fonts import LetterFonts, open_fonts
from signing.fonts.prepare import is_prepared
from signing.fonts.prepare import prepare as prepare_fonts
from signing.settings import FontSettings

cli = typer.Typer(no_args_is_help=True, help="Prepare the letters' fonts, and see what they draw.")


@cli.command()
def prepare(
    fetch: Annotated[bool, typer.Option(help="Download the packages of fonts that the machine lacks.")] = False,
    processes: Annotated[int | None, typer.Option(min=1, help="As many at once; else one for each processor.")] = None,
) -> None:
    """Prepare the fonts, unless that is done; takes 20 s of one processor's time."""
    folder = FontSettings().fonts_dir
    with _explained():
        if is_prepared(folder):
            return  # without a lock, which a reader of somebody else's fonts could not take
        if prepare_fonts(folder, fetch=typer.echo if fetch else None, progress=_show, processes=processes):
            typer.echo(f"fonts prepared in {folder}")


@cli.command(name="list")
def list_faces() -> None:
    """List the faces of the letters, in the order in which they are tried."""
    fonts = _opened()
    for use, chain in (("title", fonts.title.faces[:1]), ("body", fonts.body.faces)):
        for face in chain:
            typer.echo(f"{use:6}{face.name:20}{len(face.characters()):7,} characters")


@cli.command()
def cover(text: str) -> None:
    """Say which face draws each character of a text; exit status 1 when one has no glyph."""
    fonts = _opened()
    missing = False
    for character in dict.fromkeys(text):
        try:
            drawn_by = fonts.body.find(character)[0].name
        except GlyphMissing:
            drawn_by, missing = "NOTHING", True
        name = unicodedata.name(character, "")
        typer.echo(f"{character}  U+{ord(character):04X}  {drawn_by}  {name}")
    raise typer.Exit(1 if missing else 0)


@cli.command()
def document(path: Path) -> None:
    """Write docs/glyphs.md: what the fonts draw and what they lack."""
    from signing.fonts.coverage import write_document

    write_document(_opened().body, path)


def _opened() -> LetterFonts:
    with _explained():
        return open_fonts(FontSettings().fonts_dir)


def _show(done: int, total: int) -> None:
    """One line that grows on a terminal; in a log only the end."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\rpreparing fonts: {done:,} of {total:,} glyphs" + ("\n" if done == total else ""))
        sys.stderr.flush()


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except FontUnusable as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
