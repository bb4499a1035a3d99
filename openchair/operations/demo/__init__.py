"""The demonstration: an invented organisation with twelve weeks behind it and a meeting going on.

`community` holds the invented people, groups and words; `fill` puts them into an installation through the same
services a real one uses; `company` are the simulated members who hold a live meeting over real sockets.
"""
