"""States and well-known towns of Mexico: a name said together with another town is not here."""

from collections.abc import Mapping

STATES: Mapping[str, str] = {
    "01": "aguascalientes|ags",
    "02": "baja california|bc",
    "03": "baja california sur|bcs",
    "04": "campeche|camp",
    "05": "coahuila|coah|coahuila de zaragoza",
    "06": "colima|col",
    "07": "chiapas|chis",
    "08": "chihuahua|chih",
    "09": "ciudad de mexico|cdmx|df|distrito federal|mexico df",
    "10": "durango|dgo",
    "11": "guanajuato|gto",
    "12": "guerrero|gro",
    "13": "hidalgo|hgo",
    "14": "jalisco|jal",
    "15": "estado de mexico|edomex",
    "16": "michoacan|mich|michoacan de ocampo",
    "17": "morelos|mor",
    "18": "nayarit|nay",
    "19": "nuevo leon|nl",
    "20": "oaxaca|oax",
    "21": "puebla|pue",
    "22": "queretaro|qro",
    "23": "quintana roo|qroo",
    "24": "san luis potosi|slp",
    "25": "sinaloa|sin",
    "26": "sonora|son",
    "27": "tabasco|tab",
    "28": "tamaulipas|tamps",
    "29": "tlaxcala|tlax",
    "30": "veracruz|ver",
    "31": "yucatan|yuc",
    "32": "zacatecas|zac",
}
"""INEGI's state number, the state's folded names and short forms."""

_SPANISH_WORDS = frozenset(("sin", "ver", "son", "col", "mor", "camp", "tab", "mich"))
"""Short forms that are common words or mean something else in a sentence: never read as a state."""

_TOWNS = """
acapulco|aguascalientes|apodaca|atizapan|boca del rio|cabo san lucas|cadereyta|canatlan|cancun|celaya|chetumal
chicago|chilpancingo|ciudad juarez|ciudad lerdo|ciudad obregon|ciudad valles|ciudad victoria|coatzacoalcos
colima|cordoba|coyoacan|cozumel|cuautitlan|cuautla|cuencame|cuernavaca|culiacan|dallas|delicias|ecatepec
el salto|ensenada|escobedo|fresnillo|garcia|gomez palacio|guadalajara|guanacevi|guaymas|hermosillo
hidalgo del parral|houston|huajuapan|irapuato|ixtapaluca|iztapalapa|jalapa|jerez|juchitan|la paz|lagos de moreno
leon|lerdo|los angeles|los cabos|los mochis|manzanillo|mapimi|matamoros|mazatlan|merida|mexicali|mezquital
minatitlan|monclova|monterrey|morelia|naucalpan|navojoa|nazas|nezahualcoyotl|nogales|nombre de dios|nuevo ideal
nuevo laredo|oaxaca|orizaba|otaez|pachuca|papasquiaro|parral|piedras negras|playa del carmen|poanas|poza rica
puebla|pueblo nuevo|puerto escondido|puerto vallarta|queretaro|reynosa|rodeo|salamanca|salina cruz|saltillo
san andres tuxtla|san cristobal de las casas|san dimas|san luis potosi|san luis rio colorado
san nicolas de los garza|san pedro garza garcia|santa catarina|santiago papasquiaro|sombrerete|suchil|tamazula
tampico|tapachula|tecate|tehuacan|tepehuanes|tepic|tijuana|tlahualilo|tlalnepantla|tlalpan|tlaquepaque|tlaxcala
toluca|tonala|topia|torreon|tuxtepec|tuxtla gutierrez|uruapan|valle de bravo|veracruz|victoria de durango
villahermosa|xalapa|xochimilco|zacatecas|zamora|zapopan|zihuatanejo
"""


def _names(number: str) -> frozenset[str]:
    return frozenset(STATES.get(number, "").split("|")) - {""}


def own_state(inegi_key: str) -> frozenset[str]:
    """Folded names of the state of a municipality key such as `10005`; empty when the key is no INEGI key."""
    return _names(inegi_key[:2])


def other_places(own: frozenset[str]) -> frozenset[str]:
    """Folded names of states and towns of Mexico but for our own."""
    states = frozenset().union(*map(_names, STATES))
    towns = frozenset(name for line in _TOWNS.splitlines() for name in line.split("|") if name)
    return (states | towns) - own - _SPANISH_WORDS
