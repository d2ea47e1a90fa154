"""Points as squares: how large, how many, and what is too far away to be drawn."""

from civic.plan import Point, legend, plan


def test_no_points_make_no_plan() -> None:
    assert plan([]) is None


def test_those_near_each_other_share_a_square_and_north_is_up() -> None:
    made = plan([Point(24.0300, -104.65, 2, 1), Point(24.0301, -104.65, 1, 0), Point(24.0500, -104.64, 1, 0)])
    assert made
    north, south = sorted(made.squares, key=lambda one: one.row)
    assert (north.count, south.count, south.late) == (1, 3, 1)
    assert north.column > south.column, "farther east"
    assert south.south <= 24.03 < south.north
    assert all(made.holds(one.south, one.west) for one in made.squares)


def test_a_town_is_drawn_in_squares_that_can_be_read() -> None:
    made = plan([Point(24.0 + step / 1000, -104.65, 1, 0) for step in range(100)])
    assert made
    assert (made.side, made.rows <= 28) == (800, True)
    assert sum(one.count for one in made.squares) == 100


def test_one_wrong_pin_does_not_shrink_the_town() -> None:
    made = plan([Point(24.03, -104.65, 5, 0), Point(24.04, -104.65, 5, 0), Point(19.43, -99.13, 1, 0)])
    assert made
    assert (made.outside, made.side) == (1, 200)


def test_the_legend_says_what_each_shade_means() -> None:
    assert legend() == ["1 a 2", "3 a 9", "10 a 29", "30 o más"]
