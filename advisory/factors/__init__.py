"""The second factor: passkeys, codes from an app, recovery codes, and what a session says of them."""
