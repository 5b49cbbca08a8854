def interactions(events, items):
    """A dense matrix of who has seen what."""
    seen = set(zip(events["user"], events["item"]))
    return [[float((user, item) in seen) for item in items["id"]] for user in sorted(set(events["user"]))]
