"""A resident's hand on the simulated phone, in a real browser."""

from playwright.async_api import Locator, Page, expect


class Hand:
    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self._address = address

    async def opens(self, face: str = "telegram", person: str = "maria") -> None:
        await self.page.goto("about:blank")
        await self.page.goto(f"{self._address}/phone#persona={person}&cara={face}")
        await expect(self.page.locator("#presence")).to_have_text("en línea")

    async def types(self, text: str) -> None:
        await self.page.get_by_label("Escriba un mensaje").fill(text)
        await self.page.keyboard.press("Enter")

    async def says(self, text: str, reply: str) -> None:
        await self.types(text)
        await self.sees(reply)

    async def sees(self, text: str) -> None:
        """The newest of the municipality's messages holds this text."""
        await expect(self.theirs.last.locator("p")).to_contain_text(text)

    async def taps(self, label: str) -> None:
        await self.page.get_by_role("button", name=label, exact=True).last.click()

    async def picks(self, label: str) -> None:
        await self.page.get_by_role("radio", name=label).check()

    async def attaches(self, what: str) -> None:
        await self.taps("Adjuntar foto, ubicación o audio")
        await self.taps(what)

    @property
    def theirs(self) -> Locator:
        return self.page.locator(".turn:not(.mine)")

    @property
    def mine(self) -> Locator:
        return self.page.locator(".turn.mine")

    @property
    def banner(self) -> Locator:
        return self.page.locator("#lost")
