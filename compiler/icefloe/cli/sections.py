"""A verb with many options, whose help shows them under headings."""

import click


class Option(click.Option):
    """An option that says under which heading it stands."""

    section = "Other options"


class Sectioned(click.Command):
    """A command whose help lists its options under headings, in the order in which they were added."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read a call; a value that may be left out must be joined by `=`, so that no path is taken for it."""
        loose = {
            name
            for one in self.params
            if isinstance(one, click.Option) and not one.is_flag and one.flag_value == ""
            for name in one.opts
        }
        end = args.index("--") if "--" in args else len(args)
        return super().parse_args(ctx, [f"{one}=" if one in loose else one for one in args[:end]] + args[end:])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, each group under its heading."""
        rows: dict[str, list[tuple[str, str]]] = {}
        for one in self.get_params(ctx):
            record = one.get_help_record(ctx) if isinstance(one, click.Option) else None
            if record is not None:
                rows.setdefault(one.section if isinstance(one, Option) else Option.section, []).append(record)
        for heading, own in sorted(rows.items(), key=lambda row: row[0] == Option.section):
            with formatter.section(heading):
                formatter.write_dl(own)


def section(heading: str) -> type[Option]:
    """Make the class of options under a heading."""
    return type("Option", (Option,), {"section": heading})
