"""Bad eyes, small screens, other settings, paper: what axe does not see."""

from typing import Any

import pytest

from tests.browser.house import IN_CHROMIUM, House, expect
from tests.browser.lively import every_page, something_of_everything

pytestmark = IN_CHROMIUM
_SPACED = """() => {
  const wide = new CSSStyleSheet();
  wide.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
    p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [wide];
}"""
_CUT = """() => [...document.querySelectorAll('main *, header *')].filter(one => {
  const style = getComputedStyle(one);
  if (!one.offsetParent || one.closest('.unseen, .thread, .table, nav, textarea, select, svg')) return false;
  return style.overflow !== 'visible' && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
}).map(one => one.outerHTML.slice(0, 120))"""
_SMALL = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')].filter(one => {
  if (!one.offsetParent || one.closest('p, dd, td, th, li, .unseen, .skip, svg')) return false;
  const box = one.getBoundingClientRect();
  return box.width < 24 || box.height < 24;
}).map(one => one.outerHTML.slice(0, 120))"""
_OUT_OF_SIGHT = """() => [...document.querySelectorAll('nav [aria-current]')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.left < 0 || box.left > innerWidth - 40;
}).map(one => one.textContent)"""
_UNDER = """() => [...document.querySelectorAll('header, .top')].map(one => getComputedStyle(one).position)
  .filter(position => position === 'sticky' || position === 'fixed')"""


async def test_wider_spaces_cut_nothing_and_targets_are_large_enough(house: House) -> None:
    boss = await something_of_everything(house.town)
    page = await house.opens(boss, "/desk/", viewport={"width": 320, "height": 700})
    for path in (await every_page(house.town, boss)).values():
        await page.goto(house.address + path)
        assert await page.evaluate("scrollY") == 0, f"{path} is read from its beginning"
        assert await page.evaluate(_OUT_OF_SIGHT) == [], f"{path}: where one is, is seen in each row of places"
        assert await page.evaluate(_SMALL) == [], path
        assert await page.evaluate(_UNDER) == [], "nothing lies over what has the focus"
        await page.evaluate(_SPACED)
        assert await page.evaluate(_CUT) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320, path


@pytest.mark.parametrize("setting", [{"reduced_motion": "reduce"}, {"forced_colors": "active"}])
async def test_settings_of_the_system_are_kept(house: House, setting: dict[str, str]) -> None:
    boss = await something_of_everything(house.town)
    page: Any = await house.opens(boss, "/desk/", **setting)
    await page.locator("#rows a").first.click()
    moving = "document.getAnimations().length"
    assert await page.evaluate(moving) == 0
    for place in ("#send", "#head", ".bubble >> nth=0"):
        await expect(page.locator(place)).to_be_visible()
    if "forced_colors" in setting:
        await page.focus("#text")
        edge = "getComputedStyle(document.getElementById('text')).outlineStyle"
        assert await page.evaluate(edge) != "none"
        bordered = "getComputedStyle(document.querySelector('.bubble')).borderTopStyle"
        assert await page.evaluate(bordered) == "solid", "who speaks is told by more than a colour"


async def test_a_chat_on_paper(house: House) -> None:
    """Black on white, without what can only be pressed."""
    boss = await something_of_everything(house.town)
    page = await house.opens(boss, "/desk/", color_scheme="dark")
    await page.locator("#rows a").first.click()
    await page.get_by_role("link", name="Imprimir o guardar").click()
    await page.emulate_media(media="print", color_scheme="dark")
    for gone in (".top", ".back"):
        await expect(page.locator(gone).first).to_be_hidden()
    await expect(page.locator(".transcript li").first).to_be_visible()
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert await page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert len(await page.pdf()) > 2000
