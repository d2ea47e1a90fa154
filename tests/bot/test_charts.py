"""The pictures of results: what they say can be read, also in Spanish, and all of it is within the picture."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from bot.charts import bars_chart, tiles_chart
from bot.lettering import Pen
from civic.tiles import Group, Tile, legend, tiles

SIZE = 72


def written(text: str, room: float = 0) -> Image.Image:
    image = Image.new("L", (1200, 140), 255)
    font = ImageFont.load_default(SIZE)
    assert isinstance(font, ImageFont.FreeTypeFont)
    pen = Pen(ImageDraw.Draw(image), font, "black")
    pen.write(20, 110, pen.fitted(text, room) if room else text)
    return image


def differs(one: Image.Image, other: Image.Image) -> tuple[int, int, int, int] | None:
    """The box in which two pictures are not the same."""
    return ImageChops.difference(one, other).getbbox()


@pytest.mark.parametrize(("letter", "plain"), ["áa", "ée", "óo", "úu", "üu", "ñn", "ÁA", "ÉE", "ÍI", "ÓO", "ÚU", "ÑN"])
def test_a_letter_with_a_mark_is_the_plain_one_with_something_above_it(letter: str, plain: str) -> None:
    box = differs(written(letter), written(plain))
    assert box is not None, "the mark is there"
    plain_box = ImageChops.invert(written(plain)).getbbox()
    assert plain_box is not None
    assert box[3] <= plain_box[1], "above the letter, not in it"


def test_an_i_with_an_accent_has_no_dot_and_is_as_slim_as_the_plain_one() -> None:
    accented, plain = (ImageChops.invert(written(letter).crop((0, 80, 400, 140))).getbbox() for letter in "íi")
    assert accented is not None
    assert plain is not None
    assert abs((accented[2] - accented[0]) - (plain[2] - plain[0])) <= 1


def test_what_is_too_long_ends_in_dots_within_its_room() -> None:
    box = ImageChops.invert(written("Calles y banquetas de toda la ciudad", room=400)).getbbox()
    assert box is not None
    assert box[2] <= 420


def opened(drawing: bytes) -> Image.Image:
    image = Image.open(BytesIO(drawing))
    image.load()
    return image


def lengths(image: Image.Image, colour: tuple[int, int, int]) -> list[int]:
    """Pixels of one colour in each line of the picture that has any, without repeats."""
    found: list[int] = []
    for y in range(image.height):
        row = image.crop((0, y, image.width, y + 1))
        count = sum(pixel == colour for pixel in row.get_flattened_data())
        if count and (not found or found[-1] != count):
            found.append(count)
    return found


def test_a_bar_is_as_long_as_its_number_says() -> None:
    image = opened(bars_chart("Consulta", "Temas", [("Seguridad", 40), ("Calles", 10)], ""))
    longest, quarter = lengths(image, (0x12, 0x66, 0x4F))
    assert longest / quarter == pytest.approx(4, rel=0.01)


def test_a_tile_for_each_neighbourhood_the_darker_the_more() -> None:
    places = [
        {"clave": key, "colonia": key, "tipo": "Colonia", "codigo_postal": code, "cuadrante": quadrant}
        for key, code, quadrant in (("a", "34010", "Norte"), ("b", "34000", "Norte"), ("c", "34020", ""))
    ]
    proposals = [{"clave_colonia": "a"}] * 10 + [{"clave_colonia": "c"}]
    north, unknown = (
        Group("Norte", [Tile("b", 0), Tile("a", 10)]),
        Group("sin cuadrante", [Tile("c", 1)]),
    )
    assert tiles(places * 10, proposals)[0].label == "Norte", "by part of town where any is named"
    grouped = {group.label: group.tiles for group in tiles(places, proposals)}
    assert grouped == {"Otros": [*north.tiles, *unknown.tiles]}, "groups too small for a line of their own"
    assert [tile.shade for tile in grouped["Otros"]] == [0, 3, 1]
    assert legend() == ["ninguna", "1 a 2", "3 a 9", "10 o más"]
    image = opened(tiles_chart("Consulta", "Por colonia", [north, unknown], ["No es un mapa."]))
    assert max(lengths(image, (0x0B, 0x3D, 0x2F))) >= 57, "one of the darkest"
