"""Keys of too many parts are found before the parser meets them, and nothing else is."""

from __future__ import annotations

import tomllib

import pytest

from planner.files.toml_keys import long_keys

LONG = ".".join("abcde")  # of five parts, where four may be

FOUND = {
    "a key": (f"x = 1\n{LONG} = 1", [(2, 5)]),
    "a table": (f"[{LONG}]", [(1, 5)]),
    "a repeated table": (f"\n\n[[ {LONG} ]]", [(3, 5)]),
    "spaces and tabs": ("a . b\t.c.d .\te = 1", [(1, 5)]),
    "quoted parts": ("a.'b.b'.\"c\\\".c\".d-_.'' = 1", [(1, 5)]),
    "an inline table": (f"x = {{ {LONG} = 1 }}", [(1, 5)]),
    "within a list": (f"x = [\n  {{ y.z = 1, {LONG} = 1 }},\n]", [(2, 5)]),
    "two of a kind": (f"{LONG}=1\n'#'=1\nf.{LONG}=1", [(1, 5), (3, 6)]),
    "after a text": (f'x = """\nit "is" long\\"""" # "\n{LONG} = 1', [(3, 5)]),
    "after quotes in a text": (f'x = """"a" ""b"""""\n{LONG} = 1', [(2, 5)]),
    "after a text as it stands": (f"x = '''it's ''\\'''''\n{LONG} = 1", [(2, 5)]),
    "after an empty text": (f'x = """"""\ny = ""\n{LONG} = 1', [(3, 5)]),
    "after quotes in a comment": (f"x = 1 # it's \"\n{LONG} = 1", [(2, 5)]),
    "after a comment in a text": (f'x = "#"\n{LONG} = 1', [(2, 5)]),
    "after Windows' line ends": (f"x = 1\r\n{LONG} = 1", [(2, 5)]),
}
LEFT = {
    "four parts": "a.b.c.d = 1",
    "a text": f'x = "{LONG}"',
    "a text as it stands": f"x = '{LONG}'",
    "a long text": f'x = """\n{LONG} = 1\n"""',
    "a long text as it stands": f"x = '''\n{LONG} = 1\n'''",
    "a comment": f"x = 1 # {LONG} = 1",
    "a quoted part": f"'{LONG}'.\"{LONG}\" = 1",
    "numbers": "x = [1.5, 2.5, 3.5, 4.5, 5.5, 6.5]",
    "tables in a row": "x = { a.b = 1.5, c.d = 2.5, e.f = 3.5 }",
    "texts in a row": f"x = ['{LONG}', '{LONG}']",
    "times": "x = [2026-11-30T09:00:00.5, 2026-11-30T09:00:00.5Z, 09:00:00.5]",
}


@pytest.mark.parametrize("case", FOUND)
def test_long_keys_are_found_with_their_lines(case: str) -> None:
    text, expected = FOUND[case]
    assert list(long_keys(text, 4)) == expected


@pytest.mark.parametrize("case", [*FOUND, *LEFT])
def test_cases_are_toml(case: str) -> None:
    assert tomllib.loads(FOUND[case][0] if case in FOUND else LEFT[case])


@pytest.mark.parametrize("case", LEFT)
def test_dots_elsewhere_do_no_harm(case: str) -> None:
    # So that the text is looked at more closely than line by line.
    text = f"{LEFT[case]}\ny = 'x'.'y'.'z'.'a'.'b'"
    assert list(long_keys(text, 4)) == [(text.count("\n") + 1, 5)]


@pytest.mark.parametrize(
    "text",
    ["a" + ".a" * 1_000_000, "a" + " ." * 1_000_000, "'" * 2_000_000, '"""' + '""' * 500_000 + "."],
    ids=["one key", "dots alone", "quotes", "quotes in a text"],
)
def test_endless_lines_are_looked_at_once(text: str) -> None:
    """In a second or so: were it by the square of the length, it would take days."""
    found = list(long_keys(f"{text}\n{LONG} = 1", 4))
    assert found[0][1] >= 5
