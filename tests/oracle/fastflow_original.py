"""Where fastflow is found; the examples also need pandas and scikit-learn."""

from originals_kept import Original

FASTFLOW = Original(
    name="fastflow",
    variable="ICEFLOE_FASTFLOW",
    package="src/fastflow",
    source="git+https://github.com/sgaseretto/fastflow",
    needs=("python-fasthtml>=0.12", "fastcore>=1.5", "plum-dispatch>=2", "pandas", "scikit-learn"),
    kept="fastflow-0.2.0",
)
