"""Personal data under lock: sealed values (AES-256-GCM) and blind indexes (HMAC-SHA-256).

A sealed value is text: ``v1.<key id>.<base64url of nonce, ciphertext and tag>``. The associated data (``about``)
binds it to its place, so that a value moved to another row, column or event does not open.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr

if TYPE_CHECKING:
    from kernel.events import Event

_NONCE_BYTES = 12


class SealBroken(Exception):
    """A sealed value that does not open: unknown key, other place, or altered."""


class KeyRing:
    """Keys by id; the first one seals, all of them open. Keys are 32 bytes."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys:
            raise ValueError("a key ring needs a key")
        for key_id, key in keys.items():
            if len(key) != 32 or not key_id.isalnum():
                raise ValueError("a key has 32 bytes and an alphanumeric id")
        self.keys = dict(keys)
        self.current = next(iter(keys))

    @classmethod
    def parse(cls, text: SecretStr) -> "KeyRing":
        """Read ``id:base64,id2:base64``; the first is the current one."""
        pairs = (item.strip().split(":", 1) for item in text.get_secret_value().split(",") if item.strip())
        try:
            return cls({key_id: base64.b64decode(key, validate=True) for key_id, key in pairs})
        except (ValueError, binascii.Error) as error:
            raise ValueError("keys are written id:base64,id2:base64 with 32 bytes each") from error


class Sealer:
    """Seals and opens text for one service's own data at rest."""

    def __init__(self, ring: KeyRing) -> None:
        self._ciphers = {key_id: AESGCM(key) for key_id, key in ring.keys.items()}
        self._prefix = f"v1.{ring.current}."
        self._cipher = self._ciphers[ring.current]

    def seal(self, plain: str, *, about: str) -> str:
        """Seal text for its place ``about``, e.g. ``archive_record.facts:<row id>``."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, plain.encode(), about.encode())
        return self._prefix + base64.urlsafe_b64encode(nonce + sealed).decode()

    def open(self, sealed: str, *, about: str) -> str:
        """Open a sealed value.

        Raises:
            SealBroken: it was sealed for another place, by an unknown key, or was altered.
        """
        try:
            version, key_id, text = sealed.split(".", 2)
            raw = base64.urlsafe_b64decode(text)
            if version != "v1":
                raise SealBroken("unknown version of sealed value")
            return self._ciphers[key_id].decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], about.encode()).decode()
        except (ValueError, KeyError, InvalidTag) as error:
            raise SealBroken(f"a sealed value does not open ({type(error).__name__})") from None

    def seal_bytes(self, plain: bytes, *, about: str) -> bytes:
        """Seal an object's bytes (letters, evidence); the key id stands in front, ended by a full stop."""
        nonce = os.urandom(_NONCE_BYTES)
        return self._prefix.encode() + nonce + self._cipher.encrypt(nonce, plain, about.encode())

    def open_bytes(self, sealed: bytes, *, about: str) -> bytes:
        """Open what :meth:`seal_bytes` made.

        Raises:
            SealBroken: as :meth:`open`.
        """
        try:
            version, key_id, raw = sealed.split(b".", 2)
            if version != b"v1":
                raise SealBroken("unknown version of sealed bytes")
            return self._ciphers[key_id.decode()].decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], about.encode())
        except (ValueError, KeyError, InvalidTag) as error:
            raise SealBroken(f"sealed bytes do not open ({type(error).__name__})") from None


class BlindIndex:
    """Keyed hashes by which an exact value is found without being stored in clear."""

    def __init__(self, key: SecretStr) -> None:
        """``key``: base64 of 32 bytes."""
        self._key = base64.b64decode(key.get_secret_value(), validate=True)
        if len(self._key) != 32:
            raise ValueError("an index key has 32 bytes")

    def of(self, purpose: str, canonical: str) -> bytes:
        """32 bytes for a value in canonical form; ``purpose`` keeps indexes of different columns apart."""
        return hmac.new(self._key, f"{purpose}\0{canonical}".encode(), hashlib.sha256).digest()


class EventSealer:
    """Seals the personal part of events, bound to the event's type and aggregate; signs envelopes."""

    def __init__(self, keys: SecretStr) -> None:
        ring = KeyRing.parse(keys)
        self._sealer = Sealer(ring)
        self._signing = {
            key_id: hmac.new(key, b"zhengxin envelope signature", hashlib.sha256).digest()
            for key_id, key in ring.keys.items()
        }
        self._current = ring.current

    def seal(self, event: "type[Event]", aggregate_id: object, data: Mapping[str, Any]) -> str:
        """Seal a mapping of JSON values for an event about ``aggregate_id``."""
        return self._sealer.seal(json.dumps(data, ensure_ascii=False), about=f"{event.routing_key}:{aggregate_id}")

    def open(self, event: "Event", sealed: str) -> dict[str, Any]:
        """Open the sealed part of a received event.

        Raises:
            SealBroken: the part does not belong to this event.
        """
        opened = json.loads(self._sealer.open(sealed, about=f"{event.routing_key}:{event.aggregate_id}"))
        if not isinstance(opened, dict):
            raise SealBroken("the sealed part of an event is an object")
        return opened

    def sign(self, body: bytes) -> str:
        """The signature of an envelope's bytes: ``<key id>.<hex>``."""
        return f"{self._current}.{hmac.new(self._signing[self._current], body, hashlib.sha256).hexdigest()}"

    def is_signed(self, body: bytes, signature: str) -> bool:
        """Whether the signature is one of ours over these very bytes."""
        key_id, _, digest = signature.partition(".")
        key = self._signing.get(key_id)
        if key is None:
            return False
        right = hmac.new(key, body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(right.encode(), digest.encode(errors="replace"))
