"""The two tables of the trail. Rows hold plain ids, verbs and field names, never values.

No foreign keys: an entry outlives whoever and whatever it speaks of. Triggers
(migration 0002) refuse every change; `audit/record.py` is the only way in.
"""

from django.db import models

from audit.chain import Head, Link


class Entry(models.Model):
    pk = models.CompositePrimaryKey("chain", "number")
    chain = models.UUIDField()
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=40)
    actor = models.UUIDField()
    job = models.CharField(max_length=40, blank=True)
    subject = models.UUIDField(null=True)
    # Ids shown or touched besides the subject, separated by spaces.
    objects_named = models.TextField(blank=True)
    fields = models.TextField(blank=True)
    request = models.UUIDField(null=True)
    key_number = models.PositiveSmallIntegerField()
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "audit_entry"
        indexes = [models.Index(fields=["at"], name="audit_entry_at")]

    def __str__(self) -> str:
        return f"{self.chain}/{self.number}"

    def link(self) -> Link:
        return Link(
            chain=self.chain,
            number=self.number,
            at=self.at,
            verb=self.verb,
            actor=self.actor,
            job=self.job,
            subject=self.subject,
            objects=self.objects_named,
            fields=self.fields,
            request=self.request,
            key_number=self.key_number,
            previous=_raw(self.previous),
            digest=_raw(self.digest),
        )


class ChainHead(models.Model):
    """Where a chain stands; one row a chain, locked while the next entry is written."""

    chain = models.UUIDField(primary_key=True)
    number = models.PositiveBigIntegerField()
    digest = models.BinaryField(max_length=32)
    key_number = models.PositiveSmallIntegerField()
    seal = models.BinaryField(max_length=32)

    class Meta:
        db_table = "audit_chainhead"

    def __str__(self) -> str:
        return str(self.chain)

    def head(self) -> Head:
        return Head(self.chain, self.number, _raw(self.digest), self.key_number, _raw(self.seal))


def _raw(value: object) -> bytes:
    """The bytes of a column; nothing for what is none, as SQLite lets anybody write there."""
    return bytes(value) if isinstance(value, bytes | memoryview) else b""
