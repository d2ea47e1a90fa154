"""Papers as PDF: the same bytes anywhere, and whatever somebody wrote is text that can be read."""

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.papers import pdf_of, qr_svg
from bot.papers.letters import plain
from civic.paper import (
    Block,
    Checks,
    Facts,
    Grid,
    Heading,
    Paper,
    Paragraph,
    Signature,
    Signatures,
    Square,
    Verbatim,
    sha256_of,
)
from handlers import papers
from tests.paperwork import CONSTITUTION, DURANGO, MADE

ROOT = Path(__file__).parents[2]
SHA256 = {
    "accreditation": "09c4ba3f8095dc5fb7fb543ab2d6ac18146885496891c50cc3263d6b7c83e57d",
    "complaint": "f0a8737a8402b8b27b0d58cd2c9e46d8433ae156338d65db35bb50546f2837a5",
    "constitution": "3acb0c1296f3a1455a81bf3f105b3dee542bcdcc0af88646b74799b2ea2afe3c",
    "handover": "208768177db992a79fb1dff82f04800754def324b4f433d2ad0e8f51c9641192",
    "letter": "749d741e96abe4512400a46425b2ef4f51fc46ec99b4d5445bd5dc262583b631",
    "meeting": "8b68bde0eaf43b3ec0421f7a12c3ced48f8373548ebdc22b6b3d5e9b898c5f50",
    "report": "44d4f848f5e61b18f790c4784a2f8e3ce59f2d65cf96e1b0a433530c36870007",
    "substitution": "8800c7406fa29c074bf774bfdcc1e954dc920eec9db2c0cf2ef6af9f829b1b5b",
    "training": "a56de2dfb8b603abd8ab3a8404028afc66572d1912357d06791b65fe81c3449f",
    "visit": "34af714972b9c9b1c14b4dc2dd88e0c49aa42a1f2c6e0b40756352f652176af0",
}
"""What each paper is known to come out as. Whoever changes a paper, or the library that draws it, changes these on purpose."""

ANEW = """
import hashlib
from bot.papers import pdf_of
from tests.paperwork import MADE
for name, made in MADE.items():
    print(name, hashlib.sha256(pdf_of(made())).hexdigest())
"""


def sheet(*blocks: Block) -> bytes:
    return pdf_of(Paper(municipality=DURANGO, title="Prueba", reference="P-1", blocks=blocks))


def shown(pdf: bytes) -> str:
    """The lines of text in the order in which they are drawn."""
    drawn = re.findall(rb"\(((?:\\.|[^\\)])*)\) Tj", pdf)
    octal = re.compile(rb"\\([0-7]{3}|.)")
    lines = [octal.sub(lambda sign: bytes([int(sign[1], 8)]) if len(sign[1]) == 3 else sign[1], one) for one in drawn]
    return b"\n".join(lines).decode("cp1252")


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


def anew(seed: str, zone: str, language: str) -> dict[str, str]:
    """sha256 of each paper in an interpreter of its own."""
    places = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "TZ": zone, "LANG": language, "LC_ALL": language}
    said = subprocess.run(
        [sys.executable, "-c", ANEW], env=os.environ | places, check=True, capture_output=True, text=True
    )
    return dict(line.split() for line in said.stdout.splitlines())


def test_each_paper_comes_out_as_it_is_known_to() -> None:
    assert {name: hashlib.sha256(pdf_of(made())).hexdigest() for name, made in MADE.items()} == SHA256


def test_two_machines_with_other_clocks_and_languages_make_the_same_bytes() -> None:
    here = {name: hashlib.sha256(pdf_of(made())).hexdigest() for name, made in MADE.items()}
    assert anew("1", "Pacific/Auckland", "de_DE.UTF-8") == here
    assert anew("4294967295", "America/Monterrey", "C") == here


def test_each_of_the_ten_papers_is_known() -> None:
    assert set(SHA256) == set(MADE)
    assert len(MADE) == 10


def test_a_file_says_what_it_is_and_not_when_or_by_what_it_was_made() -> None:
    made = MADE["constitution"]()
    pdf = pdf_of(made)
    assert pdf.startswith(b"%PDF-1.4")
    assert pages(pdf) == 1
    assert sha256_of(made).encode() in pdf.split(b"/ID")[1]
    assert b"/Lang (es-MX)" in pdf
    for word in (b"Date", b"/Producer", b"/Creator", b"FlateDecode", b"FontFile"):
        assert word not in pdf


