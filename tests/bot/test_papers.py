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
from reportlab import __version__ as library

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
RENDERED_BY = "5.1.0"
SHA256 = {
    "accreditation": "cfd1e13d09a4ed13447f18560f7f730c0ff3b5b3eaf8d6236fc4d9ee89b13036",
    "complaint": "78c1e473b8edb96019b58a07480c9ab0860924f850df3a5eb27486d5e601abf7",
    "constitution": "4549265d2dabe4c0e454f707b2146ee135f8951450e807a1b885a970ce852970",
    "handover": "1d68e38b5c9fcf700b1270d350feeb8b36ae06d7cb61215223241215c9051dd0",
    "letter": "c0401b75d12c450e70696cd5dc98ed09544c2d60eb0a16b21d9897274991023c",
    "meeting": "31ed7c37d56648861e4d92a660c572809a3ecf3e949788890f7ebd47cdfb9578",
    "report": "7b3cc9d3c3975b5f4c3fcd5ce46468bbd26067b7da5f7cb22e020ad7a4dd82ac",
    "substitution": "4e6d40b58cbd2dcc9f9bc588590d8d22ec985e97ff5b1eaae0e29e41daf85c2a",
    "training": "21a80bec4b4b05f64e92d5bc062edb61ba4813fe8af14f696dd5af2f03e4314f",
    "visit": "ac33b6138ce09c70836c3a71bf4043ebef52ab7b9cd00656507f5a42b279f029",
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


@pytest.mark.skipif(library != RENDERED_BY, reason=f"these are of reportlab {RENDERED_BY}")
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
    assert pages(pdf) == 10
    assert lines.count("Nombre") == 10
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
    Grid(("Acuerdo",), (("Sigue. " + "Pedir el plano. " * 900,),)),
]


@pytest.mark.parametrize("following", FOLLOWING, ids=lambda block: type(block).__name__)
def test_a_heading_is_never_the_last_thing_on_a_page(following: Block) -> None:
    for before in range(15, 45):
        pdf = sheet(*[Paragraph("Renglón.")] * before, Heading("Título"), following)
        for page in map(shown, pdf.split(b"endstream")):
            assert ("Título" in page) == ("Sigue." in page), before


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
