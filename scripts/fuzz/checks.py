"""Checks that schemathesis does not bring along. Loaded by it: see people.ts."""

import re

import schemathesis

# A frame of a stack, a place in our sources or in a library, or what a database says of its own.
INSIDE = re.compile(r"node_modules|\bat \S+ \(|\.[jt]s:\d+|SQLSTATE|\bsyntax error at\b|Error: \w", re.IGNORECASE)


@schemathesis.check
def nothing_of_the_inside(ctx, response, case):
    """An answer that refuses shows no stack, no file, no statement."""
    if response.status_code >= 400:
        found = INSIDE.search(response.text)
        assert found is None, f"the answer shows {found.group(0)!r}"
