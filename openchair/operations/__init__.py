"""Running an installation: making, serving, checking, backing up, restoring, and what it does from time to time.

Nouns: installation (a folder, its secrets and its three databases), job (something done once in a period), backup
(content and keys in two files, so that they can be kept apart). It refuses to know what is inside a sealed field.
"""