def test_only_faces_that_every_reader_has() -> None:
    faces = {face for made in MADE.values() for face in re.findall(rb"/BaseFont /([\w-]+)", pdf_of(made()))}
    assert faces == {b"Helvetica", b"Helvetica-Bold", b"Helvetica-Oblique"}


def test_every_page_says_whose_which_and_how_many() -> None:
    made = Paper(municipality=DURANGO, title="Larga", reference="P-2", blocks=(Paragraph("Renglón. " * 2400),))
    pdf = pdf_of(made)
    text = shown(pdf)
    assert pages(pdf) == 5
    assert (
        text.count(DURANGO) == text.count("P-2") == text.count(f"Huella de este documento: {sha256_of(made)[:12]}") == 5
    )
    assert [f"Página {page} de " in text for page in (1, 5, 6)] == [True, True, False]
    (total,) = re.findall(rb"/Subtype /Form.*?stream(.*?)endstream", pdf, re.DOTALL)
    assert b"(5) Tj" in total


def test_spanish_signs_come_out() -> None:
    words = "Ñandú, cigüeña: «¿sí?», ¡no! — … “a” ½ 10 € º ª"
    assert words in shown(sheet(Paragraph(words)))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Māra Łukasz Şule Đinh ıř", "Mara Lukasz Sule Dinh ir"),
        ("Jose\u0301 Nun\u0303ez", "José Nuñez"),
        ("Ana 🌸 Flores 👩‍👩‍👧", "Ana  Flores"),
        ("𝓐𝓷𝓪 ｐｅｒｅｚ ﬁn №", "Ana perez fin No"),
        ("🌸", "?"),
        ("Иван 王", "???? ?"),
        ("uno\r\ndos\u2028tres", "uno\ndos\ntres"),
        ("a\u00adb\u200bc\u202ed\x00e\tf", "abcde f"),
        ("3 ≤ 4 → 5 − 1", "3 <= 4 -> 5 - 1"),
        ("\ud800x", "x"),
        ("  ", ""),
    ],
)
def test_what_the_faces_lack_is_written_with_the_nearest_letter(written: str, read: str) -> None:
    assert plain(written) == read


def test_a_name_of_pictures_can_be_printed_wherever_a_name_stands() -> None:
    member = replace(CONSTITUTION.members[0], name="Ana 🌸", role="🦄")
    body = replace(CONSTITUTION.body, name="Nazas 🚧", key="🔑")
    act = replace(CONSTITUTION, body=body, members=(member,), place="王")
    text = shown(pdf_of(papers.constitution_paper("Municipio 🌵", act)))
    assert text.splitlines().count("Ana") == 2, "in the list and under the line to sign"
    assert "Comité de obra «Nazas »" in text


