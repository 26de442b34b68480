"""BottleCRM as it is, but for two things that a test on one machine needs otherwise."""

import ipaddress
from concurrent.futures import ThreadPoolExecutor

from celery import Task
from crm.wsgi import application  # noqa: F401
from django.db import connections
from webhooks import ssrf

# Its webhooks may reach this machine, over HTTP and on any port, which its SSRF guard refuses.
refuses = ssrf.is_blocked
LOOPBACK = ipaddress.ip_network("127.0.0.0/8")


class AnyPort:
    """`port in AnyPort()` holds for each."""

    def __contains__(self, port):
        return True


ssrf.is_blocked = lambda ip: ip not in LOOPBACK and refuses(ip)
ssrf._allowed_schemes = lambda: ("https", "http")
ssrf._allowed_ports = AnyPort

# Background tasks run on threads, each with a database connection of its own, as on Celery's workers. Within the
# request they would end the row-level security context of the rest of it (common/tasks.py, `clear_rls_context`).
threads = ThreadPoolExecutor(4)
run_now = Task.apply_async


def run_on_a_thread(task, *args, **kwargs):
    def run():
        try:
            run_now(task, *args, **kwargs)
        finally:
            connections.close_all()

    return threads.submit(run)


Task.apply_async = run_on_a_thread
