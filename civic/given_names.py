"""Given names of people whom Mexican neighbourhoods are named after: those places often go by the surname."""

from civic.word_sets import word_set

GIVEN_NAMES = word_set(
    """abraham adolfo alfredo alfonso alvaro amalia ana andres angel antonio aquiles armando arturo aurelio
    belisario benigno benito benjamin carlos cesar clara consuelo cristobal cuauhtemoc daniel david diana
    dionisio dolores domingo doroteo edmundo eduardo emiliano enrique ernesto eulalio felipe fernando fidel
    flavio francisco fray frida gabino gabriel genaro graciano guadalupe guillermo gustavo heberto hector
    heladio hermenegildo humberto ignacio isabel jacinto jaime javier jesus joaquin jorge jose josefa juan juana
    julio justo lazaro leona leonardo leticia luis lucio manuel manuelito margarita maria mariano martin maximo
    melchor miguel nicolas octavio octaviano otilio panfilo pancho pascual pastor pedro porfirio rafael ramon
    raquel ricardo roberto rodolfo ruben salvador sebastian sergio silvestre tomas ursulo valentin venustiano
    vicente victor vilma zeferino"""
)
