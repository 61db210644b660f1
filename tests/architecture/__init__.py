"""Tests of how the house is built: what is locked, who imports whom, what must never be written."""
