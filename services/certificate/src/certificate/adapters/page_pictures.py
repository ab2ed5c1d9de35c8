"""Pages of signed letters as pictures, for WeChat and the preview (B14).

Only what was signed here and has the right digest is drawn. PDFium must not be entered by two threads at once: one
thread draws, and requests wait for it.
"""

import asyncio
from io import BytesIO
from typing import Final

import pypdfium2
import structlog

from certificate.adapters.signed_letters import read_signed_letter
from certificate.domain.certificate import PageNotFound, SignedLetterDamaged
from certificate.resources import Resources

log = structlog.get_logger()

DOTS_PER_INCH: Final = 110
POINTS_PER_INCH: Final = 72


async def picture_of_page(resources: Resources, object_key: str, sha256: bytes, number: int) -> bytes:
    """One page as a PNG.

    Args:
        resources: The service's.
        object_key: Where the letter is.
        sha256: The letter's digest.
        number: The page, from 1.

    Raises:
        PageNotFound: The letter has fewer pages.
        SignedLetterDamaged: The object store does not hold what was signed.
        DependencyAway: The object store does not answer.
    """
    if number < 1:
        raise PageNotFound
    held = resources.page_cache.get((sha256, number))
    if held is not None:
        return held
    pdf = await read_signed_letter(resources, object_key, sha256)
    try:
        picture = await asyncio.get_running_loop().run_in_executor(resources.page_drawer, _draw, pdf, number)
    except pypdfium2.PdfiumError:
        log.exception("signed_letter.not_drawn", key=object_key)
        raise SignedLetterDamaged(retry_after=60) from None
    resources.page_cache.put((sha256, number), picture)
    return picture


def _draw(pdf: bytes, number: int) -> bytes:
    with pypdfium2.PdfDocument(pdf) as document:
        if number > len(document):
            raise PageNotFound
        document.init_forms()  # the seal is the appearance of the signature's field
        page = document[number - 1]
        picture = page.render(scale=DOTS_PER_INCH / POINTS_PER_INCH, may_draw_forms=True).to_pil()
    encoded = BytesIO()
    picture.convert("RGB").save(encoded, "PNG")
    return encoded.getvalue()
