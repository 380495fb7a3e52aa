"""The catalogue: SQLite with full-text search, made of the crates alone, so that losing it loses nothing."""
