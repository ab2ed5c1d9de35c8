"""The page on which a receiver sees whether a letter is genuine: rendered here, whole without any script (B15)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import parse_qs, quote, unquote, urlencode

from kernel.clock import CHINA, now
from starlette.responses import Response

from gateway.body import RequestBody
from gateway.errors import UpstreamAway
from gateway.pages import Pages
from gateway.proxy import Proxy
from gateway.routing import Upstream

PATTERN: Final = "/verify/{number}"
FILE_BYTES: Final = 10 * 1024 * 1024
"""More than certificate takes, so that its own words about a file that is too large reach the page."""

_PREFIX = "/verify"
_FILE_SECONDS = 30
_LONGEST_NUMBER, _LONGEST_CODE = 40, 40
_YEAR_AND_SERIAL = re.compile(r"(\d{4})\D{1,3}(\d{8,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Question:
    """What a receiver has typed or scanned."""

    number: str
    code: str

    @property
    def complete(self) -> bool:
        """Whether there is something to ask about; without it the form is shown."""
        return bool(self.number and self.code)

    @property
    def canonical_number(self) -> str | None:
        """``ZX-2026-00000123`` for that and for ``证信〔2026〕00000123号`` as people type them, if it is either."""
        found = _YEAR_AND_SERIAL.search(self.number)
        return f"ZX-{found[1]}-{found[2]}" if found else None

    @property
    def display_number(self) -> str:
        """As printed on the letter."""
        return _printed(self.number)

    @property
    def missing(self) -> str | None:
        """The field that is still to be filled in where only the other one is."""
        if self.number and not self.code:
            return "code"
        return "number" if self.code and not self.number else None

    @property
    def address(self) -> str:
        """This question's own address."""
        if not self.complete:
            return _PREFIX
        return f"{_PREFIX}?{urlencode({'number': self.number, 'c': self.code})}"


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What is said about an uploaded file: its letter's status, ``other`` (than the one asked about), ``unknown``."""

    kind: str
    display_number: str = ""


def question(path: str, query: bytes) -> Question | None:
    """What is asked by an address: ``/verify``, ``/verify?number=&c=`` or ``/verify/{number}?c=``; else nothing."""
    if path != _PREFIX and not (path.startswith(f"{_PREFIX}/") and path.count("/") == 2):
        return None
    fields = (
        parse_qs(query.decode(errors="replace"), max_num_fields=20, errors="replace") if query.count(b"&") < 20 else {}
    )
    number = unquote(path.removeprefix(_PREFIX).removeprefix("/")) or fields.get("number", [""])[0]
    return Question(_typed(number, _LONGEST_NUMBER), _typed(fields.get("c", [""])[0], _LONGEST_CODE))


def _typed(text: str, longest: int) -> str:
    """Full-width letters made plain, what cannot be printed dropped, cut where no real one is as long."""
    plain = unicodedata.normalize("NFKC", text[: 2 * longest])
    return "".join(sign for sign in plain if sign.isprintable()).strip()[:longest]


class VerificationPage:
    """Asks certificate and shows its answer."""

    def __init__(self, pages: Pages, proxy: Proxy, *, public_origin: str) -> None:
        self._pages = pages
        self._proxy = proxy
        self._host = public_origin.partition("://")[2]

    async def answer(self, asked: Question) -> Response:
        """The form, or what the register says about a letter.

        Raises:
            UpstreamAway: certificate does not answer.
        """
        return self._render(asked, await self._verdict(asked))

    async def answer_file(self, asked: Question, body: RequestBody, content_type: str) -> Response:
        """The same page after a PDF was uploaded to it, which browsers without script do.

        Raises:
            UpstreamAway: certificate does not answer.
            BodyTooLarge, BodyTooSlow, ClientGone: as :class:`RequestBody` says.
        """
        status, said = await self._proxy.hand_on(
            Upstream.CERTIFICATE, "/api/verifications", body, content_type, seconds=_FILE_SECONDS
        )
        verdict = await self._verdict(asked)
        if status == 413:
            return self._render(asked, verdict, file_problem=said["detail"])
        if status == 422:
            return self._render(asked, verdict, file_problem="请选择证明信的PDF文件")
        if status != 200:
            raise UpstreamAway(retry_after=5)
        return self._render(asked, verdict, file=_file_verdict(said, asked if _known(verdict) else None))

    async def _verdict(self, asked: Question) -> dict[str, Any] | None:
        if not asked.complete:
            return None
        number = asked.canonical_number
        if number is None:
            return {"status": "not_found"}
        path = f"/api/verifications/{quote(number, safe='')}?code={quote(asked.code, safe='')}"
        verdict: dict[str, Any] = await self._proxy.ask(Upstream.CERTIFICATE, path)
        for name in ("issued_on", "valid_until"):
            if verdict.get(name):
                verdict[name] = _chinese_date(date.fromisoformat(verdict[name]))
        return verdict

    def _render(
        self,
        asked: Question,
        verdict: dict[str, Any] | None,
        *,
        file: FileVerdict | None = None,
        file_problem: str | None = None,
    ) -> Response:
        answer = self._pages.html(
            "verify.html",
            asked=asked,
            action=asked.address,
            verdict=verdict,
            missing=asked.missing,
            odd_number=asked.complete and asked.canonical_number is None,
            file=file,
            file_problem=file_problem,
            host=self._host,
            asked_at=_chinese_time(now().astimezone(CHINA)),
        )
        answer.headers["cache-control"] = "no-store"
        answer.headers["x-robots-tag"] = "noindex"
        return answer


def _known(verdict: dict[str, Any] | None) -> bool:
    return verdict is not None and verdict["status"] != "not_found"


def _file_verdict(said: dict[str, Any], asked: Question | None) -> FileVerdict:
    if not said["issued"]:
        return FileVerdict("unknown")
    kind = said["status"] if asked is None or asked.canonical_number == said["number"] else "other"
    return FileVerdict(kind, _printed(said["number"]))


def _printed(number: str) -> str:
    found = _YEAR_AND_SERIAL.search(number)
    return f"证信〔{found[1]}〕{found[2]}号" if found else number


def _chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _chinese_time(at: datetime) -> str:
    return f"{_chinese_date(at.date())} {at:%H:%M}"
