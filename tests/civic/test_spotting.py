"""A neighbourhood inside a complaint: found when it is said to be one, never guessed."""

import pytest

from civic.places import Directory, Match
from tests.civic.town import town

HERE = Directory(town())

FOUND = [
    ("hay un bache enorme en la Benito Juárez frente a la primaria", "Benito Juárez", 3, "all three of that name"),
    ("La Benito Juárez no tiene agua", "Benito Juárez", 3, "`la` before a man's name means the colonia"),
    ("toda la francisco villa sin luz", "Francisco Villa", 1, "the whole colonia"),
    ("baches de la lazaro cardenas", "Lázaro Cárdenas", 1, "of the colonia"),
    ("bache en col francisco billa", "Francisco Villa", 1, "kind said, spelt by ear"),
    ("fuga en la colonia fransico villa", "Francisco Villa", 1, "kind said, a slip of the finger"),
    ("bache por la colonia morga atras del kinder", "Morga", 1, "kind said, a landmark after"),
    ("tiran basura en el fracc villas del guadiana II", "Villas del Guadiana II", 1, "numbered"),
    ("fuga en fracc. villas del guadiana 3 desde ayer", "Villas del Guadiana III", 1, "numbered with a digit"),
    ("obra en la calle constitucion de la colonia hipodromo", "Hipódromo", 1, "a street in a colonia"),
    ("calle pino 123, col. tierra y libertad, 34127", "Tierra y Libertad", 1, "an address"),
    ("lampara fundida en tierra y libertad", "Tierra y Libertad", 1, "two words after `en`"),
    ("en justicia social no hay agua", "Justicia Social", 1, "two words after `en`"),
    ("fuga en jardines de durango", "Jardines de Durango", 1, "the own city is part of the name"),
    ("hay topes en privada san vicente", "Privada San Vicente", 1, "the kind is part of the name"),
    ("en el residencial santa barbara no pasa la basura", "Residencial Santa Bárbara", 1, "the kind is part of it"),
    ("vivo en el lago y no hay luz", "El Lago", 1, "one's home"),
    ("vecinos de azcapotzalco, pedimos luz", "Azcapotzalco", 1, "those who live there"),
    ("aqui en picachos no hay luz", "Picachos", 1, "where one is"),
    ("hay basura en el centro", "Victoria de Durango Centro", 1, "how all call it"),
    ("fuga en zona centro", "Victoria de Durango Centro", 1, "how all call it"),
    ("no hay luz en la colonia guadalupe 34020", "Guadalupe", 1, "postal code"),
    ("en la colonia 16 de septiembre no hay agua desde el 5 de mayo", "16 de Septiembre", 1, "a date is no place"),
    ("ejido el encinal sin luz", "Ejido el Encinal", 1, "the kind is part of the name"),
    ("fuga en la col. J. Guadalupe Rodriguez", "J Guadalupe Rodriguez", 1, "dots end no clause"),
    ("robos en la colonia division del norte", "División del Norte", 1, "small word inside"),
    ("la 8 de septiembre esta llena de basura", "8 de Septiembre", 1, "a date with the colonia's article"),
    ("en san vicente hay un perro muerto", "San Vicente", 1, "two words after `en`"),
    ("quiero una queja del fracc tecnologico", "Tecnológico", 1, "kind said, though a landmark's name"),
    ("el poblado cinco de mayo no tiene drenaje", "Cinco de Mayo", 1, "rural kind"),
]


@pytest.mark.parametrize(("sentence", "name", "count", "reason"), FOUND)
def test_finds(sentence: str, name: str, count: int, reason: str) -> None:
    match = HERE.spot(sentence)
    assert [candidate.name for candidate in match.candidates] == [name] * count, reason
    assert not match.doubtful


NOTHING = [
    ("no hay luz en toda la cuadra", "no name"),
    ("no hay agua en la colonia", "no name"),
    ("que hagan una caseta de policia en la colonia", "no name"),
    ("mi colonia esta muy sucia", "no name"),
    ("fracc porque esta bien oscuro", "no name"),
    ("en mi casa no hay agua", "no name"),
    ("en la calle Durango", "a street"),
    ("en la calle Benito Juárez", "a street"),
    ("blvd Francisco Villa", "a street"),
    ("hay un bache en el blvd. Francisco Villa", "a street"),
    ("que arreglen la calle nazas", "a street"),
    ("en la 20 de noviembre esquina con pino suarez", "a crossing"),
    ("choque en 20 de noviembre y francisco villa", "a crossing"),
    ("semaforo de felipe pescador y 20 de noviembre", "a crossing"),
    ("en la carretera a mexico", "a road"),
    ("en la primaria Benito Juárez", "a school"),
    ("escuela primaria 20 de noviembre", "a school"),
    ("en la escuela de la lazaro cardenas", "a school, perhaps elsewhere"),
    ("en el mercado francisco villa", "a market"),
    ("en la plaza IV centenario", "a square"),
    ("robo en la farmacia benito juarez", "a shop"),
    ("en la estatua de francisco villa", "a statue"),
    ("mi hijo estudia en la universidad tecnologica de durango", "nobody lives there"),
    ("hay basura en el centro de salud", "a clinic"),
    ("hay basura en el centro comercial", "a shopping centre"),
    ("frente a la benito juarez", "near is not in"),
    ("atras de la benito juarez", "near is not in"),
    ("a un lado de la lazaro cardenas", "near is not in"),
    ("se cayo un arbol en el lago", "a lake"),
    ("desde el mirador se ve todo", "a viewpoint"),
    ("hay gente en el mirador", "one common word without a kind"),
    ("el 20 de noviembre se cayo un poste", "a date"),
    ("el 5 de mayo se fue la luz", "a date"),
    ("desde el primero de mayo no hay agua", "a date"),
    ("necesitamos justicia social", "a turn of phrase"),
    ("francisco villa era revolucionario", "a person"),
    ("en la benito juarez norte", "more of a name follows"),
    ("bache en la colonia guadalupe victoria", "another name begins like one of ours"),
    ("bache en la colonia morga de zacatecas", "elsewhere"),
    ("soy de gomez palacio colonia morga", "elsewhere"),
    ("hay fuga en gomez palacio", "another city"),
    ("hay fuga en victoria de durango", "the city itself"),
    ("hay fuga en durango", "the city itself"),
    ("tiran basura en el fracc villas del guadiana", "siblings without their number"),
    ("fuga en la colonia morga 2", "a number the name does not have"),
    ("de la colonia guadalupe a la colonia morga no pasa el camion", "two places"),
    ("rancho morga sin luz", "a ranch is no colonia"),
    ("hacienda de guadalupe", "another place"),
    ("la luz del poste esta fundida", "no name"),
    ("", "nothing"),
]


@pytest.mark.parametrize(("sentence", "reason"), NOTHING)
def test_finds_nothing(sentence: str, reason: str) -> None:
    assert HERE.spot(sentence) == Match(), reason


def test_an_answer_that_is_a_whole_complaint_is_searched_too() -> None:
    answer = "pues mire, hay un bache enorme en la Benito Juárez frente a la primaria"
    assert len(HERE.find(answer).candidates) == 3
