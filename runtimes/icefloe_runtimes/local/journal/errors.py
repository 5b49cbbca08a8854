"""What can be wrong with a journal."""


class JournalError(Exception):
    """What happens in a run cannot be recorded, or cannot be made to last."""
