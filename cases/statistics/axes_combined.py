"""Axes made of axes: each of one with each of another, or one after the other."""

from dataclasses import dataclass

from cases.statistics.declarations import Axis, Category, Figures, Table


@dataclass(frozen=True, slots=True)
class Crossed:
    """Every category of the first with every one of the second."""

    outer: Axis
    inner: Axis

    def categories(self, figures: Figures, year: int, language: str) -> list[Category]:
        return [
            Category(
                f"{one.key}-{other.key}",
                f"{one.label}: {other.label}",
                one.measure or other.measure,
                one.year or other.year,
                {**one.where, **other.where},
                one.total or other.total,
            )
            for one in self.outer.categories(figures, year, language)
            for other in self.inner.categories(figures, year, language)
        ]

    def years(self, table: Table, year: int) -> list[int]:
        return sorted({*self.outer.years(table, year), *self.inner.years(table, year)})


@dataclass(frozen=True, slots=True)
class Beside:
    """One axis after the other."""

    parts: tuple[Axis, ...]

    def categories(self, figures: Figures, year: int, language: str) -> list[Category]:
        return [one for part in self.parts for one in part.categories(figures, year, language)]

    def years(self, table: Table, year: int) -> list[int]:
        return sorted({one for part in self.parts for one in part.years(table, year)})
