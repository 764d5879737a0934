"""Runs, reports, workbooks and pages made from a case."""
