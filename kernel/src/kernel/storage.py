"""Objects in S3, by the minio SDK in a small pool of threads (it blocks)."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

import structlog
import urllib3
from minio import Minio
from minio.error import InvalidResponseError, MinioException, S3Error
from urllib3.exceptions import HTTPError

from kernel.errors import DependencyAway
from kernel.settings import S3Settings

log = structlog.get_logger()

_MISSING = {"NoSuchKey", "NoSuchObject", "NotFound"}
_PIECE = 256 * 1024
T = TypeVar("T")


class ObjectMissing(Exception):
    """There is no object under this key."""


class Storage:
    """One bucket. Keys are content-addressed by their users: a put never changes what a key holds."""

    def __init__(self, settings: S3Settings, *, threads: int = 8) -> None:
        self.bucket = settings.bucket
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=f"s3-{settings.bucket}")
        self._client = Minio(
            settings.endpoint,
            access_key=settings.access_key,
            secret_key=settings.secret_key.get_secret_value(),
            secure=settings.secure,
            region=settings.region,
            http_client=urllib3.PoolManager(
                maxsize=threads,
                timeout=urllib3.Timeout(connect=3, read=20),
                retries=urllib3.Retry(total=1, backoff_factor=0.1, status_forcelist=[502, 503, 504]),
            ),
        )

    async def put(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> None:
        """Store an object.

        Raises:
            DependencyAway: the server does not take it.
        """
        try:
            await self._run(
                lambda: self._client.put_object(
                    self.bucket, key, io.BytesIO(data), len(data), content_type=content_type, part_size=0
                )
            )
        except ObjectMissing:  # some servers say so of a missing bucket
            raise DependencyAway("storage") from None

    async def get(self, key: str) -> bytes:
        """Fetch an object whole.

        Raises:
            ObjectMissing: there is none.
            DependencyAway: the server does not answer.
        """
        return await self._run(lambda: self._read(key))

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        """Fetch an object in pieces of 256 KiB; errors as :meth:`get`, before the first piece."""
        response = await self._run(lambda: self._client.get_object(self.bucket, key))
        try:
            while piece := await self._run(lambda: response.read(_PIECE)):
                yield piece
        finally:
            response.close()
            response.release_conn()

    async def exists(self, key: str) -> bool:
        """Whether there is an object under a key."""
        try:
            await self._run(lambda: self._client.stat_object(self.bucket, key))
        except ObjectMissing:
            return False
        return True

    async def delete(self, key: str) -> None:
        """Remove an object; a missing one is no error."""
        await self._run(lambda: self._client.remove_object(self.bucket, key))

    async def keys(self, prefix: str = "") -> list[tuple[str, datetime]]:
        """The keys that begin with ``prefix``, each with the time of its last change.

        Raises:
            DependencyAway: the server does not answer.
        """

        def listed() -> list[tuple[str, datetime]]:
            found = self._client.list_objects(self.bucket, prefix, recursive=True)
            return [(item.object_name, item.last_modified) for item in found if item.object_name and item.last_modified]

        return await self._run(listed)

    async def ping(self) -> None:
        """Ask for a sign of life.

        Raises:
            DependencyAway: there is none, or the bucket is missing.
        """
        if not await self._run(lambda: self._client.bucket_exists(self.bucket)):
            raise DependencyAway("storage")

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _read(self, key: str) -> bytes:
        response = self._client.get_object(self.bucket, key)
        try:
            return bytes(response.read())
        finally:
            response.close()
            response.release_conn()

    async def _run(self, call: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, call)
        except S3Error as error:
            if error.code in _MISSING:
                raise ObjectMissing from None
            raise self._away(error) from error
        except InvalidResponseError as error:
            # Some servers answer a get of a missing key without S3's error document.
            if getattr(error, "_code", None) == 404:
                raise ObjectMissing from None
            raise self._away(error) from error
        except (MinioException, HTTPError, OSError) as error:
            raise self._away(error) from error

    def _away(self, error: Exception) -> DependencyAway:
        log.warning("storage.away", bucket=self.bucket, error=type(error).__name__)
        return DependencyAway("storage")
