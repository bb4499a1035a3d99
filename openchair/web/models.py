"""Tables of the pages that combine domains: only the help lines that an organisation corrected."""

from openchair.web.help.models import HelpLine

__all__ = ["HelpLine"]
