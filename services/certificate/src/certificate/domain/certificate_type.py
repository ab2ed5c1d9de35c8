"""What makes one type of certificate different from another."""

from dataclasses import dataclass

from certificate.domain.archive_facts import ArchiveType, Facts
from certificate.domain.rules import Check, Policy, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateType:
    """A type of certificate and its rules.

    Attributes:
        code: ASCII name, in URLs, events and the database.
        label: what people of the centre call it.
        rules: looked at in this order; the first that is not met is the refusal.
        archive_must_be_read: approving needs the reviewer's word that the paper archive was read.
        letter_for: archive types that need an introduction letter of the unit.
    """

    code: str
    label: str
    rules: tuple[Rule, ...]
    archive_must_be_read: bool = False
    letter_for: frozenset[ArchiveType] = frozenset({ArchiveType.UNIT})

    def checks(self, facts: Facts, policy: Policy) -> list[Check]:
        """Every rule of this type, looked at for one archive record."""
        return [rule(facts, policy) for rule in self.rules]

    def refuse_unless_allowed(self, facts: Facts, policy: Policy) -> None:
        """Raise the refusal of the first rule that is not met."""
        for check in self.checks(facts, policy):
            if not check.ok:
                raise check.refusal

    def needs_letter(self, facts: Facts) -> bool:
        """R12: a unit's archive needs the unit's word."""
        return facts.archive_type in self.letter_for