HOSTILE = [
    "<b>negritas</b> & <font size=90>grande</font>",
    '<img src="/etc/passwd"/> <a href="file:x">y</a>',
    "&lt;no&gt; &nbsp; &#0; ]]> <!-- -->",
    "<para><unclosed",
    ") Tj (otro) Tj \\) endstream endobj",
    "%PDF-1.4 {plantilla} %s {{ x }}",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_what_somebody_wrote_is_text_and_never_markup(words: str) -> None:
    blocks = (Heading(words), Verbatim(words), Facts(((words, words),)), Grid((words,), ((words,),)))
    pdf = sheet(*blocks, Signatures((Signature(words, words, words),)))
    assert "".join(shown(pdf).split()).count("".join(words.split())) == 9, "in each place, sign by sign"
    assert b"/Subtype /Image" not in pdf
    assert b"/URI" not in pdf


def test_a_long_table_breaks_over_pages_and_repeats_its_heads() -> None:
    rows = tuple((f"Integrante {number}", "Vocal") for number in range(300))
    pdf = sheet(Grid(("Nombre", "Cargo"), rows))
    lines = shown(pdf).splitlines()
    assert pages(pdf) == 9
    assert lines.count("Nombre") == 9
    assert [f"Integrante {number}" for number in range(300)] == [one for one in lines if one.startswith("Integrante")]


def test_a_row_is_not_broken_and_heads_stand_once_a_page() -> None:
    rows = tuple((f"Empieza {number}. {'Pedir el plano. ' * 60} Termina {number}.",) for number in range(12))
    pdf = sheet(Grid(("Acuerdo",), rows))
    for page in pdf.split(b"endstream"):
        lines = shown(page)
        assert lines.count("Empieza") == lines.count("Termina")
        assert lines.splitlines().count("Acuerdo") == (1 if "Empieza" in lines else 0)


@pytest.mark.parametrize("block", [Facts, Grid, Verbatim])
def test_a_text_longer_than_a_page_goes_on_on_the_next(block: type[Block]) -> None:
    words = " ".join(f"palabra{number}" for number in range(2500))
    made = {Facts: Facts((("Nota", words),)), Grid: Grid(("Nota",), ((words,),)), Verbatim: Verbatim(words)}[block]
    pdf = sheet(made)
    assert pages(pdf) > 3
    assert re.findall(r"palabra\d+", shown(pdf)) == words.split()


def test_words_of_somebody_keep_their_lines_and_their_indents() -> None:
    lines = shown(sheet(Verbatim("Uno\n   a) dos\n\n\ttres"))).splitlines()
    assert lines[-3:] == ["Uno", "   a) dos", " tres"]


def test_a_word_wider_than_its_column_is_broken() -> None:
    word = "a" * 400
    lines = shown(sheet(Grid(("Uno", "Dos", "Tres"), ((word, "", ""),)))).splitlines()
    assert "".join(line for line in lines if set(line) == {"a"}) == word
    assert word not in lines


FOLLOWING: list[Block] = [
    Paragraph("Sigue."),
    Verbatim("Sigue."),
    Facts((("Sigue.", ""),)),
    Signatures((Signature("Sigue.", "Vocal"),), "Firman esta acta."),
    Grid(("Acuerdo",), (("Sigue. " + "Pedir el plano. " * 80,), ("Otro",))),
    Grid(("Acuerdo",), (("Sigue.",), *[("Otro",)] * 20)),
    Grid(("Acuerdo",), (("Sigue. " + "Pedir el plano. " * 400,),)),
]


@pytest.mark.parametrize("following", FOLLOWING, ids=lambda block: type(block).__name__)
def test_a_heading_is_never_the_last_thing_on_a_page(following: Block) -> None:
    for before in range(15, 45):
        pdf = sheet(*[Paragraph("Renglón.")] * before, Heading("Título"), following)
        for page in map(shown, pdf.split(b"endstream")):
            assert ("Título" in page) == ("Sigue." in page), before


@pytest.mark.parametrize("last", FOLLOWING, ids=lambda block: type(block).__name__)
def test_no_page_is_empty(last: Block) -> None:
    for before in range(15, 45):
        texts = map(shown, sheet(*[Paragraph("Renglón.")] * before, last).split(b"endstream"))
        assert not any(re.search(r"Página \d+ de $", text) for text in texts), before


def test_a_block_of_nothing_leaves_no_trace() -> None:
    blocks = Facts(()), Checks(()), Signatures(())
    assert len(shown(sheet(*blocks))) == len(shown(sheet()))


def test_a_qr_code_is_drawn_in_squares() -> None:
    address = "https://voz.example/c/a?x=1&y=2"
    picture = ElementTree.fromstring(qr_svg(address))
    assert picture.get("viewBox") == "0 0 37 37", "29 modules and 4 light ones at each side"
    pdf = sheet(Square(address, "Apunte la cámara."))
    path = picture.findall("{http://www.w3.org/2000/svg}path")[1].get("d", "")
    assert len(re.findall(rb" re f", pdf)) == path.count("M") > 100
    assert qr_svg(address) == qr_svg(address) != qr_svg(address + "3")


@pytest.mark.parametrize("text", ["x" * 1201, "https://voz.example/ñ"])
def test_what_a_telephone_would_not_read_well_makes_no_qr_code(text: str) -> None:
    with pytest.raises(ValueError, match="1200 signs of ASCII"):
        qr_svg(text)
    assert qr_svg("x" * 1200)


def test_the_command_line_starts_without_the_library() -> None:
    code = "import sys, bot.cli, bot.papers; sys.exit('reportlab' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_no_name_is_too_long_to_be_signed_under() -> None:
    line = Signature("Ana " * 3000, "Vocal " * 3000, "Aceptada " * 3000)
    assert pages(sheet(Heading("Firmas"), Signatures((line, line, line), "Firman."))) > 3
