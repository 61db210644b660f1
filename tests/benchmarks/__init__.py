"""What the product's promises cost: each way against the plain way, on real databases.

`python -m tests.benchmarks [--quick]` measures; `runner` holds how, the other modules what.
"""
