"""The running program: settings, wiring, channels, intake, delivery, clock, web server, command line."""
