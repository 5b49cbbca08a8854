"""What is wrong with a pipeline that was built."""


class BuildError(Exception):
    """A pipeline cannot be said as a plan; the message says why, and what to do."""
