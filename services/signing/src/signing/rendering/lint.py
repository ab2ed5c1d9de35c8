"""What a letter may consist of: refused before it is signed if anything else is in it.

Lists of what is allowed, not of what is forbidden: no script, link, attachment, optional content, transparency or font
that is not embedded can be there without a key that is not on these lists.
"""

from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.domain.errors import LetterRefused

CATALOG = frozenset({"/Type", "/Pages", "/Lang", "/PageMode", "/Outlines"})
INFORMATION = frozenset(
    {"/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer", "/CreationDate", "/ModDate", "/Trapped"}
)
TREE = frozenset({"/Type", "/Kids", "/Count"})
PAGE = frozenset({"/Type", "/Parent", "/MediaBox", "/Contents", "/Resources", "/Rotate", "/Trans"})
CONTENT = frozenset({"/Length", "/Filter"})
RESOURCES = frozenset({"/Font", "/ProcSet"})
FONT = frozenset(
    {
        "/Type",
        "/Subtype",
        "/Name",
        "/BaseFont",
        "/FirstChar",
        "/LastChar",
        "/Widths",
        "/ToUnicode",
        "/FontDescriptor",
    }
)


def lint(letter: PdfFileReader, *, pages: int) -> None:
    """Look through the letter.

    Raises:
        LetterRefused: it holds something that a letter must not hold, or not the pages that were drawn.
    """
    _only(letter.root, CATALOG, "catalog")
    _only(letter.trailer["/Info"], INFORMATION, "information")
    _only(letter.root["/Pages"], TREE, "page tree")
    found = letter.root["/Pages"]["/Kids"]
    if len(found) != pages:
        raise LetterRefused(reason=f"{len(found)} pages instead of {pages}")
    for page in (reference.get_object() for reference in found):
        _only(page, PAGE, "page")
        _only(page["/Contents"], CONTENT, "page content")
        _only(page["/Resources"], RESOURCES, "resources")
        if page.get("/Trans"):
            raise LetterRefused(reason="page transition")
        for font in page["/Resources"]["/Font"].values():
            _lint_font(font.get_object())


def _lint_font(font: DictionaryObject) -> None:
    _only(font, FONT, "font")
    if "/FontFile2" not in font["/FontDescriptor"] or "/ToUnicode" not in font:
        raise LetterRefused(reason="font not embedded")


def _only(found: DictionaryObject, allowed: frozenset[str], where: str) -> None:
    """Raises LetterRefused for a key that is not on the list."""
    if strange := set(found) - allowed:
        raise LetterRefused(reason=f"{where}: {', '.join(sorted(strange))}")
