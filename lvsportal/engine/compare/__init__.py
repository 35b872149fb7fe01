"""Two definitions side by side: what a change breaks that was not broken before, and what it means."""
