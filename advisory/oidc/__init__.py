"""Signing in through the employer's identity provider (OpenID Connect) instead of by password. Optional."""
