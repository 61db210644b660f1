"""Sealing: what a stolen database must not tell, and how it is kept from telling.

`cipher` and `padding` are pure; `keys` opens the epoch keys with the keyring; `registry`
lists every sealed column; `fields` are the columns; `lookup` makes keyed digests.
"""
