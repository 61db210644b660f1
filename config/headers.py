"""The one policy of headers: what every answer carries, whoever made it, and what it never says."""

from collections.abc import Mapping
from types import MappingProxyType

from django.conf import settings

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        # Designsystemet draws its icons from data: addresses in its style sheet.
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        # None that would keep pages where there is no network: nothing of a case stays in a browser.
        "worker-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        # No script makes markup from text, but htmx of what this server answered: by a policy that parts.js
        # makes once and hands to nobody else (decision 0020). Any other that tries is stopped by the browser.
        "require-trusted-types-for 'script'",
        "trusted-types parts",
    )
)
# What no page of ours asks a browser for; passkeys are asked for by our own pages alone.
DENIED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "otp-credentials",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "sync-xhr",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
FEATURES = ", ".join(
    (
        *(f"{name}=()" for name in DENIED),
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
    )
)
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": CONTENT_POLICY,
        "Permissions-Policy": FEATURES,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Permitted-Cross-Domain-Policies": "none",
    }
)
# Of a style sheet, a script or a font: no page, nothing in it runs, frames or asks for a feature. What
# is said to pages alone would be half of what a small one weighs on a slow line. What a sheet asks for itself
# is asked for under its own word on referrers.
OF_FILES: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        **{
            name: HEADERS[name]
            for name in ("Cross-Origin-Resource-Policy", "Referrer-Policy", "X-Content-Type-Options")
        },
    }
)
UNKEPT = "no-store"
# By what a copy would be kept or asked for again: of no use where none may be kept, and they tell two
# answers apart that are to look alike.
OF_COPIES = ("ETag", "Expires", "Last-Modified", "Pragma", "Vary")


def transport_header() -> str:
    """That this host is to be asked by https alone; empty where it is not served so (development)."""
    seconds: int = settings.SECURE_HSTS_SECONDS
    if not seconds:
        return ""
    words = [f"max-age={seconds}"]
    if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS:
        words.append("includeSubDomains")
    if settings.SECURE_HSTS_PRELOAD:
        words.append("preload")
    return "; ".join(words)
