"""What a resident types as an answer to *which neighbourhood?*"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.places import Directory, Match
from tests.civic.town import town

HERE = Directory(town())

SURE = [
    ("hipodromo", "Hipódromo", "no accent"),
    ("HIPÓDROMO", "Hipódromo", "capitals"),
    ("ipodromo", "Hipódromo", "h is silent"),
    ("azcapotsalco", "Azcapotzalco", "z as s"),
    ("picachoz", "Picachos", "s as z"),
    ("francisco billa", "Francisco Villa", "v as b"),
    ("el den", "El Edén", "a letter missing"),
    ("francico vlila", "Francisco Villa", "a letter missing and two swapped in different words"),
    ("azzcapotzalco", "Azcapotzalco", "a letter doubled"),
    ("azcaputzalco", "Azcapotzalco", "a foreign letter in a long name"),
    ("tierraylibertad", "Tierra y Libertad", "joined"),
    ("fransiskovilla", "Francisco Villa", "joined and spelt by ear"),
    ("tierra libertad", "Tierra y Libertad", "the small word left out"),
    ("bugambilias", "Las Bugambilias", "the article left out; the base name exists"),
    ("lasbugambiliasiii", "Las Bugambilias III", "joined with its Roman numeral"),
    ("realvictoriaii", "Real Victoria II", "joined; II is not I"),
    ("real bictoria 1", "Real Victoria I", "digit for a Roman numeral"),
    ("villas del guadiana tres", "Villas del Guadiana III", "word for a Roman numeral"),
    ("real victoria, ii", "Real Victoria II", "a comma"),
    ("huizahce ii", "Huizache II", "a slip before the numeral"),
    ("villas guadiana iv", "Villas del Guadiana IV", "article left out"),
    ("campestre las granjas 2", "Fraccionamiento Campestre las Granjas Dos", "digit for a word"),
    ("fraccionamiento campestre las granjas doz", "Fraccionamiento Campestre las Granjas Dos", "number spelt by ear"),
    ("lazaro cardenas segunda seccion", "Lázaro Cárdenas 2a Secc", "ordinal word"),
    ("lazaro cardenas 2da sec", "Lázaro Cárdenas 2a Secc", "ordinal digits"),
    ("5 de mayo", "Cinco de Mayo", "date in digits"),
    ("20denoviembre", "20 de Noviembre", "joined date"),
    ("20 noviembre", "20 de Noviembre", "base of a series that exists itself"),
    ("veinte de noviembre dos", "20 de Noviembre II", "both numbers in words"),
    ("4 centenario", "IV Centenario", "digit for a leading Roman numeral"),
    ("gral lazaro cardenas", "General Lázaro Cárdenas", "abbreviated title"),
    ("garabitos nuevo", "General Lázaro Cárdenas (Garabitos Nuevo)", "alias in brackets"),
    ("francisco madero", "Francisco I Madero", "initial left out"),
    ("fco. i. madero", "Francisco I Madero", "abbreviated; I is an initial, not one"),
    ("fos la virgen", "F.O.S. La Virgen", "dotted capitals"),
    ("j. guadalupe rodriguez", "J Guadalupe Rodriguez", "dot after an initial"),
    ("ampl hector mayagoitia dominguez", "Ampliación Héctor Mayagoitia Domínguez", "abbreviation"),
    ("u. hab. labor de gpe", "Unidad Habitacional Labor de Guadalupe", "two abbreviations"),
    ("priv san vicente", "Privada San Vicente", "abbreviation of a word of the name"),
    ("san vicente", "San Vicente", "the whole name wins over a longer one"),
    ("san carlo", "San Carlo", "a real name, not a slip"),
    ("la cienega", "La Ciénega", "the article tells two names apart"),
    ("cienega", "Ciénega", "the whole name wins over one with an article"),
    ("laz fuentes", "Las Fuentes", "article spelt by ear, not the other article"),
    ("santa teresa", "Santa Teresa", "the plain name wins over one told apart by brackets"),
    ("col los alamos", "Los Álamos", "the kind settles it"),
    ("fracc. guadalupe", "Guadalupe", "the kind settles it"),
    ("benito juarez 34163", "Benito Juárez", "the postal code settles it"),
    ("benito juarez, C.P. 34120", "Benito Juárez", "labelled postal code"),
    ("vivo en francisco villa", "Francisco Villa", "phrase before"),
    ("hola buenas tardes, soy de analco", "De Analco", "the name begins with the phrase's own word"),
    ("mi colonia es privada san vicente", "Privada San Vicente", "`mi colonia` states no kind"),
    ("aqui en hipodromo no hay luz", "Hipódromo", "phrase around"),
    ("en picachos atras de la escuela", "Picachos", "landmark after"),
    ("picachos, Durango", "Picachos", "own city after"),
    ("picachos dgo mexico", "Picachos", "own state and country after"),
    ("picachos por favor", "Picachos", "courtesy"),
    ("jardines de durango", "Jardines de Durango", "the own city is part of the name"),
    ("alianza por durango", "Alianza por Durango", "`por` is part of the name"),
    ("no, la morga", "Morga", "a refusal of an earlier guess"),
    ("calle pino 123 col hipodromo", "Hipódromo", "street and number before the kind"),
    ("victoria de durango", "Victoria de Durango", "a colonia called like the city"),
    ("el centro", "Victoria de Durango Centro", "how all call it"),
    ("zona centro", "Victoria de Durango Centro", "how all call it"),
    ("rancho la joya", "Rancho la Joya", "the kind word is part of the name"),
]


@pytest.mark.parametrize(("typed", "name", "reason"), SURE)
def test_is_sure(typed: str, name: str, reason: str) -> None:
    match = HERE.find(typed)
    assert match.sure is not None, (reason, match)
    assert match.sure.name == name, reason


ASKS = [
    ("benito juarez", {"Benito Juárez"}, 3, "three of that name"),
    ("col benito juarez", {"Benito Juárez"}, 2, "two of that kind"),
    ("la joya", {"La Joya"}, 2, "town and country"),
    ("mi colonia es los alamos", {"Los Álamos"}, 2, "`mi colonia` states no kind"),
    ("gpe", {"Guadalupe"}, 2, "an abbreviation settles nothing"),
    ("la jolla", {"La Joya"}, 2, "spelt by ear"),
    ("benitojuares", {"Benito Juárez"}, 3, "joined, spelt by ear"),
    ("fuentes", {"Las Fuentes", "Los Fuentes"}, 2, "without the article they are one"),
    ("soy del lago", {"Del Lago", "El Lago"}, 2, "`del` may be `de El Lago`"),
    ("primero de mayo", {"1° de Mayo", "Primero de Mayo"}, 2, "said aloud they are one"),
    ("villas del guadiana", {f"Villas del Guadiana {n}" for n in ("I", "II", "III", "IV")}, 4, "siblings, no base"),
    ("villas del guadiana 9", {f"Villas del Guadiana {n}" for n in ("I", "II", "III", "IV")}, 4, "no such number"),
    ("huizache", {"Huizache I", "Huizache II"}, 2, "siblings, no base"),
    ("el cisne", {"El Cisne II"}, 1, "a single sibling is not picked either"),
    ("providencia", {"Providencia I", "Providencia II FOVISSSTE"}, 2, "number in the middle of a name"),
    ("puertas del sol", {"Puerta del Sol", "Puertas del Sol II"}, 2, "a letter too many or a number left out"),
    ("realvictoria", {"Real Victoria I", "Real Victoria II"}, 2, "joined base"),
    ("morga 2", {"Morga"}, 1, "a number the name does not have"),
    ("colosio", {"Luis Donaldo Colosio"}, 1, "a surname"),
    ("mayagoitia", {"Héctor Mayagoitia Domínguez", "Ampliación Héctor Mayagoitia Domínguez"}, 2, "first surname"),
    ("santa barbara", {"Residencial Santa Bárbara"}, 1, "part of a name"),
    ("los torres", {"Rancho los Torres"}, 1, "a ranch without the word"),
    ("residencial morga", {"Morga"}, 1, "a residencial is often another place"),
    ("rancho picachos", {"Picachos"}, 1, "a ranch is no colonia"),
    ("picachos 34120", {"Picachos"}, 1, "another postal code of the town"),
]


@pytest.mark.parametrize(("typed", "names", "least", "reason"), ASKS)
def test_asks(typed: str, names: set[str], least: int, reason: str) -> None:
    match = HERE.find(typed)
    assert match.sure is None, reason
    assert len(match.candidates) >= least, (reason, match)
    assert names <= {candidate.name for candidate in match.candidates}, reason


REFUSED = [
    ("condesa", "a colonia of another city"),
    ("polanco", "a colonia of another city"),
    ("roma norte", "a colonia of another city"),
    ("providencia guadalajara", "another city after a name of ours"),
    ("picachos en monterrey", "another city after a name of ours"),
    ("soy de gomez palacio colonia morga", "another city before a name of ours"),
    ("benito juarez 06600", "a postal code of another state"),
    ("gomez palacio centro", "another city's centre"),
    ("ciudad lerdo", "another city"),
    ("cd. lerdo, dgo", "another city"),
    ("torreon coahuila", "another city"),
    ("nombre de dios", "another town of the state"),
    ("durango", "the city itself"),
    ("por el tec", "near a landmark"),
    ("por el tecnologico", "near a landmark, though a fraccionamiento is called so"),
    ("por el centro", "near the centre"),
    ("cerca de la benito juarez", "near is not in"),
    ("atras del imss", "landmark"),
    ("junto al oxxo", "landmark"),
    ("la universidad", "landmark"),
    ("lazaro cardenas esquina con fanny anitua", "a crossing of streets"),
    ("para que quieren saber", "no word of it can be a name"),
    ("rancho", "a kind alone"),
    ("parque hipodromo", "a park called like a colonia"),
    ("primaria benito juarez", "a school called like a colonia"),
    ("calle nazas", "a street called like a colonia"),
    ("c. benito juarez", "an abbreviated street"),
    ("blvd francisco villa", "a street called like a colonia"),
    ("blvd durango", "a street"),
    ("av 20 de noviembre 123", "an address without a colonia"),
    ("10 de mayo", "a date that names nothing here; no sibling of 5 de Mayo"),
    ("colonia", "no name"),
    ("la colonia", "no name"),
    ("mi colonia", "no name"),
    ("fraccionamiento", "no name"),
    ("no me acuerdo", "no answer"),
    ("no se", "no answer"),
    ("ninguna", "no answer"),
    ("no vivo en durango", "no answer"),
    ("aqui", "no answer"),
    ("jejeje", "laughter"),
    ("asdfgh", "nonsense"),
    ("pendejos", "insult"),
    ("34000000", "a number"),
    ("123", "a number"),
    ("34137", "a postal code alone names no settlement: see with_postal_code"),
    ("", "nothing"),
    ("   ", "nothing"),
    ("👍🏠", "signs only"),
    ("?¿...", "signs only"),
    ("i", "a letter"),
    ("de", "a small word"),
    ("las rosas", "two letters from another name is another name"),
    ("morena", "near Morga in letters only"),
]


@pytest.mark.parametrize(("typed", "reason"), REFUSED)
def test_is_refused(typed: str, reason: str) -> None:
    assert HERE.find(typed) == Match(), reason


def test_the_best_candidate_comes_first() -> None:
    names = [candidate.name for candidate in HERE.find("soy del lago").candidates]
    assert names[:2] == ["Del Lago", "El Lago"]


def test_a_doubtful_single_candidate_is_not_sure() -> None:
    match = HERE.find("el cisne")
    assert (len(match.candidates), match.doubtful, match.sure) == (1, True, None)


def test_get_knows_keys_only() -> None:
    first = town()[0]
    assert HERE.get(first.key) == first
    with pytest.raises(KeyError):
        HERE.get("10005-9999")


def test_postal_code_lists_its_settlements_in_order() -> None:
    assert [each.name for each in HERE.with_postal_code("34220")] == [
        "Guadalupe",
        "Guadalupe Victoria INFONAVIT",
        "Las Fuentes",
    ]
    assert list(HERE.with_postal_code("99999")) == []


def test_an_empty_catalogue_finds_nothing() -> None:
    nowhere = Directory([])
    assert nowhere.find("benito juarez") == nowhere.spot("en la colonia benito juarez") == Match()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120))
def test_any_text_gets_an_answer(text: str) -> None:
    for match in (HERE.find(text), HERE.spot(text)):
        keys = [candidate.key for candidate in match.candidates]
        assert len(keys) == len(set(keys))
        assert match.candidates or not match.doubtful


WORDS = st.sampled_from("la colonia fracc benito juarez de 20 ii no vivo en durango por favor calle y mi i v".split())


@settings(max_examples=100, deadline=None)
@given(st.lists(WORDS, max_size=30))
def test_the_same_words_always_get_the_same_answer(words: list[str]) -> None:
    text = " ".join(words)
    assert HERE.find(text) == Directory(town()).find(text)


@pytest.mark.parametrize("word", ["colonia ", "col ", "a ", "1 y ", "por favor ", "vivo en la ", "5", "x", "durango "])
def test_hostile_repetition_is_bounded(word: str) -> None:
    """Twenty thousand letters are read no further than a thousand."""
    assert HERE.find(word * 20_000) == HERE.find(word * 2_000)
