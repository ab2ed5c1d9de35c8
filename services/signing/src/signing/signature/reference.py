"""The container that a letter must carry, as asn1crypto writes it from the same parts.

It has nothing in common with the writer of ``cms.py``, and takes a hundred times as long. What no signature covers is
in here too: versions, algorithms, the order of certificates, the way in which lengths are written.
"""

import hashlib
from collections.abc import Sequence

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding


def reference_container(
    chain: Sequence[x509.Certificate], digest: bytes, signature: bytes, token: bytes | None
) -> bytes:
    """DER of the ContentInfo; ``chain`` begins with the signer's, ``token`` is the time stamp if there is one."""
    certificates = [asn1.Certificate.load(each.public_bytes(Encoding.DER)) for each in chain]
    own = certificates[0]
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            name="issuer_and_serial_number",
            value=cms.IssuerAndSerialNumber({"issuer": own.issuer, "serial_number": own.serial_number}),
        ),
        "digest_algorithm": _sha256(),
        "signed_attrs": cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
                cms.CMSAttribute({"type": "message_digest", "values": [digest]}),
                cms.CMSAttribute({"type": "signing_certificate_v2", "values": [_bound(own)]}),
            ]
        ),
        "signature_algorithm": _signed_by(chain[0]),
        "signature": signature,
    }
    if token is not None:
        stamp = {"type": "signature_time_stamp_token", "values": [cms.ContentInfo.load(token)]}
        signer["unsigned_attrs"] = cms.CMSAttributes([cms.CMSAttribute(stamp)])
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [_sha256()],
            "encap_content_info": {"content_type": "data"},
            "certificates": [cms.CertificateChoices(name="certificate", value=each) for each in certificates],
            "signer_infos": [signer],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())


def _sha256() -> algos.DigestAlgorithm:
    """Without parameters (RFC 5754, 2); asn1crypto would write NULL."""
    return algos.DigestAlgorithm.load(bytes.fromhex("300B 0609 608648016503040201"))


def _bound(own: asn1.Certificate) -> tsp.SigningCertificateV2:
    """The certificate that the signature is bound to (RFC 5035, 4); SHA-256 is what is meant when nothing is said."""
    return tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(own.dump()).digest()}]})


def _signed_by(own: x509.Certificate) -> algos.SignedDigestAlgorithm:
    if isinstance(own.public_key(), ec.EllipticCurvePublicKey):
        return algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
    return algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa", "parameters": core.Null()})
