"""project.yaml -> Config, with every problem of the file in one message."""

from seqfolio.config.model import Config
from seqfolio.config.read import read

__all__ = ["Config", "read"]
