"""What this service is made of."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from kernel.db import Database
from kernel.sealed import EventSealer
from kernel.service import Service
from kernel.storage import Storage

from kernel import clock
from signing import commands
from signing.checks import SignatureWrong
from signing.consumers import certificate
from signing.domain.errors import LetterImpossible
from signing.domain.facts import LetterFacts
from signing.keys.configured import open_key
from signing.keys.signing_key import KeyUnusable, SigningKey, expires_soon
from signing.letters import LETTER_TYPES
from signing.letters.template import TemplateError
from signing.press import LetterPress
from signing.rendering.fonts import FaceFile, FontChain, FontUnusable
from signing.rendering.renderer import Renderer
from signing.rendering.seal import Seal
from signing.rendering.watermark import Watermark
from signing.resources import Resources
from signing.settings import SigningSettings
from signing.signature.letter_signer import LetterSigner

log = structlog.get_logger()

MIGRATIONS = Path(__file__).parents[2] / "migrations"
EXPIRY_CHECK_SECONDS = 3600


def open_press(settings: SigningSettings) -> LetterPress:
    """Load fonts, texts and key, and make a letter of each type for a trial; 0.7 s.

    Raises:
        KeyUnusable: see ``open_key``.
        FontUnusable: a font is not installed or not readable.
        TemplateError: a letter's text cannot be used.
        LetterImpossible: a character of the issuer's name or of the texts has no glyph.
        SignatureWrong: a letter made for a trial does not pass the checks.
    """
    for face in settings.fonts:
        if not face.path.is_file():
            raise FontUnusable(f"the font {face.path} is not installed")
    faces = [FaceFile(face.path, face.index, frozenset(face.without)) for face in settings.fonts]
    fonts = FontChain("letter", faces)
    renderer = Renderer(
        fonts=fonts,
        seal=Seal.of(settings.issuer, fonts, number=settings.seal_number),
        watermark=Watermark.of(fonts),
        public_url=settings.public_url.rstrip("/"),
    )
    texts = {code: letter_type.template(settings.texts_dir) for code, letter_type in LETTER_TYPES.items()}
    signer = LetterSigner(open_key(settings), reason=settings.reason, location=settings.location)
    press = LetterPress(renderer, texts, signer)
    press.rehearse(rehearsal_facts(settings))
    return press


def rehearsal_facts(settings: SigningSettings) -> LetterFacts:
    """A letter to nobody, with every passage of the texts in it."""
    today = clock.china_date(clock.now())
    return LetterFacts(
        certificate_type="custody",
        name="张三",
        id_number="000000000000000000",
        sex="男",
        archive_type="unit",
        archive_number="0",
        number="0",
        display_number="证信〔0000〕00000000号",
        check_code="0",
        issued_on=today,
        issuer=settings.issuer,
        sandbox=settings.sandbox,
        purpose="试签",
        receiver="试签",
        archived_since=today,
    )


@asynccontextmanager
async def open_resources(settings: SigningSettings) -> AsyncIterator[Resources]:
    """Open what a process needs; ends the process with a clear message when no letter could be made."""
    lane = ThreadPoolExecutor(1, thread_name_prefix="press")
    try:
        press = await asyncio.get_running_loop().run_in_executor(lane, open_press, settings)
    except (KeyUnusable, FontUnusable, TemplateError, LetterImpossible, SignatureWrong) as error:
        raise SystemExit(f"signing: {error}") from error
    log.info("key.loaded", key_id=press.key.key_id, algorithm=press.key.algorithm)
    opened = Resources(
        settings=settings,
        database=Database(settings.database_url, size=settings.database_pool),
        certificates=Storage(settings.certificates_s3),
        event_sealer=EventSealer(settings.event_keys),
        press=press,
        lane=lane,
    )
    try:
        yield opened
    finally:
        lane.shutdown(wait=False, cancel_futures=True)
        opened.certificates.close()
        await opened.database.dispose()


async def watch_expiry(resources: Resources) -> None:
    """Raise the alarm, hourly, while a certificate has less than 30 days left."""
    while True:
        warn_of_expiry(resources.press.key)
        await asyncio.sleep(EXPIRY_CHECK_SECONDS)


def warn_of_expiry(key: SigningKey) -> None:
    """Log it when a certificate has less than 30 days left."""
    if expires_soon(key, clock.now()):
        ends = min(certificate.not_valid_after_utc for certificate in key.chain)
        log.error("key.expires_soon", key_id=key.key_id, expires_on=clock.china_date(ends).isoformat())


service = Service(
    name="signing",
    settings=SigningSettings,
    open=open_resources,
    consumers=(certificate.consumer,),
    jobs=(watch_expiry,),
    commands=commands.cli,
    migrations=MIGRATIONS,
)
