"""A transcript goes through a real meeting: real server, real sockets, and the meeting's report comes out.

Stands here because a report needs both the rooms and the formulas. Everything it makes is in a throw-away
installation; nothing of the transcript stays behind.
"""
