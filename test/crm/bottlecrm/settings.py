"""BottleCRM's own settings, without Redis: application.py says how its background tasks run."""

import os

from crm.settings import *  # noqa: F403

CELERY_BROKER_URL = "memory://"
CELERY_RESULT_BACKEND = "cache+memory://"
CELERY_TASK_ALWAYS_EAGER = True

MEDIA_ROOT = os.path.join(os.getcwd(), "media")
