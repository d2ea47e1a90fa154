"""The conversations, one TOML file per thing a resident can do, and the pure engine that plays them."""
