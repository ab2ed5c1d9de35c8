"""Events of signing."""

from kernel.consumer import Consumer, Refused
from kernel.contracts.signing import SigningCompleted, SigningFailed
from kernel.db import Transaction

from certificate.handlers.record_signing import SignatureUnexpected, record_signed, record_signing_failure
from certificate.resources import Resources

consumer = Consumer(queue="certificate.signing", prefetch=100)


@consumer.on(SigningCompleted)
async def issue_on_signature(event: SigningCompleted, tx: Transaction, resources: Resources) -> None:
    """The letter is signed: the certificate is issued."""
    try:
        await record_signed(event, tx, resources)
    except SignatureUnexpected as error:
        raise Refused(str(error)) from error


@consumer.on(SigningFailed)
async def show_failure(event: SigningFailed, tx: Transaction, resources: Resources) -> None:
    """The letter could not be made: staff see why."""
    try:
        await record_signing_failure(event, tx, resources)
    except SignatureUnexpected as error:
        raise Refused(str(error)) from error
