"""What can be found: listings of outside groups beside the organisation's own.

Nouns: Listing (one row of an outside feed, known by source and slug), Occurrence (one weekly time of it). Keeps what
the source said exactly as it came, follows none of its links, and knows nothing about who looked for what.
"""
