"""Pictures and tables for people. Pure functions from tables to figures."""
