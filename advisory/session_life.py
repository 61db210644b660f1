"""How long a session lives: half an hour without use, eight hours in all. Settings may only shorten that."""

from datetime import datetime, timedelta

from django.conf import settings

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
# The page's script tells of typing every half minute, and the row is written once in as long. So what is
# recorded is never a minute behind what a person did.
EVERY = timedelta(seconds=30)
# The shortest times that can be worked with: less would end in the middle of a sentence.
IDLE_LEAST = timedelta(minutes=5)
LONGEST_LEAST = timedelta(hours=1)
# How long before the end the page warns; a fifth of the idle time if that is less.
WARNING = timedelta(minutes=3)


def idle() -> timedelta:
    """How long a session lives after somebody last did something."""
    return min(IDLE, timedelta(seconds=settings.SESSION_IDLE_AGE))


def longest() -> timedelta:
    """How long a session lives after somebody signed in, whatever she does."""
    return min(LONGEST, timedelta(seconds=settings.SESSION_COOKIE_AGE))


def end_of(began: datetime, used: datetime) -> datetime:
    """When a session ends that began then and was last used then."""
    return min(used + idle(), began + longest())


def warning() -> timedelta:
    return min(WARNING, idle() / 5)
