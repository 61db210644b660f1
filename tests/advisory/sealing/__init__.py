"""Tests of sealing: the record, the padding, the columns, and values that were moved."""
