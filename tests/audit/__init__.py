"""Tests of the trail: the chain as such, the tables, what the database refuses, what verifying finds."""
