"""Signing with its own database and bucket, and what its tests do to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg
from kernel.contracts.certificate import ApplicationApproved, LetterWanted
from kernel.contracts.signing import SigningFailed
from kernel.storage import Storage
from kernel.testing import Bus, Lab
from signing.app import service
from signing.settings import SigningSettings

from kernel import clock

FACTS = {
    "name": "张𬭎",
    "id_number": "11010119900307001X",
    "sex": "男",
    "archive_type": "unit",
    "archive_number": "220752019523",
    "purpose": "办理购房贷款手续",
    "receiver": "",
    "number": "202600000123",
    "display_number": "证信〔2026〕00000123号",
    "check_code": "K7QF2M9D",
    "issued_on": "2026-11-22",
}


@dataclass(slots=True)
class Office:
    """Signing with its own database and bucket, and what its tests do to it."""

    lab: Lab
    bus: Bus
    settings: SigningSettings

    def approval(self, kind: type[LetterWanted] = ApplicationApproved, **changes: Any) -> LetterWanted:
        """An approval whose facts are sealed as certificate seals them."""
        application_id = changes.pop("application_id", None) or uuid4()
        number = changes.get("number", FACTS["number"])
        facts = changes.pop("facts", FACTS | {"number": number, "display_number": f"证信〔2026〕{number[4:]}号"})
        usual: dict[str, Any] = {
            "application_id": application_id,
            "person_id": uuid4(),
            "certificate_type": "custody",
            "occurred_at": clock.now(),
            "certificate_id": uuid4(),
            "revision": 1,
            "number": number,
            "facts": self.bus.sealer.seal(kind, application_id, facts),
        }
        return kind(**usual | changes)

    def told(self, event: SigningFailed) -> str:
        """Why there is no letter, as the staff will read it."""
        assert event.details is not None
        message: str = self.bus.sealer.open(event, event.details)["message"]
        return message

    def worker(self, **changes: Any) -> AbstractAsyncContextManager[Any]:
        """A running worker."""
        return self.lab.worker(service, self.settings.model_copy(update=changes))

    async def rows(self, query: str) -> list[asyncpg.Record]:
        """Look into the database."""
        connection = await asyncpg.connect(self.settings.database_url.get_secret_value())
        try:
            return list(await connection.fetch(query))
        finally:
            await connection.close()

    @asynccontextmanager
    async def storage(self) -> AsyncIterator[Storage]:
        """The bucket of the certificates."""
        storage = Storage(self.settings.certificates_s3)
        try:
            yield storage
        finally:
            storage.close()

    async def settled(self, count: int) -> None:
        """Wait until the inbox holds so many messages."""
        for _ in range(1000):
            if (await self.rows("SELECT count(*) FROM inbox"))[0][0] >= count:
                return
            await clock_tick()
        raise AssertionError("the messages were not handled")


async def clock_tick() -> None:
    """A moment for the others."""
    await asyncio.sleep(0.02)
