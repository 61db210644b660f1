"""A command that a timer runs: it says when it was done and when it failed, to whoever asked to hear."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.management.base import BaseCommand
from django.db import DatabaseError

# Gets the name of the job and whether it was done.
Hears = Callable[[str, bool], None]
_listeners: list[Hears] = []


def hear_of_jobs(listener: Hears) -> None:
    """Register what is told of each run. Called outside the job's own transactions."""
    if listener not in _listeners:
        _listeners.append(listener)


class JobCommand(BaseCommand):
    # As the list of jobs calls it.
    job: ClassVar[str]

    def counts(self, options: dict[str, Any]) -> bool:
        """Whether a run with these options is the job itself, and not only a look at what it would do."""
        return True

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            said = super().execute(*args, **options)
        except Exception:
            if self.counts(options):
                self.say_failed()
            raise
        if self.counts(options):
            self.say_done()
        return said

    def say_done(self) -> None:
        for listener in _listeners:
            listener(self.job, True)

    def say_failed(self) -> None:
        """Of what keeps the job from running the message says more than what keeps this from being noted."""
        for listener in _listeners:
            try:
                listener(self.job, False)
            except DatabaseError as error:
                self.stderr.write(f"That the job failed could not be noted ({type(error).__name__}).")
