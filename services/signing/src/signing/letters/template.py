"""The letters' texts: files with named places that the centre edits without touching code.

A blank line ends a paragraph. ``# `` begins the title, ``> `` a paragraph without indent (the addressee); any other
paragraph is indented by two characters. ``{place}`` prints a fact. What stands between ``[`` and ``]`` is printed only
if none of its places is empty; a paragraph of which nothing is left is not printed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from signing.domain.facts import PLACES

PLACE = re.compile(r"\{(\w+)\}")
PIECES = re.compile(r"\[([^\[\]]*)\]|([^\[\]]+)")


class TemplateError(ValueError):
    """A text cannot be used; found when the process starts, not when a letter is due."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a paragraph; ``optional`` ones vanish when a place of theirs is empty."""

    text: str
    optional: bool
    places: tuple[str, ...]
    """The names of its places."""

    def fill(self, places: Mapping[str, str]) -> str:
        """The passage as it is printed; facts are put in literally."""
        if self.optional and not all(map(places.__getitem__, self.places)):
            return ""
        return self.text.format_map(places)


@dataclass(frozen=True, slots=True, repr=False)
class Paragraph:
    """A paragraph as printed; ``indented`` ones begin two characters in."""

    text: str
    indented: bool


@dataclass(frozen=True, slots=True)
class Template:
    """A letter's text: title and paragraphs."""

    title: str
    paragraphs: tuple[tuple[bool, tuple[Passage, ...]], ...]
    """Whether each paragraph is indented, and its passages."""

    def literals(self) -> str:
        """What stands in the text itself, whatever the facts are."""
        passages = (passage.text for _, passages in self.paragraphs for passage in passages)
        return PLACE.sub("", "".join(passages))

    def fill(self, places: Mapping[str, str]) -> list[Paragraph]:
        """The paragraphs of one letter."""
        return [
            Paragraph(text, indented)
            for indented, passages in self.paragraphs
            if (text := "".join([passage.fill(places) for passage in passages]))
        ]


def parse(source: str, *, name: str) -> Template:
    """Read a text; ``name`` says in errors which file is at fault.

    Raises:
        TemplateError: no title, an unknown place, brackets that do not match.
    """
    title = ""
    paragraphs: list[tuple[bool, tuple[Passage, ...]]] = []
    for block in re.split(r"\n\s*\n", source.strip()):
        text = "".join(line.strip() for line in block.splitlines())
        if text.startswith("#"):
            title = text.removeprefix("#").strip()
        else:
            indented = not text.startswith(">")
            paragraphs.append((indented, _passages(text.removeprefix(">").strip(), name)))
    if not title or not paragraphs:
        raise TemplateError(f"{name}: a letter needs a title (# …) and a paragraph")
    return Template(title, tuple(paragraphs))


def _passages(text: str, name: str) -> tuple[Passage, ...]:
    passages = tuple(
        Passage(inner, optional=match[1] is not None, places=tuple(PLACE.findall(inner)))
        for match in PIECES.finditer(text)
        if (inner := match[1] if match[1] is not None else match[2]) is not None
    )
    if "".join(f"[{p.text}]" if p.optional else p.text for p in passages) != text:
        raise TemplateError(f"{name}: brackets do not match in {text!r}")
    if unknown := set(PLACE.findall(text)) - PLACES.keys():
        raise TemplateError(f"{name}: unknown places {sorted(unknown)}")
    if any(brace in PLACE.sub("", text) for brace in "{}"):
        raise TemplateError(f"{name}: a brace without a place in {text!r}")
    return passages
