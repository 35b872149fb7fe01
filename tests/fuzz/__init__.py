"""Coverage-guided fuzzing of the readers, with what it found kept as tests."""
