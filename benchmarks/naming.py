"""How quickly a typed neighbourhood is found among those of Durango: `python -m benchmarks.naming`.

Thousands of ways to type their names, as the tests type them; processor time, one after another.
"""

from time import process_time

from benchmarks.measure import MS, percentile
from civic.places import Directory
from tests.civic.town import catalogue
from tests.civic.typists import Typist

_SEED = 20_261


def main() -> None:
    places = catalogue("durango")
    typed = [one.text for one in Typist(places, _SEED).type_all()]
    began = process_time()
    directory = Directory(places)
    indexed = process_time() - began
    times = []
    for text in typed:
        began = process_time()
        directory.find(text)
        times.append(process_time() - began)
    print(f"{len(places):,} neighbourhoods indexed in {indexed * MS:.0f} ms")
    print(
        f"{len(typed):,} names found: {' '.join(f'{share:g} {percentile(times, share) * MS:.2f} ms' for share in (0.5, 0.99, 1))}"
    )


if __name__ == "__main__":
    main()
