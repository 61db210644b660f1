"""What an answer's headers are to be, all of them: the policy word by word, and what each status adds."""

from collections.abc import Mapping
from typing import Any

POLICY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; worker-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
        "require-trusted-types-for 'script'; trusted-types parts"
    ),
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), clipboard-read=(), "
        "display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), "
        "hid=(), identity-credentials-get=(), idle-detection=(), local-fonts=(), magnetometer=(), "
        "microphone=(), midi=(), otp-credentials=(), payment=(), picture-in-picture=(), "
        "screen-wake-lock=(), serial=(), storage-access=(), sync-xhr=(), usb=(), "
        "window-management=(), xr-spatial-tracking=(), "
        "publickey-credentials-get=(self), publickey-credentials-create=(self)"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
}
# Of a static file, in which nothing runs.
OF_FILES = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
PRODUCTION = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload"}
UNKEPT = {"Cache-Control": "no-store"}
PAGE = "text/html; charset=utf-8"
# What an answer says of itself besides, by status; a download says under which name to keep it.
OF_STATUS = {
    301: {"Location"},
    # Signing out tells the browser to forget what it has of us.
    302: {"Location", "Clear-Site-Data"},
    303: {"Location"},
    405: {"Allow"},
    429: {"Retry-After"},
    503: {"Retry-After"},
    # A file; the quick way out, which signs out without a redirect.
    200: {"Content-Disposition", "Clear-Site-Data"},
}
OF_CONTENT = {"Content-Type", "Content-Length", "Content-Language"}
LANGUAGES = {"nb", "nn", "en"}


def own(answer: Any, policy: Mapping[str, str] = POLICY) -> dict[str, str]:
    """What an answer of the test client says beside the policy. Fails where any of that differs."""
    told = dict(answer.headers)
    must_be_the_policy(told, {**policy, **UNKEPT})
    mine = {name: value for name, value in told.items() if name not in {**policy, **UNKEPT}}
    status = answer.status_code
    assert set(mine) <= OF_CONTENT | OF_STATUS.get(status, set()), (status, mine)
    assert mine.get("Content-Language", "nb") in LANGUAGES, mine
    return mine


def must_be_the_policy(told: Mapping[str, str], policy: Mapping[str, str]) -> None:
    assert {name: told.get(name) for name in policy} == dict(policy)
