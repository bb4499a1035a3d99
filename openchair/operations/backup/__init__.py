"""Backups: content in one file, the key store in another, so that whoever finds one of them can read nothing.

Both are encrypted under the root key. What was destroyed after a backup stays destroyed: the list of destroyed keys is
replayed before a restored installation answers.
"""
