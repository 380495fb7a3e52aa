"""Finished results folders -> an archive that lasts: one bag with an RO-Crate per version, and a catalogue made of them.

``add`` keeps a results folder; ``Archive`` is the folder of all of them. Nothing heavy is imported here.
"""

from seqfolio.archive.adding import Added, add
from seqfolio.archive.place import Archive, Kept, archive_of

__all__ = ["Added", "Archive", "Kept", "add", "archive_of"]
