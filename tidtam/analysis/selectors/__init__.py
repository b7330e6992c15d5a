"""Every read of results for pages: typed, and free of HTML."""
