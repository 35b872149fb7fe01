"""The pages: thin over the apps' services and selectors."""
