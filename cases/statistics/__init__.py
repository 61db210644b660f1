"""The year's tables: read from the sealed facts, counted once, and shown the same everywhere.

`microdata` reads, `tables` declares with `axes`, `engine` counts, `notes` and `sentences` put words to
it, `formats` and `charts` show it. Imports neither the door nor the models of texts.
"""
