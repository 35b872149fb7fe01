"""Benchmarks: whole commands against whole commands. A test does not measure speed; this does."""
