"""The trail: who did what, when and why, in one hash-chained order that nobody can quietly change.

Nouns: Entry (one act), Checkpoint (a signed statement about how far the trail had come). It refuses to know any
words of a person: an entry holds an action, ids, a time, a reason code, a truncated origin and a result.
"""
