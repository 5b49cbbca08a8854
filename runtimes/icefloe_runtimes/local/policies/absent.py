"""The outputs of a step whose failure does not count: to those after it they were skipped."""

from icefloe_runtimes.local.place import Place
from icefloe_runtimes.step.manifest import MANIFEST, Manifest
from icefloe_runtimes.step.names import folder
from icefloe_schema.plan import Step


def leave_nothing(step: Step, place: Place, reason: str) -> None:
    """Leave the record of a step that has no outputs, all at once; one that died after it had left some has none."""
    target = place.folder / folder(step.id)
    making = target.with_name(f"making-{target.name}.absent")
    import shutil  # few runs need it, and it takes long to import

    for path in (making, target):
        if path.exists():
            shutil.rmtree(path)
    making.mkdir(parents=True)
    (making / MANIFEST).write_text(Manifest(step=step.id, status="skipped", reason=reason).dumps(), "utf-8")
    making.rename(target)
