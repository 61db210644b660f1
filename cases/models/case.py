"""The case and its keys.

Clear columns are random ids, links, timestamps, status and counters; what the case is
about stands sealed in `facts`. The manager is called `unscoped`, and only the door and
a short list of files may say that word.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from advisory.sealing.errors import NotHandedOut
from advisory.sealing.fields import SealedFacts, SealedRow
from cases.field_views import BOUNDLESS, Sight

# A case that no packed column holds yet.
NEW = 9999


@dataclass(frozen=True, slots=True)
class Lock:
    """What the door gave out with a case: its facts alone, or its texts as well; and how much of both.

    Without a sight it is a service's or a job's own.
    """

    text_key: tuple[int, AESGCM] | None = None
    sight: Sight = BOUNDLESS


class CaseRowMixin(SealedRow):
    """What the sealed columns ask of a row that belongs to a case."""

    # The first word of its fields' names in cases/field_views.py.
    GROUP: ClassVar[str]

    def owning_case(self) -> "Case":
        return self.case  # type: ignore[attr-defined,no-any-return]

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """As Django's, but the row stays with the case it was handed out with, and so stays open."""
        known: dict[str, Any] = self._state.fields_cache  # type: ignore[attr-defined]
        case = known.get("case")
        super().refresh_from_db(*args, **kwargs)
        if case is not None and self.case_id == case.pk:  # type: ignore[attr-defined]
            known.setdefault("case", case)

    def must_be_handed_out(self) -> None:
        """Raises NotHandedOut for a row that did not come through the door."""
        self._lock()

    def as_handed_out(self, facts: Any) -> Any:
        """As much of the row's facts as its reader may open."""
        return self._lock().sight.part_of(facts, self.GROUP)

    def _lock(self) -> Lock:
        lock = self.owning_case().lock
        if lock is None:
            raise NotHandedOut("This row was not handed out by cases/access.py, so its facts stay sealed.")
        return lock

    def text_key(self) -> tuple[int, AESGCM]:
        """(generation, cipher). Raises NotHandedOut unless the case was opened with its texts."""
        lock = self.owning_case().lock
        if lock is None or lock.text_key is None:
            raise NotHandedOut("This case was not opened through cases/access.py, so its texts stay sealed.")
        return lock.text_key


class Case(CaseRowMixin, models.Model):
    GROUP = "case"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    # Counts every change; a form that was filled in on an older one is not saved over it.
    revision = models.PositiveIntegerField(default=1)
    # Counts every grant that was given or taken back; each grant's own MAC names it (cases/seal.py).
    grants_version = models.PositiveIntegerField(default=1)
    # How many are kept out of it by name; each grant's MAC names this too, so no list misses one.
    kept_out = models.PositiveSmallIntegerField(default=0)
    # When its owner was warned that it is to be erased, and until when, and why, that is held back.
    marked_at = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    hold_reason = models.CharField(max_length=20, blank=True)
    # Not in the packed columns as it is now (cases/statistics/packed): the first year in which they may hold
    # it as it was. Counted from its rows until they are made anew; none once they hold it as it is.
    uncounted_from = models.PositiveSmallIntegerField(null=True, default=NEW)
    # When the texts were emptied; when all was, but for what the year's tables count.
    texts_erased_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    facts = SealedFacts()
    # Binds every row of the case together (cases/seal.py).
    seal = models.BinaryField(max_length=64, default=b"", editable=False)

    unscoped: ClassVar[models.Manager["Case"]] = models.Manager()

    # Set by the door; None means that the row was not handed out.
    lock: Lock | None = None
    # Set by the door where it keeps lanes back: the last day on which any post was asked.
    last_asked_on: date | None = None
    # Set with its events by the door, which keeps some of them back: the last moment that was planned for.
    planned_for: datetime | None = None
    # What its reader calls it, where a page shows that (cases/services/case_names.py).
    own_name: str = ""

    class Meta:
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
        default_permissions = ("view", "change")
        indexes = [
            # Few at a time; each start page asks for hers.
            models.Index(
                fields=["marked_at"], condition=models.Q(marked_at__isnull=False), name="case_marked"
            ),
            models.Index(
                fields=["uncounted_from"],
                condition=models.Q(uncounted_from__isnull=False),
                name="case_uncounted",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def owning_case(self) -> "Case":
        return self


class CaseKey(models.Model):
    """A case's key, wrapped. One row a holder: for now the house; a reader's own lock adds rows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The constraints below begin with the case and serve as its index.
    case = models.ForeignKey(Case, on_delete=models.CASCADE, db_index=False, related_name="keys")
    generation = models.PositiveSmallIntegerField(default=1)
    epoch = models.PositiveIntegerField()
    # Null: wrapped for the house. Else the account whose lock it is.
    holder = models.UUIDField(null=True, blank=True)
    wrapped = models.BinaryField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "generation", "holder"], name="one_wrap_a_holder"),
            # A rule of its own, for SQLite cannot be told that empty holders are equal.
            models.UniqueConstraint(
                fields=["case", "generation"],
                condition=models.Q(holder__isnull=True),
                name="one_wrap_for_the_house",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
