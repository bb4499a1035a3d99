"""Groups and when they meet: group, dated membership, weekly series, meeting, absence notice.

Knows who belongs where under which name, and so who may see what. Refuses to know what is said in a meeting, what the
ground rules are, and why somebody came or left.
"""
