"""What both doors, pages and REST, share: problem documents, refusals in words, the addresses of links."""
