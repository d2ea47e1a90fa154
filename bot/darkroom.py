"""Photos and papers that staff show to others, made ready: at the terminal and at the desk alike."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.documents import NotADocument, documents_folder, ending_of, keep_file
from bot.pictures import NotAPicture, make_picture, pictures_folder, remove_picture
from civic.message import Document
from handlers.desk import Kept, Upload
from handlers.staff.complaints import Picture
from handlers.staff.finding import NotPossible


@dataclass(frozen=True, slots=True)
class Darkroom:
    media: Path
    """The folder of all files."""

    def develop(self, photo: bytes | str) -> Picture:
        """Of what was uploaded, or of what lies below the media folder. Raises NotPossible."""
        try:
            content = photo if isinstance(photo, bytes) else (self.media / photo).read_bytes()
            return self._kept(content)
        except NotAPicture as e:
            raise NotPossible(str(e)) from e
        except OSError as e:
            raise NotPossible("La foto no se pudo leer o guardar en el servidor. Intente otra vez.") from e

    def _kept(self, content: bytes) -> Picture:
        folder = pictures_folder(self.media)
        name = make_picture(content, folder)
        made = (folder / f"{name}.jpg").read_bytes()
        sha256 = hashlib.sha256(made).hexdigest()
        return Picture(name=name, path=f"{folder.name}/{name}.jpg", sha256=sha256, size=len(made))

    def keep(self, upload: Upload) -> Kept:
        """A picture made anew, a PDF or a sound, by what the file is, whatever its name says. Raises NotPossible."""
        try:
            if ending := ending_of(upload.content):
                file = keep_file(upload.content, documents_folder(self.media))
                return Kept(document=Document(file, _name(upload.name, ending)))
            return Kept(photo=make_picture(upload.content, pictures_folder(self.media)))
        except (NotAPicture, NotADocument) as e:
            raise NotPossible(
                f"{e} Se pueden mandar fotos (JPG, PNG, WebP), PDF y audios (MP3, OGG, M4A); no se mandó nada."
            ) from e
        except OSError as e:
            raise NotPossible(
                "El archivo no se pudo guardar en el servidor; no se mandó nada. Intente otra vez."
            ) from e

    def destroy(self, name: str) -> None:
        remove_picture(name, pictures_folder(self.media))


_NAME_SIGNS = 60


def _name(given: str, ending: str) -> str:
    """As a resident sees it."""
    plain = "".join(sign for sign in given.rpartition("/")[2].rpartition("\\")[2] if sign.isalnum() or sign in " ._-")
    usual = "Documento" if ending == "pdf" else "Audio"
    return f"{plain.removesuffix('.' + ending).strip(' .')[:_NAME_SIGNS] or usual}.{ending}"
