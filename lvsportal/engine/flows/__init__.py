"""Every flow in every state: who is served now, and after each thing that can fail."""
