"""What can be wrong when a step is run."""


class UsageError(Exception):
    """The call is wrong: no such step, no such parameter, a kind of step that cannot be run here."""


class StepFailed(Exception):  # noqa: N818 - it says what happened to the step, as a status does
    """The step failed for a reason that has a message of its own."""


class ArtifactError(StepFailed):
    """What another step has left is missing, or is not what it left."""


class ModuleDrifted(StepFailed):
    """A module of the project is not the one that was frozen, or was not frozen at all."""
