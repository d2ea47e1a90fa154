"""What is published of a consultation, the same for a folder of files, a page and a message."""

from handlers.release.files import release_files
from handlers.release.gather import Gathered, Release, gather, release_of

__all__ = ["Gathered", "Release", "gather", "release_files", "release_of"]
