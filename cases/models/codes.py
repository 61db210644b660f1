"""What is public and needs no seal: code lists, figures published before, years we count."""

from django.db import models

from cases.codebook import Label


class Code(models.Model):
    """One code of one list, or an older label of it. `number` is append-only (see cases/reference)."""

    field = models.CharField(max_length=30)
    code = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    label_nb = models.CharField(max_length=200)
    label_nn = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    label_only = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["field", "code", "valid_from"], name="code_label_once_from_a_day"
            ),
            # A rule of its own, for SQLite cannot be told that empty days are equal.
            models.UniqueConstraint(
                fields=["field", "code"],
                condition=models.Q(valid_from__isnull=True),
                name="code_label_once_from_ever",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}/{self.code}"

    def as_label(self) -> Label:
        return Label(
            self.label_nb, self.label_nn, self.label_en, self.valid_from, self.valid_to, not self.label_only
        )


class PublishedFigure(models.Model):
    """A figure somebody printed, with its source; shown beside our own counts and never added to them."""

    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    period_from = models.DateField()
    period_to = models.DateField()
    measure = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=12, decimal_places=2)
    unit = models.CharField(max_length=30)
    source = models.CharField(max_length=300)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "period_from", "period_to", "measure", "source"],
                name="published_figure_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year} {self.measure}"


class CountedYear(models.Model):
    """A year whose figures come from this register, not from the published series."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.year)
