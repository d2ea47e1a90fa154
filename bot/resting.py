"""Work that is done again and again rests between two rounds."""

import asyncio


async def rest(stopping: asyncio.Event, seconds: float) -> None:
    """Ends at once when the work is to stop."""
    try:
        async with asyncio.timeout(seconds):
            await stopping.wait()
    except TimeoutError:
        return
