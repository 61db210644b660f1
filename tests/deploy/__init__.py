"""The product as an operator runs it: its own processes, its own database roles, production settings."""
