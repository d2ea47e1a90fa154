"""A small town whose names set every trap, and the full catalogues where the shared data is at hand."""

import csv
import os
from pathlib import Path

import pytest

from civic.catalogue import neighbourhoods_from
from civic.neighbourhood import Neighbourhood

_ROOT = Path(__file__).resolve().parents[2]

_TOWN = """
Benito Juárez|Colonia|34120
Benito Juárez|Colonia|34163
Benito Juárez|Fraccionamiento|34167
Guadalupe|Colonia|34020
Guadalupe|Fraccionamiento|34220
Guadalupe (Natera)|Granja|34198
Guadalupe Victoria INFONAVIT|Fraccionamiento|34220
Los Álamos|Colonia|34146
Los Álamos|Fraccionamiento|34299
La Joya|Colonia|34144
La Joya|Ranchería|34395
Rancho la Joya|Ranchería|34395
Las Fuentes|Fraccionamiento|34220
Los Fuentes|Fraccionamiento|34170
San Carlo|Fraccionamiento|34204
San Carlos|Colonia|34168
San Carlos (Las Fresas)|Ranchería|34340
Ciénega|Colonia|34090
La Ciénega|Fraccionamiento|34198
Del Lago|Fraccionamiento|34080
El Lago|Fraccionamiento|34193
De Analco|Barrio|34138
20 de Noviembre|Colonia|34236
20 de Noviembre II|Fraccionamiento|34234
20 de Noviembre (Lote 103)|Colonia|34204
Cinco de Mayo|Pueblo|34305
1° de Mayo|Colonia|34125
Primero de Mayo|Ejido|34317
16 de Septiembre|Colonia|34030
8 de Septiembre|Colonia|34196
IV Centenario|Colonia|34150
Villas del Guadiana I|Fraccionamiento|34224
Villas del Guadiana II|Fraccionamiento|34224
Villas del Guadiana III|Fraccionamiento|34224
Villas del Guadiana IV|Fraccionamiento|34224
Villas de Guadiana VI|Fraccionamiento|34224
Las Bugambilias|Fraccionamiento|34234
Las Bugambilias III|Fraccionamiento|34237
Puerta del Sol|Fraccionamiento|34128
Puertas del Sol II|Fraccionamiento|34128
Real Victoria I|Fraccionamiento|34287
Real Victoria II|Fraccionamiento|34168
Huizache I|Fraccionamiento|34160
Huizache II|Fraccionamiento|34160
El Cisne II|Colonia|34143
Providencia I|Fraccionamiento|34179
Providencia II FOVISSSTE|Fraccionamiento|34176
Fraccionamiento Campestre las Granjas Uno|Fraccionamiento|34394
Fraccionamiento Campestre las Granjas Dos|Fraccionamiento|34034
Milenio 450|Fraccionamiento|34167
Lázaro Cárdenas|Colonia|34019
Lázaro Cárdenas 2a Secc|Colonia|34021
General Lázaro Cárdenas|Pueblo|34305
General Lázaro Cárdenas (Garabitos Nuevo)|Colonia|34105
Francisco I Madero|Fraccionamiento|34159
Francisco Villa|Colonia|34130
Luis Donaldo Colosio|Colonia|34188
Héctor Mayagoitia Domínguez|Colonia|34010
Ampliación Héctor Mayagoitia Domínguez|Colonia|34015
Tierra y Libertad|Colonia|34127
Justicia Social|Colonia|34194
Alianza por Durango|Colonia|34164
Jardines de Durango|Fraccionamiento|34200
Victoria de Durango|Colonia|34167
Victoria de Durango Centro|Colonia|34000
Durango (Presidente Guadalupe Victoria)|Aeropuerto|34305
Universidad Tecnológica de Durango|Equipamiento|34198
Tecnológico|Fraccionamiento|34287
Residencial Santa Bárbara|Fraccionamiento|34106
Residencial Santa Teresa|Fraccionamiento|34162
Santa Teresa|Fraccionamiento|34166
Santa Teresa [Granja]|Granja|34300
Privada San Vicente|Fraccionamiento|34049
San Vicente|Colonia|34194
Unidad Habitacional Labor de Guadalupe|Fraccionamiento|34235
Rancho los Torres|Ranchería|34300
Azcapotzalco|Colonia|34160
Morga|Colonia|34010
Hipódromo|Colonia|34270
El Mirador|Colonia|34045
F.O.S. La Virgen|Colonia|34103
J Guadalupe Rodriguez|Colonia|34280
Nazas|Fraccionamiento|34278
Picachos|Colonia|34137
El Edén|Fraccionamiento|34160
División del Norte|Colonia|34140
Ejido el Encinal|Ejido|34345
"""


def town() -> list[Neighbourhood]:
    """Ids count from 0001 in the order above."""
    rows = (line.split("|") for line in _TOWN.strip().splitlines())
    return [
        Neighbourhood(key=f"10005-{number:04}", name=name, kind=kind, postal_code=code, city="Victoria de Durango")
        for number, (name, kind, code) in enumerate(rows, start=1)
    ]


def shared_file(name: str) -> Path:
    """A file of the shared data; skips the test where it is not at hand."""
    folder = Path(os.environ.get("VOZ_SHARED", _ROOT.parent / "shared")) / "data"
    if not (folder / name).is_file():
        pytest.skip(f"{name} is not at hand: set VOZ_SHARED to the folder that holds data/{name}")
    return folder / name


def catalogue(name: str) -> list[Neighbourhood]:
    with shared_file(f"asentamientos_{name}.csv").open(encoding="utf-8", newline="") as file:
        neighbourhoods, faults = neighbourhoods_from(csv.DictReader(file))
    assert faults == []
    return neighbourhoods
