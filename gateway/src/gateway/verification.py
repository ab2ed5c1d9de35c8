"""The page on which a receiver sees whether a letter is genuine: rendered here, without any script (B15)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import parse_qs, quote, unquote

from kernel.clock import CHINA, now
from starlette.responses import Response

from gateway.pages import Pages
from gateway.proxy import Proxy
from gateway.routing import Upstream

PATTERN = "/verify/{number}"
_PREFIX = "/verify"
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
        found = _YEAR_AND_SERIAL.search(self.number)
        return f"证信〔{found[1]}〕{found[2]}号" if found else self.number


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

    def __init__(self, pages: Pages, proxy: Proxy) -> None:
        self._pages = pages
        self._proxy = proxy

    async def answer(self, asked: Question) -> Response:
        """The form, or what the register says about a letter.

        Raises:
            UpstreamAway: certificate does not answer.
        """
        verdict = await self._verdict(asked) if asked.complete else None
        for name in ("issued_on", "valid_until"):
            if verdict and verdict.get(name):
                verdict[name] = _chinese_date(date.fromisoformat(verdict[name]))
        at = now().astimezone(CHINA)
        answer = self._pages.html("verify.html", asked=asked, verdict=verdict, asked_at=_chinese_time(at))
        answer.headers["cache-control"] = "no-store"
        answer.headers["x-robots-tag"] = "noindex"
        return answer

    async def _verdict(self, asked: Question) -> dict[str, str]:
        number = asked.canonical_number
        if number is None:
            return {"status": "not_found"}
        path = f"/api/verifications/{quote(number, safe='')}?code={quote(asked.code, safe='')}"
        verdict: dict[str, str] = await self._proxy.ask(Upstream.CERTIFICATE, path)
        return verdict


def _chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _chinese_time(at: datetime) -> str:
    return f"{_chinese_date(at.date())} {at:%H:%M}"
