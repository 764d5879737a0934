"""Benchmark systems, factors and catalogues as data, and their loaders."""
