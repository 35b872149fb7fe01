"""The engine: reads a cluster definition, decides the rules, writes the report. It knows no web framework.

The way of a definition: ``source`` → ``readers`` → ``model`` → ``walk`` → ``rules`` → ``fixes`` → ``report``;
``service.review`` leads through all of them. Nothing flows back.
"""

VERSION = "0.1.0"
