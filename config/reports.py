"""Error reports that hold nothing of what was being worked on: which error, in which lines of the code.

Django's own print locals, what was posted, cookies and settings, on its debug page and in mail to
administrators. Neither is in use with cases; these take their place all the same.
"""

from collections.abc import ItemsView
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from config.process import told


class NothingFilter(SafeExceptionReporterFilter):
    """For whoever makes a report by Django's own reporter: no locals, no request, no settings."""

    def get_safe_settings(self) -> dict[str, Any]:
        return {}

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {}

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> ItemsView[str, Any]:
        return dict[str, Any]().items()


class FramesReporter(ExceptionReporter):
    """Class and frames, for the debug page and for mail alike."""

    def get_traceback_text(self) -> Any:
        # In mail about a line that is no error, Django gives the line instead.
        return told(self.exc_value) if isinstance(self.exc_value, BaseException) else ""

    def get_traceback_html(self) -> Any:
        return format_html("<!doctype html><title>500</title><pre>{}</pre>", str(self.get_traceback_text()))
