"""Settings explain themselves: the example file is the code's defaults, and what is wrong names the key and the remedy."""

import json
import tomllib
from pathlib import Path

import msgspec
import pytest

from bot.settings import Settings, SettingsError, load_settings

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_is_every_setting_with_its_default() -> None:
    example = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert example == json.loads(msgspec.json.encode(Settings()))


def test_the_example_loads() -> None:
    assert load_settings(EXAMPLE, {}) == Settings()


TELEGRAM = '[telegram]\nenabled = true\ntoken = "123456:abcdefghijklmnop"\n'
WHATSAPP = (
    f'[server]\npublic_url = "https://voz.example.mx"\n[whatsapp]\nenabled = true\naccount_sid = "AC{"0" * 32}"\n'
    'auth_token = "secret"\nsender = "whatsapp:+526181234567"\n'
)
GROUPS = f'[server]\npublic_url = "https://voz.example.mx"\n{TELEGRAM}[desk.bridge]\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[municipality\n", "not readable as TOML"),
        ('[municipality]\nnombre = "x"', "nombre"),
        ("[server]\nport = 99999", "[server] port: write a port"),
        ('[server]\nport = "many"', "[server] port"),
        ('[server]\npublic_url = "voz.example.mx"', "[server] public_url"),
        ('[municipality]\ntimezone = "Durango"', "[municipality] timezone: 'Durango' is not a time zone"),
        ('[municipality]\nfolio_prefix = "dgo"', "[municipality] folio_prefix"),
        ('[municipality]\ninegi_key = "5"', "[municipality] inegi_key"),
        ('[database]\nurl = "mysql://x"', "[database] url"),
        ("[telegram]\nenabled = true", "[telegram] token"),
        (TELEGRAM + 'mode = "webhook"', "[server] public_url"),
        ('[server]\npublic_url = "https://a.mx"\n' + TELEGRAM + 'mode = "webhook"', "[telegram] webhook_secret"),
        (TELEGRAM + 'mode = "carrier pigeon"', "[telegram] mode"),
        (TELEGRAM + 'token_file = "nowhere"', "[telegram] token_file"),
        (WHATSAPP.replace("AC", "XX"), "[whatsapp] account_sid"),
        (WHATSAPP.replace('"secret"', '""'), "[whatsapp] auth_token"),
        (WHATSAPP.replace("whatsapp:+52", "+52"), "[whatsapp] sender"),
        ('[desk]\noffice_opens = "nine"', "[desk] office_opens"),
        ("[desk]\noffice_days = [0]", "[desk] office_days"),
        ("[desk]\nresolution_minutes = -1", "[desk] resolution_minutes"),
        ("[desk]\nwarn_minutes = 900", "[desk] warn_minutes"),
        ("[desk]\ndepartment_minutes = { obras = [30] }", "two or three numbers"),
        ("[desk]\ndepartment_minutes = { obras = [30, 0] }", "[desk] first_answer_minutes"),
        ("[desk]\ndepartment_minutes = { nadie = [30, 60, 90] }", "no such department"),
        ('[desk.bridge]\ngroups = ["-1001234567890"]', "[desk.bridge] groups: they are groups on Telegram"),
        (TELEGRAM + '[desk.bridge]\ngroups = ["-1001234567890"]', "[server] public_url: the groups show links"),
        (GROUPS + 'groups = ["1001234567890"]', "[desk.bridge] groups: '1001234567890' is no id of a group"),
        (
            GROUPS + 'department_groups = { nada = ["-1001234567890"] }',
            "[desk.bridge] department_groups: nada: no such",
        ),
        (GROUPS + 'groups = ["-1001234567890"]\nprefix = "/r"', "[desk.bridge] prefix"),
        (GROUPS + 'groups = ["-1001234567890"]\nrotate_at = 5', "[desk.bridge] rotate_at"),
        ('[desk.oidc]\nissuer = "http://login.example.mx"', "[desk.oidc] issuer: write the https address"),
        ('[desk.oidc]\nissuer = "https://login.example.mx"', "[desk.oidc] client_id"),
        ('[desk.oidc]\nclient_secret_file = "nowhere"', "[desk.oidc] client_secret_file"),
        ("[limits]\nbatch = 0", "[limits] batch"),
        ("[clock]\nraw_days = 0", "[clock] raw_days"),
        ('[clock]\nquiet_from = "9 pm"', "[clock] quiet_from: write a time"),
        ('[clock]\nquiet_until = "24:00"', "[clock] quiet_until: write a time"),
        ("[clock]\nupdates_per_week = 0", "[clock] updates_per_week: write a number"),
        ("[clock]\nupdate_hour = 24", "[clock] update_hour: write an hour"),
        ("[clock]\nupdate_hour = 7", "[clock] update_hour: it lies in the quiet hours"),
    ],
)
def test_what_is_wrong_names_the_key(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        load_settings(write(tmp_path, text), {})
    assert says in str(wrong.value)


def test_a_missing_file_says_what_to_copy(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"Copy config\.example\.toml"):
        load_settings(tmp_path / "config.toml", {})


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "[server]\nport = 1000")
    assert load_settings(path, {"VOZ__SERVER__PORT": "2000", "VOZ__MUNICIPALITY__NAME": "Lerdo"}).server.port == 2000


def test_a_secret_can_lie_in_a_file_beside(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("123456:abcdefghijklmnop\n", encoding="utf-8")
    path = write(tmp_path, '[telegram]\nenabled = true\ntoken_file = "token"\n')
    assert load_settings(path, {}).telegram.token == "123456:abcdefghijklmnop"


def test_an_error_never_shows_a_secret(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as wrong:
        load_settings(write(tmp_path, '[telegram]\nenabled = true\ntoken = "hush"'), {})
    assert "hush" not in str(wrong.value)
