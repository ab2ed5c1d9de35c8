"""A key in a PKCS#11 token: a smart card, a USB token or an HSM.

A library is loaded once for a process, and only in the process that signs: PKCS#11 does not outlive a fork. ECDSA in a
token is not deterministic: a letter signed again after a crash has other bytes, and the first to be recorded counts.
"""

import threading
from pathlib import Path

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11 import Attribute, Mechanism, ObjectClass, PKCS11Error, TokenFlag, _pkcs11

from signing.keys.signing_key import (
    KeyAway,
    KeyUnusable,
    algorithm_of,
    key_id_of,
    ordered_chain,
    public_key_of,
    verify,
)

SHA256_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""DER of DigestInfo up to the digest (RFC 8017, 9.2): RSA in a token pads, but does not say what was hashed."""
P256_BYTES = 32
REFUSALS = (
    pkcs11.PinIncorrect,
    pkcs11.PinInvalid,
    pkcs11.PinLenRange,
    pkcs11.PinLocked,
    pkcs11.PinExpired,
    pkcs11.UserPinNotInitialized,
)
UNSUITED = (
    pkcs11.MechanismInvalid,
    pkcs11.KeyTypeInconsistent,
    pkcs11.KeySizeRange,
    pkcs11.FunctionNotSupported,
    pkcs11.UserNotLoggedIn,  # although the session is new: the key wants the PIN for each signature
)


class TokenKey:
    """A private key that never leaves its token; found by the labels of token and key."""

    def __init__(self, library: Path, *, token: str, key: str, pin: str, chain_file: Path | None = None) -> None:
        """Open a session and read the chain: from the token, or from ``chain_file`` (PEM).

        Raises:
            KeyAway: the token is not there.
            KeyUnusable: library, PIN, key or certificate cannot be used.
        """
        self._library = library
        self._token = token
        self._label = key
        self._pin = pin
        self._refusal = ""
        self._lock = threading.Lock()
        self._private: pkcs11.SignMixin | None = None
        with self._lock:
            private = self._reached()
            self.chain = self._read_chain(private, chain_file)
        self._public = public_key_of(self.chain[0])

    @property
    def key_id(self) -> str:
        """SHA-256 of the signer's certificate, 16 hexadecimal digits."""
        return key_id_of(self.chain[0])

    @property
    def algorithm(self) -> str:
        """``ecdsa-p256`` or ``rsa-`` with the modulus' length."""
        return algorithm_of(self._public)

    def sign(self, digest: bytes) -> bytes:
        """Sign a SHA-256 digest; a session that broke is opened again once.

        Each signature is verified: after the library was started anew, a handle may stand for another key.

        Raises:
            KeyAway: the token is not there.
            KeyUnusable: PIN refused, key gone, or what came back is no signature of this key.
        """
        with self._lock:
            try:
                raw = self._signed(self._reached(), digest)
            except PKCS11Error:
                self._private = None
                try:
                    raw = self._signed(self._reached(), digest)
                except UNSUITED as error:
                    self._private = None
                    raise KeyUnusable(
                        f"{self._label} in the token {self._token} cannot sign: {_told(error)}"
                    ) from error
                except PKCS11Error as error:
                    self._private = None
                    raise KeyAway(f"the token {self._token} does not sign: {_told(error)}") from error
            try:
                signature = self._formed(raw)
                verify(self._public, signature, digest)
            except KeyUnusable:
                self._private = None
                raise
            return signature

    def _reached(self) -> pkcs11.SignMixin:
        """The key in an open session."""
        if self._private is not None:
            return self._private
        if self._refusal:  # tokens lock themselves after a few wrong PINs
            raise KeyUnusable(self._refusal)
        try:
            self._private = self._opened()
        except PKCS11Error as error:
            raise KeyAway(f"the token {self._token} is not there: {_told(error)}") from error
        return self._private

    def _opened(self) -> pkcs11.SignMixin:
        """Open a session; a library that lost its token is started anew, as many see it again only then."""
        try:
            library = pkcs11.lib(str(self._library))
        except PKCS11Error as error:
            if type(error) is not PKCS11Error:  # it was loaded, but finds its device away
                raise
            raise KeyUnusable(f"the PKCS#11 library {self._library} cannot be used: {_told(error)}") from error
        try:
            return self._found(self._session(library))
        except PKCS11Error:
            library.reinitialize()
            return self._found(self._session(library))

    def _session(self, library: _pkcs11.lib) -> pkcs11.Session:
        token: pkcs11.Token = library.get_token(token_label=self._token)
        require_tries(self._token, token.flags)
        try:
            return token.open(user_pin=self._pin)
        except REFUSALS as error:
            self._refusal = f"the token {self._token} refuses the PIN: {_told(error)}"
            raise KeyUnusable(self._refusal) from error
        except pkcs11.UserAlreadyLoggedIn:  # logging in counts for the whole process
            return token.open()

    def _found(self, session: pkcs11.Session) -> pkcs11.SignMixin:
        try:
            key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=self._label)
        except (pkcs11.NoSuchKey, pkcs11.MultipleObjectsReturned) as error:
            session.close()
            raise KeyUnusable(f"the token {self._token} has not exactly one key {self._label}") from error
        if not isinstance(key, pkcs11.SignMixin):
            raise KeyUnusable(f"{self._label} in the token {self._token} may not sign")
        return key

    def _read_chain(self, private: pkcs11.SignMixin, chain_file: Path | None) -> tuple[x509.Certificate, ...]:
        try:
            if chain_file is not None:
                certificates = list(x509.load_pem_x509_certificates(chain_file.read_bytes()))
                own = certificates[:1]
            else:
                stored = list(private.session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}))
                certificates = [x509.load_der_x509_certificate(entry[Attribute.VALUE]) for entry in stored]
                own = [
                    c
                    for c, entry in zip(certificates, stored, strict=True)
                    if entry[Attribute.ID] == private[Attribute.ID]
                ]
        except (OSError, ValueError) as error:
            raise KeyUnusable(f"the certificates cannot be read: {_told(error)}") from error
        except PKCS11Error as error:
            raise KeyAway(f"the token {self._token} does not answer: {_told(error)}") from error
        if not own:
            raise KeyUnusable(f"the token {self._token} holds no certificate for {self._label}; name a chain file")
        return ordered_chain(public_key_of(own[0]), certificates)

    def _signed(self, private: pkcs11.SignMixin, digest: bytes) -> bytes:
        is_rsa = isinstance(self._public, rsa.RSAPublicKey)
        mechanism = Mechanism.RSA_PKCS if is_rsa else Mechanism.ECDSA
        raw: bytes = private.sign(SHA256_DIGEST_INFO + digest if is_rsa else digest, mechanism=mechanism)
        return raw

    def _formed(self, raw: bytes) -> bytes:
        """RSA as it is; ECDSA, which tokens give as r and s in 32 bytes each, as DER."""
        if isinstance(self._public, rsa.RSAPublicKey):
            if len(raw) != self._public.key_size // 8:
                raise KeyUnusable(f"the token {self._token} gave {len(raw)} bytes for a signature")
            return raw
        if len(raw) != 2 * P256_BYTES:
            raise KeyUnusable(f"the token {self._token} gave {len(raw)} bytes for a signature")
        return encode_dss_signature(int.from_bytes(raw[:P256_BYTES]), int.from_bytes(raw[P256_BYTES:]))


def require_tries(token: str, flags: TokenFlag) -> None:
    """Raises KeyUnusable when the next wrong PIN would lock the token: a worker may be started again and again."""
    if TokenFlag.USER_PIN_FINAL_TRY in flags:
        raise KeyUnusable(f"the token {token} locks itself at the next wrong PIN: log in by hand first")


def _told(error: Exception) -> str:
    return f"{type(error).__name__} {error}".strip()
