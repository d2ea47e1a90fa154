"""Where it is kept: tables, queries, migrations and catalogues. The only package that knows SQL."""
