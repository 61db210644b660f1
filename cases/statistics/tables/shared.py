"""Nouns that more than one table says."""

from cases.statistics.words import Counted, Text

COMPLETED = Text(nb="gjennomført tvangsekteskap", nn="gjennomført tvangsekteskap", en="a forced marriage")
FEARED = Text(nb="frykt for tvangsekteskap", nn="frykt for tvangsekteskap", en="the fear of one")
CASES = Counted(Text("sak", "sak", "case"), Text("saker", "saker", "cases"))
PERSONS = Counted(Text("person", "person", "person"), Text("personer", "personar", "persons"))
