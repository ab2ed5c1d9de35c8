"""What the sandbox's CA would say of the certificates that it made."""

from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID
from signing.keys.file_key import FileKey
from signing.keys.sandbox_key import CA, CA_KEY, sandbox_key_file
from signing.settings import SigningSettings

WEEK = timedelta(days=7)


class Authority:
    """The CA of the sandbox in a data folder, made if it is missing."""

    def __init__(self, settings: SigningSettings) -> None:
        signer = sandbox_key_file(settings.keys_dir, settings.sandbox_key_algorithm, issuer=settings.issuer)
        key = serialization.load_pem_private_key((signer.parent / CA_KEY).read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        self._key = key
        self.root = x509.load_pem_x509_certificate((signer.parent / CA).read_bytes())
        (self.signer,) = (
            each for each in x509.load_pem_x509_certificates(signer.read_bytes()) if each.subject != self.root.subject
        )

    def named_responder(self) -> bytes:
        """Another signer's key and chain in PEM; its certificate names an OCSP responder, as pyHanko wants of one."""
        key = ec.generate_private_key(ec.SECP256R1())
        like = self.signer
        builder = x509.CertificateBuilder(like.issuer, like.subject, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(like.not_valid_before_utc).not_valid_after(like.not_valid_after_utc)
        for extension in like.extensions:
            value = extension.value
            if isinstance(value, x509.SubjectKeyIdentifier):
                value = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
            builder = builder.add_extension(value, extension.critical)
        address = x509.UniformResourceIdentifier("http://ocsp.example")
        responder = x509.AuthorityInformationAccess(
            [x509.AccessDescription(AuthorityInformationAccessOID.OCSP, address)]
        )
        self.signer = builder.add_extension(responder, critical=False).sign(self._key, hashes.SHA256())
        return FileKey(key, (self.signer, self.root)).to_pem()

    def crl(self, at: datetime, *, life: timedelta = WEEK, revoked: bool = False, forged: bool = False) -> bytes:
        """A CRL of the moment ``at``, in DER."""
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.root.subject)
        builder = builder.last_update(at).next_update(at + life).add_extension(x509.CRLNumber(1), critical=False)
        issued_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        builder = builder.add_extension(issued_by, critical=False)
        if revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(self.signer.serial_number).revocation_date(at)
            builder = builder.add_revoked_certificate(entry.build())
        key = ec.generate_private_key(ec.SECP256R1()) if forged else self._key
        return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)

    def ocsp_response(self, at: datetime, *, life: timedelta | None = WEEK) -> bytes:
        """An OCSP response about the signer's certificate, by the CA itself, in DER."""
        response = ocsp.OCSPResponseBuilder().add_response(
            cert=self.signer,
            issuer=self.root,
            algorithm=hashes.SHA256(),
            cert_status=ocsp.OCSPCertStatus.GOOD,
            this_update=at,
            next_update=None if life is None else at + life,
            revocation_time=None,
            revocation_reason=None,
        )
        response = response.responder_id(ocsp.OCSPResponderEncoding.HASH, self.root)
        return response.sign(self._key, hashes.SHA256()).public_bytes(Encoding.DER)


def as_pem(crl: bytes) -> bytes:
    """A CRL in PEM."""
    return x509.load_der_x509_crl(crl).public_bytes(Encoding.PEM)


def written(folder: Path, name: str, content: bytes) -> Path:
    """A file of the folder."""
    file = folder / name
    file.write_bytes(content)
    return file
