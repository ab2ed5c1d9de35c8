"""Where letters are made: lanes beside the event loop, which goes on answering broker and database meanwhile.

One lane is a thread of the worker; several are processes of their own, since making letters keeps a core busy. Each
lane opens a press of its own when it gets its first work, and keeps it.
"""

import asyncio
import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog

from signing.domain.facts import LetterFacts
from signing.opening import open_press
from signing.pdf.draft import Draft
from signing.press import LetterPress, SignedLetter
from signing.settings import SigningSettings

log = structlog.get_logger()

T = TypeVar("T")

_here = threading.local()
"""The lane that runs this: its settings and, once it was needed, its press."""


class LaneLost(Exception):
    """A lane's process died under its work; the letter is made again."""


class KeyChanged(Exception):
    """The key was rotated while the letter was being made; it is made again with the new one."""


@dataclass(frozen=True, slots=True)
class KeyInUse:
    """The key that a worker's lanes sign with; ``expires_at`` is the earliest end in its chain."""

    key_id: str
    algorithm: str
    expires_at: datetime


class Lanes:
    """A worker's lanes."""

    key: KeyInUse

    def __init__(self, settings: SigningSettings) -> None:
        """Nothing is started before :meth:`open`."""
        self._settings = settings
        self._executor: Executor | None = None
        self._opening = asyncio.Lock()

    async def open(self) -> None:
        """Start lanes with the key that is current now, and end those that ran before when they have done their work.

        Raises:
            KeyUnusable, FontUnusable, TemplateError, LetterImpossible, SignatureWrong: see ``open_press``.
        """
        executor = _started(self._settings)
        try:
            keys = await asyncio.gather(*(_run(executor, _describe_key) for _ in range(self._settings.lanes)))
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise
        earlier, self._executor, self.key = self._executor, executor, keys[0]
        if earlier is not None:
            earlier.shutdown(wait=False)
        log.info("key.loaded", key_id=self.key.key_id, algorithm=self.key.algorithm)

    def close(self) -> None:
        """End the lanes; work that has not begun is dropped."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)

    async def draft(self, facts: LetterFacts, *, signed_at: datetime) -> Draft:
        """See :meth:`LetterPress.draft`."""
        return await self._in_lane(partial(_draft, facts, signed_at))

    async def sign(self, draft: Draft, key_id: str) -> bytes:
        """See :meth:`LetterPress.sign`; ``key_id`` is the key that stands in the job.

        Raises:
            KeyChanged: the lanes have another one by now.
        """
        return await self._in_lane(partial(_sign, draft, key_id))

    async def finish(self, draft: Draft, key_id: str, signature: bytes, token: bytes | None) -> SignedLetter:
        """See :meth:`LetterPress.finish`; raises KeyChanged like :meth:`sign`."""
        return await self._in_lane(partial(_finish, draft, key_id, signature, token))

    async def certify(self, draft: Draft, key_id: str) -> SignedLetter:
        """Sign and finish in one go, where no time-stamp authority is to be asked in between."""
        return await self._in_lane(partial(_certify, draft, key_id))

    async def _in_lane(self, work: Callable[[], T]) -> T:
        executor = await self._ready()
        try:
            return await _run(executor, work)
        except BrokenExecutor as error:
            if executor is self._executor:  # the first to notice
                self._executor = None
                log.warning("lane.lost")
            raise LaneLost("a lane's process died") from error

    async def _ready(self) -> Executor:
        """The lanes; started anew when they were lost."""
        async with self._opening:
            if self._executor is None:
                await self.open()
        if self._executor is None:
            raise LaneLost("the lanes died again")
        return self._executor


def _started(settings: SigningSettings) -> Executor:
    if settings.lanes == 1:
        return ThreadPoolExecutor(1, thread_name_prefix="lane", initializer=_remember, initargs=(settings,))
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(settings.lanes, mp_context=context, initializer=_remember, initargs=(settings,))


async def _run(executor: Executor, work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(executor, work)


def _remember(settings: SigningSettings) -> None:
    _here.settings = settings
    _here.press = None


def _press() -> LetterPress:
    if _here.press is None:
        _here.press = open_press(_here.settings)
    press: LetterPress = _here.press
    return press


def _describe_key() -> KeyInUse:
    key = _press().key
    return KeyInUse(key.key_id, key.algorithm, min(certificate.not_valid_after_utc for certificate in key.chain))


def _draft(facts: LetterFacts, signed_at: datetime) -> Draft:
    return _press().draft(facts, signed_at=signed_at)


def _press_with(key_id: str) -> LetterPress:
    press = _press()
    if press.key.key_id != key_id:
        raise KeyChanged(press.key.key_id)
    return press


def _sign(draft: Draft, key_id: str) -> bytes:
    return _press_with(key_id).sign(draft)


def _finish(draft: Draft, key_id: str, signature: bytes, token: bytes | None) -> SignedLetter:
    return _press_with(key_id).finish(draft, signature, token=token)


def _certify(draft: Draft, key_id: str) -> SignedLetter:
    press = _press_with(key_id)
    return press.finish(draft, press.sign(draft))
