"""A made-up year of the service: invented people and cases whose margins are the printed ones.

`margins` reads what was printed, `shares` says what is plausible beyond that, `draw` and `plans`
invent the year from a seed, `people` gives every post somebody, `load` writes it all.
Nothing here describes anybody; every note says that it is synthetic.
"""
