"""`voz complaint` and `voz report`, as staff type them: what is done, what is refused and with which sentence."""

import asyncio
import csv
import io
import json
from pathlib import Path

import pytest
from PIL import Image

from civic.message import Media, MediaKind
from storage.store import open_store
from tests.bot.commands import Voz, settled, voz_of
from tests.corridor import Corridor


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A municipality with two reports: ana's of a pothole, with a photo, and beto's of a street lamp."""
    asyncio.run(reported(settled(tmp_path, monkeypatch)))
    return tmp_path


async def reported(url: str) -> None:
    store = open_store(url)
    corridor = Corridor(store)
    await corridor.agrees("ana")
    await corridor.says("ana", "hay un bache en la colonia Azcapotzalco")
    await corridor.sends("ana", Media(MediaKind.PHOTO, "ref"))
    await corridor.says("ana", "sí")
    await corridor.agrees("beto")
    await corridor.files("beto", "no sirve la lámpara en la colonia Insurgentes")
    await store.close()


@pytest.fixture
def voz(town: Path, capsys: pytest.CaptureFixture[str]) -> Voz:
    return voz_of(capsys)


@pytest.fixture
def folios(voz: Voz) -> list[str]:
    """The pothole's and the lamp's."""
    return [line.split()[0] for line in voz("complaint", "list")[1].splitlines()]


def test_the_list_is_what_waits(voz: Voz, folios: list[str]) -> None:
    assert len(folios) == 2
    assert "LATE" not in voz("complaint", "list")[1]
    assert voz("complaint", "list", "--late")[1].strip() == "no such report"
    assert folios[1] in voz("complaint", "list", "--department", "alumbrado")[1]
    assert voz("complaint", "list", "--status", "done")[1].strip() == "no such report"


def test_a_report_goes_its_way_and_show_tells_all_of_it(voz: Voz, folios: list[str]) -> None:
    bache, _ = folios
    assert voz("complaint", "refer", bache, "obras", "--note", "Lo ve bacheo", "--as", "lupita") == (0, "done\n")
    assert voz("complaint", "schedule", bache.lower().replace("-", " "), "2030-01-15", "--note", "Falta mezcla")[0] == 0
    assert voz("complaint", "task", bache, "aguas", "Reparar la fuga de abajo")[0] == 0
    code, said = voz("complaint", "move", bache, "done", "--note", "Se tapó")
    assert (code, "Reparar la fuga" in said) == (1, True)
    assert voz("complaint", "task-done", bache, "1")[0] == 0
    assert voz("complaint", "move", bache, "done", "--note", "Se tapó")[0] == 0
    shown = voz("complaint", "show", bache)[1]
    for words in (
        "referred by staff:lupita (cli): Obras Públicas. Lo ve bacheo",
        "promised for: 2030-01-15   Falta mezcla",
        "1. aguas: Reparar la fuga de abajo (done)",
        "done by staff:",
        "can go to: reopened",
    ):
        assert words in shown
    assert "ana" not in shown.replace("ventana", ""), "nobody's name or number"


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("move", "FOLIO", "done"), 1, "add the words with --note"),
        (
            ("move", "FOLIO", "reopened", "--note", "x"),
            1,
            "a report that is received cannot become reopened; from here it can go to: under_review",
        ),
        (("move", "FOLIO", "terminado"), 2, "invalid choice: 'terminado'"),
        (("refer", "FOLIO", "marte"), 1, "No hay una dependencia 'marte'. Las que hay: "),
        (("schedule", "FOLIO", "mañana"), 2, "invalid fromisoformat value: 'mañana'"),
        (("schedule", "FOLIO", "2020-01-01"), 1, "ya pasó"),
        (("close", "FOLIO", ""), 1, "add the words"),
        (
            ("show", "DGO-2026-999999-9"),
            1,
            "No hay una queja con el folio DGO-2026-999999-9.",
        ),
        (("show", "nada"), 1, "No hay una queja con el folio nada"),
        (("merge", "FOLIO", "FOLIO"), 1, "no se puede unir consigo misma"),
        (("split", "FOLIO", "--note", "x"), 1, "no está unida a otra"),
        (("publish", "FOLIO", "77"), 1, "there is no file 77 yet"),
        (("move", "FOLIO", "done", "--note", "x", "--photo", "no.jpg"), 1, "no.jpg: cannot be read"),
        (("move", "FOLIO", "done", "--note", "x", "--photo", "config.toml"), 1, "config.toml: "),
        (("route", "un bache", "--category", "baches"), 2, "there is no category 'baches'; there are street"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_is_wrong_is_said_in_one_sentence(
    voz: Voz, folios: list[str], arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    got, said = voz("complaint", *(folios[0] if word == "FOLIO" else word for word in arguments))
    assert (got, sentence in said) == (code, True), said
    assert "Traceback" not in said
    assert f"{folios[0]}  received" in voz("complaint", "list")[1], "nothing was changed"


def test_photos_of_the_work_and_of_residents(voz: Voz, folios: list[str], town: Path) -> None:
    after = town / "despues.jpg"
    exif = Image.Exif()
    exif[0x010F] = "Cámara de Lupita"
    Image.new("RGB", (3000, 2000), "grey").save(after, exif=exif)
    assert voz("complaint", "move", folios[0], "done", "--note", "Se tapó", "--photo", str(after))[0] == 0
    [picture] = (town / "media" / "pictures").glob("*.jpg")
    assert b"Lupita" not in picture.read_bytes()
    assert f"photo of the repair pictures/{picture.name}" in voz("complaint", "show", folios[0])[1]


def test_the_routes_explain_themselves(voz: Voz) -> None:
    code, said = voz("complaint", "route", "no hay luz en la calle", "--category", "lighting")
    assert code == 0
    assert said.splitlines()[-1] == "Va a Alumbrado Público."


def test_the_reports_balance_and_go_out_as_csv(voz: Voz, folios: list[str], town: Path) -> None:
    assert voz("complaint", "close", folios[0], "Es un predio particular")[0] == 0
    assert voz("report", "outcomes")[1].splitlines()[-1].split()[:3] == ["total", "2", "1"]
    rows = list(csv.DictReader(io.StringIO(voz("report", "outcomes", "--by", "category", "--format", "csv")[1])))
    total = rows[-1]
    assert (total["received"], total["open"], total["closed"], total["confirmed"]) == ("2", "1", "1", "0")
    assert voz("report", "neighbourhoods", "--format", "json", "--out", str(town / "n.json"))[0] == 0
    places = json.loads((town / "n.json").read_text())
    assert [(row["key"], row["received"]) for row in places] == [("10005-0107", 1), ("10005-0144", 1), ("total", 2)]
    steps = {line.split()[0] for line in voz("report", "charter")[1].splitlines()[1:]}
    assert steps == {"answer", "solve", "total"}
    assert voz("report", "rebuild")[1].strip().endswith(" days counted anew, 0 figures were kept otherwise")
    assert voz("report", "outcomes", "--since", "2031-01-01")[1].strip().endswith("no reports yet")
    assert voz("report", "outcomes", "--since", "2027-01-02", "--until", "2027-01-01")[0] == 2
