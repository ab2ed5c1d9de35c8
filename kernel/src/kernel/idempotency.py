"""``Idempotency-Key``: a request that is sent again with its key gives the first one's answer, for 24 hours.

A key is claimed before the work begins, in a short transaction of its own, and its answer is written in the transaction
of the effect: whether or not the commit's answer arrived, a retry finds both or neither. A claim whose process died
lapses; whoever takes it over makes the first one's commit fail. Refusals are not kept: they changed nothing, and are
judged anew. Whoever comes while the first one is being done waits for its answer, holding no connection and no lock.
A key counts for one caller and one route. Without the header nothing is asked of the database.
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from itertools import chain, repeat
from typing import Annotated, Any, Final, Protocol, TypeVar

import structlog
from fastapi import Depends, Header, Request
from pydantic_core import to_json
from sqlalchemy import text
from starlette.datastructures import UploadFile
from starlette.responses import Response

from kernel.auth import PersonClaims, StaffClaims
from kernel.db import Database, Transaction
from kernel.errors import DependencyAway, DomainError, Kind
from kernel.ids import new_id
from kernel.sealed import BlindIndex, Sealer

log = structlog.get_logger()

KEPT: Final = timedelta(hours=24)
LEASE: Final = timedelta(seconds=30)
PATIENCE: Final = 10.0
"""Seconds for which a request waits for the one before it; less than the gateway waits for a route."""
_PAUSES: Final = (0.02, 0.05, 0.1, 0.2, 0.4)
_SWEPT_AT_ONCE = 5000

ResultT = TypeVar("ResultT")

_CLAIM = text(
    """
    INSERT INTO idempotency_key AS held (id, request, claim, claimed_at)
    VALUES (:id, :request, :claim, :now)
    ON CONFLICT (id) DO UPDATE
        SET request = excluded.request, claim = excluded.claim, claimed_at = excluded.claimed_at,
            status = NULL, answer = NULL
        WHERE held.claimed_at < :forgotten OR (held.status IS NULL AND held.claimed_at < :lapsed)
    RETURNING id
    """
)
_LOOK = text("SELECT request, status, answer FROM idempotency_key WHERE id = :id")
_ANSWER = text(
    "UPDATE idempotency_key SET status = :status, answer = :answer WHERE id = :id AND claim = :claim AND status IS NULL"
)
_RELEASE = text("DELETE FROM idempotency_key WHERE id = :id AND claim = :claim AND status IS NULL")
_SWEEP = text(
    """
    DELETE FROM idempotency_key WHERE id IN
        (SELECT id FROM idempotency_key WHERE claimed_at < :forgotten LIMIT :most FOR UPDATE SKIP LOCKED)
    """
)


class KeyReused(DomainError):
    """A key that came with another request before."""

    code = "kernel.idempotency.key_reused"
    kind = Kind.CONFLICT
    message = "该 Idempotency-Key 已用于另一项请求，请更换后重试"


class KeyInProgress(DomainError):
    """The first request with this key has not ended, although it was waited for."""

    code = "kernel.idempotency.in_progress"
    kind = Kind.CONFLICT
    message = "相同的请求正在处理中，请稍后再试"


REFUSALS: Final = (KeyReused, KeyInProgress)
"""What a route that takes the header documents."""


class AnsweredBefore(Exception):
    """Not an error: the request was done before, and this is what it was answered."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


class Resources(Protocol):
    """What a service must hold to take keys."""

    @property
    def database(self) -> Database:
        """Where the table is."""

    @property
    def sealer(self) -> Sealer:
        """Seals the answers."""

    @property
    def index(self) -> BlindIndex:
        """Hashes keys and requests."""


