"""Safety: noticing when somebody is in trouble, and what people do then.

So far `screening`, a pure library that reads one text at a time. It informs a person; it never blocks, hides or delays
a word.
"""
