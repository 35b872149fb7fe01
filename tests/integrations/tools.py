"""Where `make integrations` puts the tools of others."""

from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent.parent / ".venv-integrations"
