"""Ground rules a group agrees to: tested clauses, numbered versions, signatures, withdrawals.

Knows what a person promised and when. Refuses to know what happens in a meeting.
"""
