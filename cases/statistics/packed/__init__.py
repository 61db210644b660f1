"""Years as packed, sealed columns: made from the rows by a job, and counted in their place.

`making` reads a year's rows into columns, `index` says which there are, `stored` opens them, `years` counts
by them, `answers` keeps what the declared tables ask, `reading` puts them beside what was changed since.
"""
