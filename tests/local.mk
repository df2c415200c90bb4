# Tests.  One fragment for each kind.
