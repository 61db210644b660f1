"""The tables of the trail. Rows hold plain ids, verbs and words of the code, never values.

No foreign keys: an entry outlives whoever and whatever it speaks of. Triggers
(audit/migrations) refuse every change; `audit/record.py` is the only way in, `audit/trimming.py` the only
way out.
"""

from django.db import models

from audit.chain import Head, Link


class Entry(models.Model):
    pk = models.CompositePrimaryKey("chain", "number")
    chain = models.UUIDField()
    number = models.PositiveBigIntegerField()
    # How the entry is written as bytes and sealed (audit/chain.py), so that a later way can be told apart.
    format = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=40)
    actor = models.UUIDField()
    job = models.CharField(max_length=40, blank=True)
    subject = models.UUIDField(null=True)
    # Ids shown or touched besides the subject, separated by spaces.
    objects_named = models.TextField(blank=True)
    # Words of the code, separated by spaces: names of changed fields; why somebody was refused; which year,
    # table, epoch or code list; for the register, a number of its log and that row's digest.
    fields = models.TextField(blank=True)
    request = models.UUIDField(null=True)
    # Where the request came from, as the layer above sealed it.
    origin = models.BinaryField(null=True)
    key_number = models.PositiveSmallIntegerField()
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)
    # The revision that the chain's case or account reached, so that a row put back whole is seen (format 2).
    revision = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "audit_entry"
        indexes = [
            models.Index(fields=["at"], name="audit_entry_at"),
            # Who has seen this case, and when.
            models.Index(fields=["subject", "at"], name="audit_entry_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}/{self.number}"

    def link(self) -> Link:
        return Link(
            chain=self.chain,
            number=self.number,
            format=self.format,
            at=self.at,
            verb=self.verb,
            actor=self.actor,
            job=self.job,
            subject=self.subject,
            objects=self.objects_named,
            fields=self.fields,
            request=self.request,
            origin=None if self.origin is None else raw(self.origin),
            key_number=self.key_number,
            previous=raw(self.previous),
            digest=raw(self.digest),
            revision=self.revision,
        )


class ChainHead(models.Model):
    """Where a chain stands; one row a chain, locked while the next entry is written."""

    chain = models.UUIDField(primary_key=True)
    number = models.PositiveBigIntegerField()
    digest = models.BinaryField(max_length=32)
    key_number = models.PositiveSmallIntegerField()
    seal = models.BinaryField(max_length=32)
    # The last one that an entry of the chain named.
    revision = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "audit_chainhead"

    def __str__(self) -> str:
        return str(self.chain)

    def head(self) -> Head:
        return Head(self.chain, self.number, raw(self.digest), self.key_number, raw(self.seal), self.revision)


def raw(value: object) -> bytes:
    """The bytes of a column; nothing for what is none, as SQLite lets anybody write there."""
    return bytes(value) if isinstance(value, bytes | memoryview) else b""


class StartMark(models.Model):
    """Where what was trimmed of a chain ended; one row a chain that was trimmed. Only moves forward."""

    chain = models.UUIDField(primary_key=True)
    # Of the last entry that went: its number, its digest, and the revision that the chain carried there.
    number = models.PositiveBigIntegerField()
    digest = models.BinaryField(max_length=32)
    key_number = models.PositiveSmallIntegerField()
    seal = models.BinaryField(max_length=32)
    revision = models.PositiveIntegerField(null=True)
    # The change log went with the house's chain up to this row. Tells the triggers; believed by nobody.
    changes = models.PositiveBigIntegerField(null=True)

    class Meta:
        db_table = "audit_start"

    def __str__(self) -> str:
        return str(self.chain)

    def head(self) -> Head:
        return Head(self.chain, self.number, raw(self.digest), self.key_number, raw(self.seal), self.revision)


class Summary(models.Model):
    """What one trimming let go, in numbers, sealed (audit/summaries.py)."""

    number = models.PositiveIntegerField(primary_key=True)
    at = models.DateTimeField()
    key_number = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "audit_summary"

    def __str__(self) -> str:
        return str(self.number)


class Change(models.Model):
    """That rows of a table were changed, as the table's own trigger wrote it (audit/changes.py)."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    relation = models.CharField(max_length=63)
    # insert, update or delete.
    what = models.CharField(max_length=6)
    # The rows' ids before the change, separated by spaces.
    rows = models.TextField()

    class Meta:
        db_table = "audit_change"

    def __str__(self) -> str:
        return str(self.pk)
