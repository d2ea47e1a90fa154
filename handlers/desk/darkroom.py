"""Pictures that may be shown to others: made of what somebody sent, outside of any transaction."""

from typing import Protocol

from handlers.desk.errand import Kept, Upload
from handlers.staff.complaints import Picture

Photo = bytes | str
"""What was uploaded, or where it lies below the media folder; empty: there is none."""


class Darkroom(Protocol):
    """All wait for the disk, some for tenths of a second."""

    def develop(self, photo: Photo) -> Picture:
        """Raises NotPossible."""

    def keep(self, upload: Upload) -> Kept:
        """What residents are sent of it. Raises NotPossible."""

    def destroy(self, name: str) -> None: ...
