"""People: accounts, sealed identity, roles, links and being signed in.

Nouns: Person, Identity, EmergencyContact, RoleGrant, Suspension, Invitation, ResetLink, DemoLink, SignIn.
Refuses to know: what a group is (an invitation carries a group's id and nothing else), and anything said in one.
"""
