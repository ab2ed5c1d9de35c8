"""Set the password; the account is there (manual 2.2)."""

from uuid import UUID

from kernel.contracts.identity import PersonRegistered
from kernel.ids import new_id

from identity.domain.password import check_strength
from identity.domain.registration import RegistrationWrongState
from identity.repository.accounts import Accounts
from identity.repository.registrations import Registrations
from identity.resources import Resources


async def complete_registration(token: str, password: str, resources: Resources) -> UUID:
    """Make the account and return the person's id; the hashing happens between two transactions."""
    check_strength(password)
    async with resources.database.transaction() as tx:
        (await Registrations(tx, resources).get(token)).require_passed()
    password_hash = await resources.passwords.make(password)
    async with resources.database.transaction() as tx:
        registrations = Registrations(tx, resources)
        registration = await registrations.get(token, lock=True)
        person_id = new_id()
        registration.complete(person_id, tx.now)
        if registration.proven_by is None:
            raise RegistrationWrongState
        await Accounts(tx, resources).add(registration, person_id, password_hash)
        await registrations.save(registration)
        tx.publish(
            PersonRegistered(
                person_id=person_id,
                record_id=registration.record_id,
                registered_at=tx.now,
                proven_by=registration.proven_by,
            )
        )
    return person_id
