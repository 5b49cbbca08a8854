"""What can be wrong when a step is run."""


class UsageError(Exception):
    """The call is wrong: no such step, no such parameter, a kind of step that cannot be run here."""


class StepFailed(Exception):  # noqa: N818 - it says what happened to the step, as a status does
    """The step failed for a reason that has a message of its own."""


class ArtifactError(StepFailed):
    """What another step has left is missing, or is not what it left."""


class ModuleDrifted(StepFailed):
    """A module of the project is not the one that was frozen, or was not frozen at all."""


class ElsewhereError(StepFailed):
    """The step failed in another process of its own, with an exception that is known by its names alone."""

    def __init__(self, type_: str, message: str, place: str, kinds: tuple[str, ...]) -> None:
        super().__init__(message)
        self.type = type_
        self.place = place
        self.kinds = kinds
