"""The first program of a bundle, `__main__.py` in it: opens the file if it is as it was made.

Any Python can read it, if only to say that it is too old. All of it stands in one `try`: what is left of it in a
damaged file is then no program.
"""

# ruff: noqa: B904, UP031, UP036, PTH100, PTH118, PTH120, PTH123 - it is read by older Pythons, and loads little
try:
    import sys

    if sys.version_info < (3, 11):
        raise SystemExit("error: a bundle needs Python 3.11 or newer, and this is %d.%d" % sys.version_info[:2])

    import hashlib
    import io
    import os
    import shutil
    import tempfile
    import zipfile

    path = os.path.dirname(os.path.abspath(__file__))
    # From here on only these bytes count, whatever becomes of the file.
    with open(path, "rb") as stream:
        data = stream.read()
    seal = "sha256:" + hashlib.sha256(data[:-71]).hexdigest()
    if seal.encode() != data[-71:]:
        raise SystemExit("error: %s was changed after it was made, or is cut short; nothing was run" % path)
    # Nobody else can write there, and nothing lies there from an earlier time.
    room = tempfile.mkdtemp(prefix="icefloe-bundle-")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.extractall(room)
        runtime = os.path.join(room, "runtime")
        sys.path[:] = [runtime] + [one for one in sys.path if os.path.abspath(one) != path]
        from icefloe_runtimes.bundle.command import main

        raise SystemExit(main(sys.argv[1:], room, path))
    finally:
        shutil.rmtree(room, ignore_errors=True)
except KeyboardInterrupt:
    raise SystemExit(130)
except OSError as error:
    raise SystemExit("error: the bundle cannot be opened: %s" % error)
