"""What a block's fence asks for: `{figure="two-heads" fold="Code"}`."""

import re

OPTION = re.compile(r'(?P<key>[a-z][a-z_-]*)(?:="(?P<value>[^"]*)")?(?:\s+|$)')
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
NEEDS_VALUE = {
    "figure", "fold", "hl_lines", "no-run", "practice", "prints", "raises",
    "title",
}  # fmt: skip


def read(rest: str) -> dict[str, str]:
    """Read the options behind a fence's language.

    Raises:
        ValueError: if one is unknown, malformed, given twice, or does not go
            with another; it says how to write it.

    Example:
        >>> read('{figure="two-heads" fold="Code"}')
        {'figure': 'two-heads', 'fold': 'Code'}
    """
    if not rest:
        return {}
    if not (rest.startswith("{") and rest.endswith("}")):
        raise ValueError(f'options stand in braces, {{key="value"}}: {rest}')
    options: dict[str, str] = {}
    rest, at = rest[1:-1].strip(), 0
    while at < len(rest):
        option = OPTION.match(rest, at)
        if not option:
            raise ValueError(f"cannot read options at: {rest[at:]}")
        key, value = option["key"], option["value"] or ""
        if key not in NEEDS_VALUE:
            known = ", ".join(sorted(NEEDS_VALUE))
            raise ValueError(f"no option {key!r}, only {known}")
        if key in options or not value.strip():
            raise ValueError(f'write {key}="…", once')
        options[key] = value
        at = option.end()
    if "figure" in options and not NAME.fullmatch(options["figure"]):
        raise ValueError("a figure's name is lower case, like head-weights")
    if "practice" in options and not NAME.fullmatch(options["practice"]):
        raise ValueError("a practice's name is lower case, like attention-mask")
    if "practice" in options and {"no-run", "raises", "fold"} & options.keys():
        raise ValueError("a practice is shown, and runs without an error")
    if options.get("prints", "markdown") != "markdown":
        raise ValueError('a block prints text, or prints="markdown"')
    if "no-run" in options and {"raises", "figure"} & options.keys():
        raise ValueError("a block that is not run neither raises nor draws")
    return options
