"""Identity's wiring."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from kernel.client import ServiceClient
from kernel.db import Database
from kernel.sealed import BlindIndex, EventSealer, KeyRing, Sealer
from kernel.service import Service
from kernel.storage import Storage

from identity import jobs
from identity.adapters.sandbox_face import SandboxFaceProvider
from identity.api import (
    agreements,
    captchas,
    face_sessions,
    identity_reviews,
    internal,
    keys,
    me,
    my_sessions,
    password_resets,
    phone_recoveries,
    registrations,
    sessions,
    staff_accounts,
)
from identity.consumers import archive, notification
from identity.domain.face import FaceProvider
from identity.handlers.make_sandbox_staff import SandboxLeftOver, make_sandbox_staff, refuse_sandbox_staff
from identity.hashing import PasswordHashes
from identity.resources import Resources
from identity.settings import Settings
from identity.tokens import AccessTokens
from identity.verifier import SessionVerifier


@asynccontextmanager
async def open_resources(settings: Settings) -> AsyncIterator[Resources]:
    """Open what a process works with, and close it at the end.

    Raises:
        SandboxLeftOver: the production profile found a stand-in or one of the sandbox's accounts.
    """
    tokens = AccessTokens.load(settings.token_key_file, create=settings.sandbox)
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url, size=settings.database_pool)
        stack.push_async_callback(database.dispose)
        archive_client = ServiceClient(settings.archive_url, settings.internal_token, name="archive")
        stack.push_async_callback(archive_client.close)
        certificate_client = ServiceClient(settings.certificate_url, settings.internal_token, name="certificate")
        stack.push_async_callback(certificate_client.close)
        evidence = Storage(settings.evidence_s3)
        stack.callback(evidence.close)
        passwords = PasswordHashes(threads=settings.password_threads, queue=settings.password_queue)
        stack.callback(passwords.close)
        pictures = ThreadPoolExecutor(settings.picture_threads, thread_name_prefix="pictures")
        stack.callback(pictures.shutdown, wait=False, cancel_futures=True)
        resources = Resources(
            settings=settings,
            database=database,
            archive=archive_client,
            certificate=certificate_client,
            evidence=evidence,
            sealer=Sealer(KeyRing.parse(settings.seal_keys)),
            index=BlindIndex(settings.index_key),
            events=EventSealer(settings.event_keys),
            passwords=passwords,
            pictures=pictures,
            tokens=tokens,
            face_provider=_face_provider(settings, database),
            verifier=SessionVerifier(tokens, database),
        )
        await (make_sandbox_staff if settings.sandbox else refuse_sandbox_staff)(resources)
        yield resources


def _face_provider(settings: Settings, database: Database) -> FaceProvider:
    if not settings.sandbox:
        raise SandboxLeftOver("ZHENGXIN_FACE_PROVIDER: the sandbox's face provider checks nothing; name a real one")
    return SandboxFaceProvider(database)


service = Service(
    name="identity",
    settings=Settings,
    open=open_resources,
    routers=(
        agreements.router,
        captchas.router,
        registrations.router,
        face_sessions.router,
        sessions.router,
        password_resets.router,
        phone_recoveries.router,
        me.router,
        my_sessions.router,
        identity_reviews.router,
        staff_accounts.router,
        keys.router,
        internal.router,
    ),
    consumers=(archive.consumer, notification.consumer),
    jobs=(jobs.delete_due_evidence, jobs.sweep),
    migrations=Path(__file__).parents[2] / "migrations",
)
