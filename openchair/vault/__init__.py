"""Keys and sealed fields: what makes words unreadable once their time is over, from backups too.

Nouns: DataKey (one wrapped key in the key store), root key (wraps them, never in a database), Sealer (seals and
opens under one data key), destruction (the key goes, so the words go). It refuses to know what is sealed.
"""
