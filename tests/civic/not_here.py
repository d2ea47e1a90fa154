"""What people answer that is no neighbourhood of the municipality of Durango: all of it must be refused."""

_OTHER_COLONIAS = """
condesa, la condesa, roma norte, roma sur, polanco, narvarte, narvarte poniente, coyoacan, tepito, la merced,
doctores, colonia doctores, portales, nápoles cdmx, lindavista norte, la villa cdmx, tlatelolco cdmx, santa fe cdmx,
pedregal de santo domingo, iztapalapa, xochimilco, tacubaya, mixcoac, san angel inn cdmx, lomas de chapultepec,
interlomas, satelite, ciudad satelite, valle dorado tlalnepantla, providencia guadalajara, chapalita, americana,
colonia americana, la estancia zapopan, oblatos, huentitan, tlaquepaque centro, valle oriente monterrey, san pedro
garza garcia, cumbres monterrey, mitras, mitras centro, obispado, del valle monterrey, contry, linda vista guadalupe
nuevo leon, torreon jardin, torreon centro, campestre la rosita, el campestre torreon, ciudad lerdo, lerdo centro,
gomez palacio centro, las rosas gomez palacio, chapala oriente, miravalle, filadelfia, brittingham, el foce,
xochimilco oaxaca, jalatlaco, trinidad de viguera, san felipe del agua, candiani, reforma oaxaca, centro historico
puebla, la paz puebla, angelopolis, juriquilla, zibata, altabrisa, itzimna, tres rios culiacan, chapule, las quintas
culiacan, zona dorada mazatlan
"""
_TOWNS = """
gómez palacio, lerdo, cd lerdo, torreon, torreón coahuila, monterrey, guadalajara, cdmx, ciudad de mexico, mexico df,
zacatecas, fresnillo, sombrerete, mazatlan, culiacan sinaloa, chihuahua, parral, ciudad juarez, saltillo, monclova,
leon gto, queretaro, puebla, oaxaca, oaxaca de juarez, toluca, tijuana, mexicali, hermosillo, veracruz, merida,
cancun, santiago papasquiaro, nombre de dios, cuencame, el salto pueblo nuevo, canatlan, nuevo ideal, tepehuanes,
mapimi, guanacevi, tlahualilo, poanas, suchil, san dimas, tamazula, topia, otaez, durango, dgo, durango dgo, estados
unidos, los angeles california, chicago, houston texas, españa, soy de torreon, vivo en lerdo, vengo de zacatecas, no
soy de aqui, no vivo en durango, soy de fuera, estoy de visita, municipio de lerdo, en otro municipio, otra ciudad
"""
_STREETS = """
calle 5 de febrero, 5 de febrero, av 20 de noviembre, avenida 20 de noviembre, blvd durango, boulevard dolores del
rio, blvd. dolores del rio, bulevar francisco villa, calle constitucion, calle hidalgo, calle juarez, calle negrete,
calle pino suarez 123, c. victoria, c benito juarez, calle benito juarez 45, prolongacion libertad, carretera a
mexico, carretera mazatlan, carretera torreon km 5, periferico, libramiento, av heroico colegio militar, av.
universidad, lazaro cardenas esquina con fanny anitua, felipe pescador y pasteur, entre zarco y patoni, esquina de
bruno martinez y gabino barreda, calle 3, andador 5, circuito interior, callejon de las flores, calle sin nombre,
privada 2, edificio b depto 4, manzana 4 lote 8
"""
_LANDMARKS = """
por el tec, por el tecnologico, por la uni, la universidad, por la ujed, cerca del imss, atras del imss, junto al
issste, el hospital general, hospital 450, por el hospital, cerca del walmart, por soriana, frente al oxxo, atras del
estadio, por el estadio, parque guadiana, el parque guadiana, por el parque sahuatoba, la alameda, por la catedral,
plaza de armas, el mercado gomez palacio, mercado de abastos, la central camionera, por la central, el panteon,
panteon de oriente, la feria, por la feria, la presa, el puente negro, por el puente, la gasolinera, la secundaria 5,
primaria benito juarez, escuela 20 de noviembre, kinder rosaura zapata, jardin de niños, iglesia de guadalupe, templo
de san juan, la iglesia, la cancha, el campo de futbol, por el centro, por el centro comercial, paseo durango, plaza
paseo durango, bicentenario plaza, las alamedas plaza, por la vinata de la esquina, cruz roja, los bomberos, la
presidencia, el palacio, la comandancia, el cerro de los remedios, el teleferico, por el rio tunal, el arroyo, el
baldio, el boulevard, la calle, el camellon
"""
_CHAT = """
no me acuerdo, no se, nose, ni idea, no sé cual es, quien sabe, ninguna, ninguna de esas, ninguno, todas, cualquiera,
la que sea, otra, otra colonia, no aparece, no esta en la lista, ya le dije, ya te dije, la misma, la misma de
siempre, la de antes, aqui, aqui mismo, aqui en mi casa, mi casa, en mi casa, donde vivo, donde siempre, por mi casa,
cerca de mi casa, a la vuelta, en la esquina, en el centro comercial, hola, hola buenas tardes, buenos dias, que tal,
gracias, muchas gracias, de nada, ok, si, no, tal vez, no quiero decir, prefiero no decir, es anonimo, para que
quieren saber, que le importa, cancelar, menu, ayuda, atras, saltar, persona, baja, folio, no gracias, espere,
espereme tantito, ahorita le digo, un momento, colonia, la colonia, mi colonia, en mi colonia, fraccionamiento, el
fraccionamiento, fracc, col, barrio, ejido, rancho, el rancho, mi barrio, mi pueblo, el pueblo, codigo postal, no se
mi codigo postal, que colonia, cual colonia, como que colonia, la colonia de la escuela, colonia desconocida, colonia
nueva, la colonia que esta por el cerro, hay un bache, no hay luz, no hay agua, se fue la luz, tiran basura, fuga de
agua, quiero poner una queja, ya paso la basura, bache grande, jejeje, jajaja, jaja, xd, lol, asdf, asdfgh, qwerty,
aaaa, zzz, abc, test, prueba, prueba 123, hjkl, pendejos, pinches rateros, corruptos, chinguen a su madre, no mames,
que les valga, gobierno, presidente municipal, toño ochoa, esteban villegas, pri, morena
"""
_SIGNS = """
34000000, 123, 1, 2, 0, 99, 6181234567, 618 123 45 67, 34999, 34000, cp 34000, c.p. 34120, 00000, 99999, 12/05/2025,
10:30, $500, #, ?, ??, ..., !!!, 👍, 🏠, 🙏🏽🙏🏽, 😂😂, -, /start, a, b, x, i, v, el, la, los, de, y, en
"""
_EXIST_HERE = frozenset(("pri", "españa", "5 de febrero"))
"""A colonia is called PRI, a fraccionamiento España, an ejido Cinco de Febrero."""


def not_here() -> list[str]:
    lists = (_OTHER_COLONIAS, _TOWNS, _STREETS, _LANDMARKS, _CHAT, _SIGNS)
    texts = [text.strip() for each in lists for text in each.replace("\n", " ").split(", ")]
    return [text for text in dict.fromkeys(texts) if text and text not in _EXIST_HERE]
