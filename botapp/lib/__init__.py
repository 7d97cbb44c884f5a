"""Pure functions: no database, no web, nothing of ours but each other."""
