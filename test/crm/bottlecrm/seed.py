"""`seed.py WEBHOOK_URL FILE`: fills an empty BottleCRM and writes to FILE, as JSON, what a test needs to know of it."""

import json
import sys
from pathlib import Path

import django

django.setup()

from accounts.models import Account  # noqa: E402
from common.models import Org, PersonalAccessToken, Profile, User  # noqa: E402
from common.serializer import OrgAwareRefreshToken  # noqa: E402
from common.tasks import set_rls_context  # noqa: E402
from contacts.models import Contact  # noqa: E402
from webhooks.models import WebhookEndpoint  # noqa: E402

# Of the integration's token, as docs/bottlecrm.md lists them.
SCOPES = [
    "accounts:read",
    "accounts:write",
    "activities:read",
    "contacts:read",
    "contacts:write",
    "interactions:read",
    "interactions:write",
    "opportunities:read",
    "opportunities:write",
    "org:read",
    "tasks:read",
    "tasks:write",
    "users:read",
]
EVENTS = [
    "deal.created",
    "deal.updated",
    "deal.deleted",
    "deal.won",
    "deal.lost",
    "contact.created",
    "contact.updated",
    "contact.deleted",
    "account.created",
    "account.updated",
    "account.deleted",
    "interaction.created",
]


def member(org, email, name, role):
    user = User.objects.create_user(email=email, name=name)
    return Profile.objects.create(
        user=user, org=org, role=role, has_sales_access=True, is_active=True
    )


org = Org.objects.create(name="Acme", default_currency="USD")
# Row-level security hides what belongs to no organization in particular.
set_rls_context(org.id)
admin = member(org, "admin@signoff.test", "Ada Admin", "ADMIN")
ana = member(org, "ana@signoff.test", "Ana Ruiz", "USER")
member(org, "mia@signoff.test", "Mia", "USER")
token, _ = PersonalAccessToken.generate(admin, "Signoff", scopes=SCOPES)
session = OrgAwareRefreshToken.for_user_and_org(admin.user, org, admin)
account = Account.objects.create(
    org=org, name="Acme Corp", website="https://acme.test", created_by=admin.user
)
contact = Contact.objects.create(
    org=org,
    first_name="Sarah",
    last_name="Lee",
    email="sarah@acme.test",
    account=account,
    created_by=admin.user,
)
contact.assigned_to.add(ana)
# Last, so that none of this is told.
endpoint = WebhookEndpoint.objects.create(
    org=org, url=sys.argv[1], events=EVENTS, created_by=admin.user
)

facts = {
    "token": token,
    # Of a signed-in administrator: tokens may not manage webhooks.
    "session": str(session.access_token),
    "secret": endpoint.secret,
    "orgId": str(org.id),
    "anaId": str(ana.id),
    "endpointId": str(endpoint.id),
    "accountId": str(account.id),
    "contactId": str(contact.id),
}
Path(sys.argv[2]).write_text(json.dumps(facts))
