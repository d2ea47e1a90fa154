"""WhatsApp through Twilio. `channel.WhatsAppChannel` is the way in.

Nothing is imported here: the Twilio library takes a quarter of a second, and the pure parts are used without it.
"""
