"""Faults under load: everything that can be killed is killed while clients submit. `make soak` is the long form."""
