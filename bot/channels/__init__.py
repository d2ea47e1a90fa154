"""How words come in and go out. The only place that knows Telegram and Twilio."""
