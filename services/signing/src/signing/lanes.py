"""Where letters are made: lanes beside the event loop, which goes on answering broker and database meanwhile.

One lane is a thread of the worker; several are processes of their own, since making letters keeps a core busy. Each
lane opens a press of its own when it gets its first work, and keeps it. A draft waits in the lane that made it, as
copying it from process to process takes longer than making it.
"""

import asyncio
import multiprocessing
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import count
from typing import TypeVar

import structlog

from signing.domain.facts import LetterFacts
from signing.opening import open_press
from signing.pdf.draft import Draft
from signing.press import LetterPress, SignedLetter
from signing.settings import SigningSettings

log = structlog.get_logger()

T = TypeVar("T")

MOST_WAITING = 256
"""Drafts in a lane: those of letters that were given up in between are dropped some day."""

_here = threading.local()
"""The lane that runs this: its settings, the drafts that wait and, once it was needed, its press."""


class LaneLost(Exception):
    """The lane in which a letter was being made is no more; the letter is made again."""


class KeyChanged(Exception):
    """The key was rotated while the letter was being made; it is made again with the new one."""


class DraftGone(Exception):
    """A draft waited so long that others took its place; the letter is made again."""


@dataclass(frozen=True, slots=True)
class KeyInUse:
    """The key that a worker's lanes sign with; ``expires_at`` is the earliest end in its chain."""

    key_id: str
    algorithm: str
    expires_at: datetime


class Lane:
    """One thread or process."""

    def __init__(self, settings: SigningSettings) -> None:
        if settings.lanes == 1:
            self._executor: Executor = ThreadPoolExecutor(1, "lane", initializer=_remember, initargs=(settings,))
        else:
            context = multiprocessing.get_context("spawn")
            self._executor = ProcessPoolExecutor(1, context, initializer=_remember, initargs=(settings,))
        self.busy = 0

    async def run(self, work: Callable[[], T]) -> T:
        """Have the work done; raises LaneLost when the lane is closed, or dies."""
        try:
            future = self._executor.submit(work)
        except RuntimeError as error:  # it died, or was closed
            raise LaneLost(str(error)) from error
        self.busy += 1
        try:
            return await asyncio.wrap_future(future)
        except BrokenExecutor as error:
            raise LaneLost(str(error)) from error
        finally:
            self.busy -= 1

    def close(self, *, drop: bool = False) -> None:
        """End when the work is done; with ``drop``, work that has not begun is not done."""
        self._executor.shutdown(wait=False, cancel_futures=drop)


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """A draft that waits in its lane; ``digest`` is what is to be signed."""

    digest: bytes
    lane: Lane
    ticket: int


class Lanes:
    """A worker's lanes."""

    key: KeyInUse

    def __init__(self, settings: SigningSettings) -> None:
        """Nothing is started before :meth:`open`."""
        self._settings = settings
        self._lanes: list[Lane] = []
        self._opening = asyncio.Lock()
        self._tickets = count()

    async def open(self) -> None:
        """Start lanes with the key that is current now, and end those that ran before when they have done their work.

        Raises:
            KeyUnusable, ValidationUnusable, FontUnusable, TemplateError, LetterImpossible, SignatureWrong: see
                ``open_press``.
        """
        lanes = [Lane(self._settings) for _ in range(self._settings.lanes)]
        try:
            keys = await asyncio.gather(*(lane.run(_describe_key) for lane in lanes))
        except BaseException:
            for lane in lanes:
                lane.close(drop=True)
            raise
        earlier, self._lanes, self.key = self._lanes, lanes, keys[0]
        for lane in earlier:
            lane.close()
        log.info("key.loaded", key_id=self.key.key_id, algorithm=self.key.algorithm)

    def close(self) -> None:
        """End the lanes; work that has not begun is dropped."""
        for lane in self._lanes:
            lane.close(drop=True)

    async def draft(self, facts: LetterFacts, *, signed_at: datetime) -> WaitingDraft:
        """See :meth:`LetterPress.draft`; it waits in the lane that had least to do."""
        lane = min(await self._ready(), key=lambda lane: lane.busy)
        ticket = next(self._tickets)
        digest = await self._in(lane, partial(_draft, ticket, facts, signed_at))
        return WaitingDraft(digest, lane, ticket)

    async def sign(self, draft: WaitingDraft, key_id: str) -> bytes:
        """See :meth:`LetterPress.sign`; ``key_id`` is the key that stands in the job.

        Raises:
            KeyChanged: the lane has another one by now.
            LaneLost: the lane is no more.
        """
        return await self._in(draft.lane, partial(_sign, draft.ticket, key_id))

    async def finish(self, draft: WaitingDraft, key_id: str, signature: bytes, token: bytes | None) -> SignedLetter:
        """See :meth:`LetterPress.finish`; raises KeyChanged and LaneLost like :meth:`sign`."""
        return await self._in(draft.lane, partial(_finish, draft.ticket, key_id, signature, token))

    async def certify(self, draft: WaitingDraft, key_id: str) -> SignedLetter:
        """Sign and finish in one go, where no time-stamp authority is to be asked in between."""
        return await self._in(draft.lane, partial(_certify, draft.ticket, key_id))

    async def _in(self, lane: Lane, work: Callable[[], T]) -> T:
        try:
            return await lane.run(work)
        except LaneLost:
            if lane in self._lanes:  # the first to notice
                log.warning("lane.lost")
                lost, self._lanes = self._lanes, []
                for each in lost:
                    each.close()
            raise

    async def _ready(self) -> Sequence[Lane]:
        """The lanes; started anew when one was lost."""
        async with self._opening:
            if not self._lanes:
                await self.open()
            return self._lanes


def _remember(settings: SigningSettings) -> None:
    _here.settings = settings
    _here.press = None
    _here.drafts = {}


def _press() -> LetterPress:
    if _here.press is None:
        _here.press = open_press(_here.settings)
    press: LetterPress = _here.press
    return press


def _describe_key() -> KeyInUse:
    key = _press().key
    return KeyInUse(key.key_id, key.algorithm, min(certificate.not_valid_after_utc for certificate in key.chain))


def _draft(ticket: int, facts: LetterFacts, signed_at: datetime) -> bytes:
    draft = _press().draft(facts, signed_at=signed_at)
    drafts: dict[int, Draft] = _here.drafts
    if len(drafts) >= MOST_WAITING:
        del drafts[min(drafts)]
    drafts[ticket] = draft
    return draft.digest


def _waiting(ticket: int, key_id: str) -> tuple[LetterPress, Draft]:
    press, draft = _press(), _here.drafts.get(ticket)
    if draft is None:
        raise DraftGone("the draft has waited for too long")
    if press.key.key_id != key_id:
        raise KeyChanged(press.key.key_id)
    return press, draft


def _sign(ticket: int, key_id: str) -> bytes:
    press, draft = _waiting(ticket, key_id)
    return press.sign(draft)


def _finish(ticket: int, key_id: str, signature: bytes, token: bytes | None) -> SignedLetter:
    press, draft = _waiting(ticket, key_id)
    del _here.drafts[ticket]
    return press.finish(draft, signature, token=token)


def _certify(ticket: int, key_id: str) -> SignedLetter:
    press, draft = _waiting(ticket, key_id)
    del _here.drafts[ticket]
    return press.finish(draft, press.sign(draft))
