"""Files a resident sends: what each of Telegram's sorts is to us."""

import telegram

from civic.message import Media, MediaKind


def media_of(message: telegram.Message) -> Media | None:
    """The file of a message; of a photograph its largest size. A live photo counts as its still picture."""
    if message.photo:
        return _photo(message)
    if message.voice:
        return _timed(MediaKind.VOICE, message.voice, "audio/ogg")
    if message.audio:
        return _timed(MediaKind.VOICE, message.audio, "audio/mpeg", message.audio.file_name)
    return _moving(message) or _document(message)


def _photo(message: telegram.Message) -> Media:
    largest = max(message.photo, key=lambda size: size.width * size.height)
    return Media(MediaKind.PHOTO, largest.file_id, "image/jpeg", largest.file_size or 0)  # photos are always JPEG


def _moving(message: telegram.Message) -> Media | None:
    """Before documents: an animation also fills `document`, for clients older than animations."""
    if message.video:
        return _timed(MediaKind.VIDEO, message.video, "video/mp4", message.video.file_name)
    if message.animation:
        return _timed(MediaKind.VIDEO, message.animation, "video/mp4", message.animation.file_name)
    if message.video_note:
        return Media(
            MediaKind.VIDEO, message.video_note.file_id, "video/mp4",
            message.video_note.file_size or 0, seconds=_seconds(message.video_note),
        )  # fmt: skip
    return None


def _document(message: telegram.Message) -> Media | None:
    file = message.document
    if not file:
        return None
    return Media(MediaKind.DOCUMENT, file.file_id, file.mime_type or "", file.file_size or 0, file.file_name or "")


def _timed(
    kind: MediaKind,
    file: telegram.Voice | telegram.Audio | telegram.Video | telegram.Animation,
    usual: str,
    name: str | None = None,
) -> Media:
    return Media(kind, file.file_id, file.mime_type or usual, file.file_size or 0, name or "", _seconds(file))


def _seconds(
    file: telegram.Voice | telegram.Audio | telegram.Video | telegram.Animation | telegram.VideoNote,
) -> int:
    """The library gives a timedelta or, where it was not asked to, seconds."""
    length = file.duration
    return length if isinstance(length, int) else int(length.total_seconds())
