"""The knowledge base: articles of rules, chapters and symptoms, their command blocks, and the search over them."""
