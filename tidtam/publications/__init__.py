"""Publications: yearly summaries, kept as they were said and made again equal."""
