"""An application's life: submitted, decided, perhaps corrected or withdrawn, and what becomes of its certificate."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kernel.errors import DomainError, Kind

from certificate.domain.archive_facts import Facts
from certificate.domain.certificate_type import CertificateType
from certificate.domain.claim import Claim
from certificate.domain.letter import Letter, LetterRequired
from certificate.domain.rejection import ReasonRequired, Remarks
from certificate.domain.review import (
    ApplicationAlreadyDecided,
    ArchiveNotChecked,
    Decision,
    OwnApplication,
    Reviewer,
    VersionConflict,
)
from certificate.domain.rules import Policy
from certificate.domain.state import DECIDED, NEXT, State
from certificate.domain.wording import Wording

NO_REMARKS = Remarks()


class ApplicationNotFound(DomainError):
    """No such application, or another person's: the two must look the same."""

    code = "certificate.application.not_found"
    kind = Kind.NOT_FOUND
    message = "没有找到该申请"


class ApplicationWrongState(DomainError):
    """A step that the application's state does not allow."""

    code = "certificate.application.wrong_state"
    kind = Kind.CONFLICT
    message = "申请当前状态为“{state}”，不能进行此操作"


class NothingChanged(DomainError):
    """A resubmission with the same texts and no letter, of a record that is as it was."""

    code = "certificate.resubmission.nothing_changed"
    kind = Kind.INVALID
    message = "没有任何更正，请修改用途、接收单位或重新上传介绍信后再提交"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whose application it is.

    Attributes:
        record_id: the person's record in the archive register.
        id_number_index: blind index of the ID number.
        name_index: blind index of the name at the latest submission.
    """

    person_id: UUID
    record_id: UUID
    id_number_index: bytes
    name_index: bytes = b""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history: the state entered, the version it made, and who did it.

    Attributes:
        actor: ``person``, ``system`` or ``staff:<username>``.
        letter_key: with a submission, the letter that came with it: evidence for what was decided.
        changed: with a resubmission, what is not as it was before: ``letter``, ``purpose``, ``receiver``, or a field of
            the record that the register has corrected meanwhile.
    """

    version: int
    state: State
    at: datetime
    actor: str
    remarks: Remarks = NO_REMARKS
    letter_key: str | None = None
    changed: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Application:
    """One person's request for one certificate.

    Attributes:
        version: 1 when submitted, one more with each step; a decision names the version it was taken on.
        submitted_at: the latest submission (manual 3.4: a resubmission replaces it).
        facts: the register's record as it was at that submission.
        claim: who works on it, perhaps no longer.
        steps: what happened since this object was loaded, for the history.
    """

    id: UUID
    applicant: Applicant
    certificate_type: CertificateType
    state: State
    version: int
    submitted_at: datetime
    facts: Facts
    wording: Wording
    letter: Letter | None
    claim: Claim | None = None
    steps: list[Step] = field(default_factory=list)

    @classmethod
    def submit(
        cls,
        application_id: UUID,
        applicant: Applicant,
        certificate_type: CertificateType,
        *,
        facts: Facts,
        wording: Wording,
        letter: Letter | None,
        policy: Policy,
        at: datetime,
    ) -> "Application":
        """Apply (R11 to R16); that none of the type is pending is the register's to hold.

        Raises:
            DomainError: The refusal of the first rule that is not met, or ``LetterRequired``.
        """
        certificate_type.refuse_unless_allowed(facts, policy)
        if certificate_type.needs_letter(facts) and letter is None:
            raise LetterRequired(field="letter")
        application = cls(
            id=application_id,
            applicant=applicant,
            certificate_type=certificate_type,
            state=State.SUBMITTED,
            version=1,
            submitted_at=at,
            facts=facts,
            wording=wording,
            letter=letter,
        )
        application._record("person", at)
        return application

    def require_rejected(self) -> None:
        """Ask before the work of a resubmission is begun.

        Raises:
            ApplicationWrongState: It was not rejected, or was sent in again already.
        """
        self._require(State.SUBMITTED)

    def resubmit(self, *, facts: Facts, wording: Wording, letter: Letter | None, policy: Policy, at: datetime) -> None:
        """Send a rejected application in again, with what was corrected and the register's facts of today (R19).

        Raises:
            DomainError: Not rejected, a rule is no longer met, or ``LetterRequired``.
        """
        self._require(State.SUBMITTED)
        self.certificate_type.refuse_unless_allowed(facts, policy)
        if self.certificate_type.needs_letter(facts) and letter is None:
            raise LetterRequired(field="letter")
        changed = self._changed(facts, wording, letter)
        self.facts, self.wording, self.letter, self.submitted_at = facts, wording, letter, at
        self._enter(State.SUBMITTED, "person", at, changed=changed)

    def refuse_unchanged(self, facts: Facts) -> None:
        """A resubmission that changes nothing makes sense only where the register was corrected (reason ``record``).

        Raises:
            NothingChanged: It was not.
        """
        if not self.facts.differences(facts):
            raise NothingChanged

    def _changed(self, facts: Facts, wording: Wording, letter: Letter | None) -> tuple[str, ...]:
        keys = [each.key if each else None for each in (self.letter, letter)]
        sent = {
            "letter": keys[0] != keys[1],
            "purpose": self.wording.purpose != wording.purpose,
            "receiver": self.wording.receiver != wording.receiver,
        }
        return (
            *(name for name, differs in sent.items() if differs),
            *(difference.field for difference in self.facts.differences(facts)),
        )

    def withdraw(self, *, at: datetime) -> None:
        """Take a pending application back (B8).

        Raises:
            ApplicationWrongState: A decision has been taken.
        """
        self._require_undecided()
        self._enter(State.WITHDRAWN, "person", at)

    def close(self, *, at: datetime) -> None:
        """Withdraw it as its person's account was closed, also when it was sent back to them.

        Raises:
            ApplicationWrongState: It goes on without its person: it was approved, or has ended.
        """
        self._enter(State.WITHDRAWN, "person", at)

    def require_reviewable(self, reviewer: Reviewer, at: datetime) -> None:
        """Whether somebody may work on it, at all and now.

        Raises:
            DomainError: One's own, decided already, withdrawn, or claimed by somebody else.
        """
        self._refuse_own(reviewer)
        if self.state in DECIDED:
            raise ApplicationAlreadyDecided
        self._require(State.APPROVED)
        if self.claim is not None:
            self.claim.refuse_others(reviewer.username, at)

    def require_still(self, to: State) -> None:
        """Tell whoever took the step ``to`` on an older version why it did not count.

        Raises:
            DomainError: Always; the clearest that can be said.
        """
        if to in {State.APPROVED, State.REJECTED} and self.state in DECIDED:
            raise ApplicationAlreadyDecided
        if to is State.WITHDRAWN:
            self._require_undecided()
        self._require(to)
        raise VersionConflict(field="version")

    def decide(
        self,
        decision: Decision,
        *,
        reviewer: Reviewer,
        version: int,
        remarks: Remarks,
        archive_checked: bool,
        at: datetime,
    ) -> None:
        """Decide once, on the version that was looked at; a rejection says why (R17, B9, B10).

        Raises:
            DomainError: Decided already, withdrawn, claimed, a stale version, one's own, or something left unsaid.
        """
        self.require_reviewable(reviewer, at)
        if version != self.version:
            raise VersionConflict(field="version")
        approved = decision is Decision.APPROVE
        if approved and self.certificate_type.archive_must_be_read and not archive_checked:
            raise ArchiveNotChecked(field="archive_checked")
        if not approved and not remarks:
            raise ReasonRequired(field="reasons")
        self._enter(State.APPROVED if approved else State.REJECTED, f"staff:{reviewer.username}", at, remarks)

    def reject_unsigned(self, *, reviewer: Reviewer, version: int, remarks: Remarks, at: datetime) -> None:
        """Reject it although it was approved, as its letter cannot be made; that it cannot is the caller's to know.

        Raises:
            DomainError: Not approved or signed meanwhile, a stale version, one's own, or nothing is said.
        """
        self._refuse_own(reviewer)
        if self.state is not State.APPROVED:
            raise ApplicationAlreadyDecided
        if version != self.version:
            raise VersionConflict(field="version")
        if not remarks:
            raise ReasonRequired(field="reasons")
        self._enter(State.REJECTED, f"staff:{reviewer.username}", at, remarks)

    def mark_issued(self, *, at: datetime) -> None:
        """The certificate has been signed: the first one, or a reissue of it.

        Raises:
            ApplicationWrongState: It was not approved, or its certificate was revoked.
        """
        self._enter(State.ISSUED, "system", at)

    def end(self, state: State, *, actor: str, at: datetime, remarks: Remarks = NO_REMARKS) -> None:
        """What becomes of an issued certificate: revoked, superseded or expired.

        Raises:
            ApplicationWrongState: It was not issued, or has ended already.
        """
        self._enter(state, actor, at, remarks)

    def _refuse_own(self, reviewer: Reviewer) -> None:
        if reviewer.id_number_index is not None and reviewer.id_number_index == self.applicant.id_number_index:
            raise OwnApplication

    def _require_undecided(self) -> None:
        if self.state is not State.SUBMITTED:
            raise ApplicationWrongState(state=self.state.label)

    def _require(self, state: State) -> None:
        if state not in NEXT[self.state]:
            raise ApplicationWrongState(state=self.state.label)

    def _enter(
        self, state: State, actor: str, at: datetime, remarks: Remarks = NO_REMARKS, *, changed: tuple[str, ...] = ()
    ) -> None:
        self._require(state)
        self.state = state
        self.version += 1
        self.claim = None
        self._record(actor, at, remarks, changed)

    def _record(self, actor: str, at: datetime, remarks: Remarks = NO_REMARKS, changed: tuple[str, ...] = ()) -> None:
        letter_key = self.letter.key if self.letter and self.state is State.SUBMITTED else None
        self.steps.append(Step(self.version, self.state, at, actor, remarks, letter_key, changed))
