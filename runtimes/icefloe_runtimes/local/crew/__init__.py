"""The crew of a run: whoever starts its processes, and waits for them.

Nothing is imported here: a run that starts no process needs no loop.
"""
