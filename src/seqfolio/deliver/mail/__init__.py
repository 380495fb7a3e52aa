"""A mail from a results folder, and its way to the server, with the standard library alone."""
