"""What protects a published figure: rounding, hiding, and the gate that tries to solve what was protected.

`relations` says how figures hang together, `rounding` and `hiding` protect them, `gate` audits what an
attacker could work out from all that was ever published, `protect` does this for an edition's tables.
Everything but `protect` knows keys and numbers only, no table and no database.
"""
