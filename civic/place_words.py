"""The words around a place name: kinds of settlement, abbreviations, small words, streets, landmarks, small talk.

All words are folded (`civic.spanish.fold`).
"""

from collections.abc import Mapping

from civic.word_sets import word_set

_ABBREVIATIONS = """
colonia: col coln colo coloni colona clonia
fraccionamiento: frac fracc fraccto fracto fraccion fraccionam fraccmto fracionamiento fraccionamento fracionamento
privada: priv pvda privd|privadas: privs
ampliacion: amp ampl amplia
residencial: res resid residenc
hacienda: hda hac|haciendas: hdas
jardines: jard jards jdns jdnes
cerrada: cda cerr
rinconada: rinc rcda
unidad: und unid
habitacional: hab
condominio: cond condo
ejido: ej
poblado: pob pobl
rancho: rcho
general: gral gnral
licenciado: lic
ingeniero: ing
profesor: prof profr
profesora: profra
doctor: dr
doctora: dra
coronel: cnel
capitan: cap
presidente: pdte pres
santa: sta
santo: sto
san: sn
francisco: fco
francisca: fca
guadalupe: gpe
maria: ma
hermanos: hnos
hernandez: hdz hdez
martinez: mtz
gonzalez: glez glz gzz
rodriguez: rdz rdgz
fernandez: fdz fdez
lopez: lpz
jimenez: jmz
nuevo: nvo
nueva: nva
ciudad: cd
municipio: mpio
avenida: av ave avda
boulevard: blvd blv bvd bulevar bulevard boulevar
calle: cll
carretera: carr
prolongacion: prol
calzada: calz
seccion: secc sec
"""


def _expansions() -> Mapping[str, str]:
    pairs = (entry.split(":") for line in _ABBREVIATIONS.splitlines() for entry in line.split("|") if entry)
    return {short: whole.strip() for whole, shorts in pairs for short in shorts.split()}


EXPANSIONS = _expansions()

SMALL = word_set("el la los las lo le les de del d y e a al en")
TITLES = word_set("general licenciado ingeniero profesor profesora doctor doctora coronel capitan presidente")

QUALIFIERS = word_set("nuevo nueva viejo vieja norte sur oriente poniente alta baja grande chico")

PRESENTING = word_set(
    """hola holi ola buenas buenos buen bueno tardes dias dia noches saludos que tal oiga oye mire disculpe
    disculpa perdon pues si claro ok ah eh mmm este yo vivo viviendo vive vivimos habito resido radico estoy
    estamos queda quedo soy somos seria es esta se llama llamo nombre ubico ubicado ubicada ubicamos me nos
    encuentro encontramos mi mis nuestra nuestro su tu la el los las lo de del en a al aqui aca alla ahi donde
    pertenezco corresponde creo pienso reporto reportar quiero quisiera necesito hablo escribo vecino vecina
    vecinos habitante habitantes colono colonos residente residentes favor pongale ponga anote direccion
    domicilio respuesta llamada llamado dice dicen conocida conocido como"""
)
"""Words before a name that say nothing of which place it is."""

GENERIC_BEFORE = word_set("mi mis su tu nuestra nuestro que cual esta este toda todo una un")
GENERIC_AFTER = word_set("es se donde que esta seria queda no y ya porque llamada llamado son")
"""Beside these a kind is no statement of kind: `mi colonia es ...`, `la colonia donde vivo`."""

COURTESY = word_set("por favor porfa porfavor plis porfis gracias grax saludos ok si senor senorita")

AFTERWARDS = word_set(
    """atras detras frente enfrente cerca junto lado entre contra no ya hay esta estan estamos tiene
    tienen tenemos donde que porque xq pq por con sin desde hace sobre calle avenida boulevard numero num
    manzana mz mza lt andador edificio depto a al en ahi aqui aca hasta cuando para pero o se falta faltan
    necesita necesitamos necesito urge urgen andan anda fue van va sigue siguen tiran tiraron hicieron huele
    ayuda auxilio rumbo pegado pegadito llegando pasando saliendo antes despues vivo soy como muy todo toda
    todos todas"""
)
"""Words that may begin what is said after a name without being part of another place's name."""

VAGUE = word_set(
    """por cerca atras detras frente enfrente junto lado rumbo hacia entre pasando vuelta espaldas costado orilla
    salida entrada altura esquina pegado"""
)

STREETS = word_set(
    """calle avenida boulevard prolongacion carretera calzada libramiento callejon circuito andador crucero esquina
    periferico autopista"""
)

LANDMARKS = word_set(
    """escuela primaria secundaria secu prepa preparatoria kinder guarderia universidad colegio instituto facultad
    parque plaza plazuela mercado hospital clinica imss issste iglesia templo capilla parroquia catedral oxxo
    soriana walmart aurrera tienda farmacia gasolinera gasera puente monumento estatua estadio cancha panteon
    rastro terminal central comandancia delegacion presidencia biblioteca museo teatro cine hotel restaurante
    rio arroyo presa canal semaforo semaforos parada tec tecnologico cbtis cobach conalep alameda tianguis banco
    taller negocio caseta deportivo gimnasio alberca"""
)
