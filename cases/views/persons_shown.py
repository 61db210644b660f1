"""The persons of an inquiry by themselves, where one was added or taken away without a new page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from advisory.http import AdviserRequest
from cases.forms.sheet import Sheet


def persons_alone(request: AdviserRequest, sheet: Sheet, go_to: str) -> HttpResponse:
    """`go_to`: the id of the element to go on at. How many there are now is told to who does not see it."""
    count = sheet.persons.count
    said = ngettext("It concerns %(count)d person now.", "It concerns %(count)d persons now.", count)
    shown = {"sheet": sheet, "go_to": go_to, "said": said % {"count": count}}
    return render(request, "cases/_topic_persons.html", shown)
