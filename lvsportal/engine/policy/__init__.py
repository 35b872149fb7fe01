"""May the change go? Requirements, waivers, and the decision that both make."""
