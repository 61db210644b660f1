"""The records of the work. Every row of a case is reached through its door, cases/access.py."""

from cases.models import facts as facts  # names the codecs of the sealed columns
from cases.models.advice import Advice
from cases.models.case import Case, CaseKey
from cases.models.case_name import CaseName
from cases.models.codes import Code, CountedYear, PublishedFigure
from cases.models.draft import Draft
from cases.models.edition import Edition, EditionStep
from cases.models.event import Event
from cases.models.grant import CaseGroupPermission, CaseUserPermission
from cases.models.inquiry import Inquiry, StatusChange
from cases.models.matter import MatterCode, MatterLink
from cases.models.person import Person
from cases.models.retention import RetentionPeriod
from cases.models.routing import RuleDraft, RuleSet
from cases.models.ruling import Ruling
from cases.models.segment import Segment

__all__ = [
    "Advice",
    "Case",
    "CaseGroupPermission",
    "CaseKey",
    "CaseName",
    "CaseUserPermission",
    "Code",
    "CountedYear",
    "Draft",
    "Edition",
    "EditionStep",
    "Event",
    "Inquiry",
    "MatterCode",
    "MatterLink",
    "Person",
    "PublishedFigure",
    "RetentionPeriod",
    "RuleDraft",
    "RuleSet",
    "Ruling",
    "Segment",
    "StatusChange",
]
