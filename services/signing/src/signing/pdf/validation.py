"""The document security store (ETSI EN 319 142-1, 5.4.2): what a validator needs besides the signature.

It stands in the letter's only revision, signed like everything else; there is none to be added later.
"""

import zlib
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from signing.pdf.syntax import obj, stream


@dataclass(frozen=True, slots=True)
class ValidationMaterial:
    """Certificates, CRLs and OCSP responses in DER; to be read anew at ``expires_at``. It may hold nothing."""

    expires_at: datetime
    certificates: tuple[bytes, ...] = field(default=(), repr=False)
    crls: tuple[bytes, ...] = field(default=(), repr=False)
    ocsps: tuple[bytes, ...] = field(default=(), repr=False)


def validation_objects(first: int, material: ValidationMaterial) -> list[bytes]:
    """The dictionary, numbered ``first``, and its streams behind it; nothing when there is nothing to say."""
    kinds = {b"Certs": material.certificates, b"CRLs": material.crls, b"OCSPs": material.ocsps}
    numbers = count(first + 1)
    entries, streams = b"", []
    for kind, values in kinds.items():
        own = [(next(numbers), value) for value in values]
        streams += [stream(number, b"/Filter/FlateDecode", zlib.compress(value, 9)) for number, value in own]
        if own:
            entries += b"/%b[%b]" % (kind, b" ".join(b"%d 0 R" % number for number, _ in own))
    return [obj(first, b"<<%b>>" % entries), *streams] if streams else []
