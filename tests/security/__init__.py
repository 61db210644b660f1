"""Tests that take the side of somebody who has stolen, altered or read along."""
