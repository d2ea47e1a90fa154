"""Texts find their topic, in the words of Mexico and of Spain."""

import pytest

from civic.topics import Topic, classify

ROWS = {
    Topic.SAFETY: [
        "hay muchos asaltos en la colonia",
        "más patrullas en la noche",
        "cámaras de seguridad en la entrada",
        "venden droga en la esquina",
        "que haya rondines de policía",
    ],
    Topic.STREETS: [
        "hay un bache enorme",
        "la banqueta está levantada",
        "pavimentación de la calle Nogal",
        "arreglo de aceras y bordillos",
        "la calle es pura tierra",
        "rampa para silla de ruedas en la banqueta",
        "puente peatonal sobre el arroyo",
    ],
    Topic.MOBILITY: [
        "el camión de la ruta azul ya no pasa",
        "pongan topes, corren mucho las motos",
        "semáforo descompuesto",
        "más plazas de aparcamiento",
        "ciclovía en el bulevar",
        "carril bici",
        "no hay donde estacionarse",
        "paso de cebra frente al colegio",
    ],
    Topic.LIGHTING: [
        "lámpara fundida",
        "no hay luz en la calle",
        "farolas apagadas",
        "más alumbrado público",
        "luminaria parpadea",
    ],
    Topic.WATER: [
        "fuga de agua",
        "drenaje tapado",
        "no tenemos agua desde el lunes",
        "alcantarilla sin tapa",
        "se inunda cuando llueve",
        "limpieza de sumideros",
    ],
    Topic.CLEANING: [
        "no pasa el camión de la basura",
        "lote baldío lleno de basura",
        "contenedores de reciclaje",
        "escombro tirado",
        "huele mal por la basura",
        "grafiti en las paredes",
    ],
    Topic.PARKS: [
        "que planten árboles en el camellón",
        "juegos infantiles rotos",
        "poda de árboles",
        "más zonas verdes",
        "bancas y sombra en el parque",
    ],
    Topic.SPORT: [
        "cancha de futbol",
        "polideportivo para el barrio",
        "techar la cancha de basquetbol",
        "alberca pública",
        "gimnasio en la unidad deportiva",
    ],
    Topic.CULTURE: [
        "biblioteca nueva",
        "talleres de pintura",
        "techumbre en la primaria",
        "escuela de música",
        "feria del libro",
        "salas de estudio",
    ],
    Topic.HEALTH: [
        "centro de salud en el ejido",
        "apoyo a adultos mayores",
        "despensas para madres solteras",
        "vivienda asequible",
        "baños públicos",
    ],
    Topic.ECONOMY: [
        "feria del empleo",
        "apoyo al pequeño comercio",
        "mercado de productores",
        "tianguis los domingos",
        "bolsa de trabajo",
    ],
    Topic.ENVIRONMENT: [
        "perros callejeros",
        "ruido en las noches",
        "contaminación del aire",
        "esterilización de gatos",
        "queman basura y hay humo",
    ],
    Topic.GOVERNMENT: [
        "que bajen el predial",
        "trámites por internet",
        "transparencia en el presupuesto",
        "multas injustas",
        "quitar la cita previa",
    ],
    Topic.NOT_USEFUL: ["test ssrf payload", "asdf", "<script>alert(1)</script>"],
}
TABLE = [(text, topic) for topic, texts in ROWS.items() for text in texts]


@pytest.mark.parametrize(("text", "topic"), TABLE)
def test_topic(text: str, topic: Topic) -> None:
    assert classify(text)[0][0] is topic


def test_shares_fall_and_add_up() -> None:
    shares = [share for _, share in classify("fuga de agua en el parque junto a la escuela")]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1.0)


@pytest.mark.parametrize("text", ["", "¿?", "Fernández", "lo que sea"])
def test_no_word_tells(text: str) -> None:
    assert classify(text) == []


def test_labels_are_for_people() -> None:
    labels = [topic.label for topic in Topic]
    assert len(set(labels)) == len(Topic)
    assert max(map(len, labels)) <= 20, "a label fits the strictest channel's button"
