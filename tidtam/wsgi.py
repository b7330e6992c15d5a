"""The web application that granian serves."""

import importlib
import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.settings")
application = get_wsgi_application()

# The engine takes seconds to load: that is done beside the first pages, not by them.
threading.Thread(
    target=importlib.import_module, args=("tidtam.analysis.quick",), daemon=True
).start()
