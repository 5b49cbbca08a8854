"""Which of runnable's services a run has: where its files and its secrets are."""

from dataclasses import dataclass

from icefloe.dialect import Reader
from icefloe.dialects.runnable.written import Execution

_USUAL = "runnable-config.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The kinds of a run's catalog and secrets manager; empty where that is not known."""

    catalog: str = ""
    secrets: str = ""


def services(execution: Execution, reader: Reader) -> Services:
    """The services of a pipeline: those of runnable itself, unless a configuration file may say otherwise."""
    if execution.configuration is not None or reader.read(_USUAL) is not None:
        return Services()
    return Services(catalog="file-system", secrets="env-secrets")
