"""Whom a case is for, by rules that are data. Values alone: no model, no query, nothing saved."""
