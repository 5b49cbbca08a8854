"""What the command line and the native words share of a run: its stack, and values out of files."""
