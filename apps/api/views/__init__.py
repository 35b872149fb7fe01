"""The calls: thin over the apps' services."""
