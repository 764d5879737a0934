"""Analyses of a case: balances, levels, options, economics. Pure functions from a case to tables."""