class Once:
    """One request and the key it came with, if any."""

    def __init__(self, resources: Resources | None = None, key_id: bytes = b"", request: bytes = b"") -> None:
        """Without arguments: a request without a key, for which nothing is kept."""
        self._resources = resources
        self._id, self._request, self._claim = key_id, request, new_id()
        self.kept = False

    def keep(
        self, render: Callable[[ResultT], object], *, status: int = 200
    ) -> Callable[[ResultT, Transaction], Awaitable[None]]:
        """What a use case calls in the transaction of its effect: the answer is kept with it.

        Args:
            render: makes the answer's body of the use case's result, as the route will.
            status: the answer's status.
        """

        async def keep_in(result: ResultT, tx: Transaction) -> None:
            await self.keep_answer(render(result), tx, status=status)

        return keep_in

    async def keep_answer(self, answer: object, tx: Transaction, *, status: int = 200) -> None:
        """Keep an answer's body, a model or any JSON value, in this transaction.

        Raises:
            KeyInProgress: This request took so long that another one with the key is on its way.
        """
        if self._resources is None:
            return
        sealed = self._resources.sealer.seal(to_json(answer).decode(), about=self._place)
        values = {"id": self._id, "claim": self._claim, "status": status, "answer": sealed}
        if (await tx.execute(_ANSWER, values)).rowcount != 1:
            raise KeyInProgress(retry_after=1)
        self.kept = True

    async def claim(self, patience: float) -> None:
        """Take the key for this request; while another one has it, wait for that one's answer.

        Args:
            patience: for how many seconds at the most.

        Raises:
            AnsweredBefore: The request was done before, or meanwhile.
            KeyInProgress: It is still being done.
            KeyReused: Another request was done, or is being done, with this key.
        """
        if self._resources is None:
            return
        until = time.monotonic() + patience
        for pause in chain(_PAUSES, repeat(_PAUSES[-1])):
            if await self._claimed(self._resources):
                return
            if time.monotonic() >= until:
                raise KeyInProgress(retry_after=1)
            await asyncio.sleep(pause)

    async def _claimed(self, resources: Resources) -> bool:
        """Whether the key is this request's now; raises AnsweredBefore or KeyReused."""
        async with resources.database.transaction() as tx:
            values = {"id": self._id, "request": self._request, "claim": self._claim, "now": tx.now}
            times = {"forgotten": tx.now - KEPT, "lapsed": tx.now - LEASE}
            if (await tx.execute(_CLAIM, values | times)).first() is not None:
                return True
            held = (await tx.execute(_LOOK, {"id": self._id})).first()
        if held is not None and bytes(held.request) != self._request:
            raise KeyReused
        if held is None or held.status is None:
            return False
        body = resources.sealer.open(held.answer, about=self._place)
        raise AnsweredBefore(Response(body, held.status, media_type="application/json"))

    async def release(self) -> None:
        """Give the key back, unless an answer was kept."""
        if self._resources is None:
            return
        try:
            async with self._resources.database.transaction() as tx:
                await tx.execute(_RELEASE, {"id": self._id, "claim": self._claim})
        except DependencyAway:
            log.warning("idempotency.not_released")  # the claim lapses

    @property
    def _place(self) -> str:
        return f"idempotency_key.answer:{self._id.hex()}"


def once(signed_in: Callable[..., Any], *, patience: float = PATIENCE) -> Callable[..., AsyncIterator[Once]]:
    """A dependency, always of ``scope="function"``: the request's key, claimed for whoever ``signed_in`` finds.

    ``signed_in`` must be the very function that the route itself depends on, so that it is asked once. ``patience`` is
    for how many seconds a request waits for the one before it.
    """

    async def claimed(
        request: Request,
        claims: Annotated[Any, Depends(signed_in)],  # noqa: ANN401 - FastAPI would validate a narrower one
        key: Annotated[
            str | None,
            Header(
                alias="Idempotency-Key",
                pattern=r"^[!-~]{1,255}$",
                description="The same key and body give the same answer for 24 hours; another body is refused.",
            ),
        ] = None,
    ) -> AsyncIterator[Once]:
        if key is None:
            yield Once()
            return
        resources = request.app.state.resources
        endpoint = f"{request.method} {request.scope['route'].path}"  # with {places}: another id there is a reused key
        key_id = resources.index.of("idempotency.key", f"{_caller(claims)}\0{endpoint}\0{key}")
        one = Once(resources, key_id, resources.index.of("idempotency.request", await _digest(request)))
        await one.claim(patience)
        try:
            yield one
        except BaseException:
            await asyncio.shield(one.release())
            raise
        if not one.kept:
            await one.release()

    return claimed


def _caller(claims: PersonClaims | StaffClaims) -> str:
    return f"person:{claims.person_id}" if isinstance(claims, PersonClaims) else f"staff:{claims.username}"


async def _digest(request: Request) -> str:
    """A hash over method, path and body; of a form over its parts, as their boundary is another each time."""
    whole = hashlib.sha256()

    def add(part: bytes) -> None:
        whole.update(hashlib.sha256(part).digest())

    for word in (request.method, request.url.path, request.url.query):
        add(word.encode())
    if request.headers.get("Content-Type", "").startswith(("multipart/", "application/x-www-form-urlencoded")):
        for name, value in (await request.form()).multi_items():
            add(name.encode())
            if isinstance(value, UploadFile):
                add((value.filename or "").encode(errors="surrogatepass"))
                add(await _file_digest(value))
            else:
                add(value.encode(errors="surrogatepass"))
    else:
        add(await request.body())
    return whole.hexdigest()


async def _file_digest(file: UploadFile) -> bytes:
    digest = hashlib.sha256()
    await file.seek(0)
    while piece := await file.read(1 << 20):
        digest.update(piece)
    await file.seek(0)
    return digest.digest()


async def sweep_keys(resources: Resources) -> None:
    """A job of the worker: forget keys after their day."""
    while True:
        while await sweep_some(resources.database) == _SWEPT_AT_ONCE:
            pass
        await asyncio.sleep(3600)


async def sweep_some(database: Database) -> int:
    """Forget a few thousand keys; how many there were."""
    async with database.transaction() as tx:
        swept = await tx.execute(_SWEEP, {"forgotten": tx.now - KEPT, "most": _SWEPT_AT_ONCE})
    return swept.rowcount
