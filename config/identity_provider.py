"""What the operator says of the identity provider that people may sign in through."""

from django.core.exceptions import ImproperlyConfigured

from advisory.oidc.provider import Provider
from config import env


def read_provider(name: str) -> Provider | None:
    """The identity provider that people may sign in through; None where NAME_ISSUER is not set.

    NAME_ISSUER, NAME_CLIENT_ID, NAME_NAME (what people call it), NAME_ACR (levels of assurance, blanks
    between), and the client's secret in the file of NAME_CLIENT_SECRET_FILE or systemd's credential
    `oidc_client_secret`. Raises ImproperlyConfigured when one of them is missing or the issuer is not https.
    """
    issuer = env.read_text(f"{name}_ISSUER", "")
    if not issuer:
        return None
    client_id = env.read_text(f"{name}_CLIENT_ID", "")
    if not client_id:
        raise ImproperlyConfigured(f"{name}_ISSUER is set: set {name}_CLIENT_ID too.")
    secret_name = f"{name}_CLIENT_SECRET"
    path = env.secret_path(secret_name, "oidc_client_secret", env.home() / "oidc_client_secret")
    try:
        return Provider(
            name=env.read_text(f"{name}_NAME", issuer),
            issuer=issuer,
            client_id=client_id,
            client_secret=env.read_secret(secret_name, path),
            acr=tuple(env.read_text(f"{name}_ACR", "").split()),
        )
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}_ISSUER: {error}") from None
