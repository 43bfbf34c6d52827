"""Every page with its path, the roles that see it, and its place in the navigation."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from app.api.contract.path_names import read_names
from app.pages.sitemap_roles import COUNTER, EVERYBODY, FIGURES, OWNERS, TECHNICAL
from app.pages.views import access, account, campaigns, record, tasks, till
from app.pages.views.customer import actions, customers, enrolment, member, page_link, printed, receipts, why
from app.pages.views.golden import golden_actions, golden_list, golden_why
from app.pages.views.programme import draft_page, programme, programme_json, rehearsed
from app.pages.views.shop import health, money, today
from app.pages.visit import View


class Place(NamedTuple):
    """A page under `/pages/`; `{name}` in a path stands for one step. `post` handles its form."""

    path: str
    roles: frozenset[str]
    get: View
    post: View | None = None

    def matches(self, path: str) -> Mapping[str, str] | None:
        """The names in a path of this page, None for another path."""
        found = _pattern(self.path).fullmatch(path)
        return read_names(found.groupdict()) if found else None


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape("/pages/" + path)))


PLACES: Final = (
    Place("", COUNTER, today.today_page),
    Place("golden-list", FIGURES, golden_list.golden_list_page, golden_list.ask_for_review),
    Place("golden-list/{action}", OWNERS, golden_actions.list_action_page, golden_actions.do_list_action),
    Place("golden-list/why/{what}", FIGURES, golden_why.golden_why_page),
    Place("members", COUNTER, customers.customers_page),
    Place("members/new", COUNTER, enrolment.enrolment_page, enrolment.enrol),
    Place("members/{member}", COUNTER | FIGURES, member.member_page),
    Place("members/{member}/why/{what}", COUNTER | FIGURES, why.why_page),
    Place("members/{member}/page-link", COUNTER, page_link.page_link_page, page_link.make_link),
    Place("members/{member}/print", COUNTER | FIGURES, printed.printed_page),
    Place("members/{member}/{action}", COUNTER, actions.action_page, actions.do_action),
    Place("till", COUNTER, till.till_page, till.sell),
    Place("till/receipt/{purchase}", COUNTER, receipts.receipt_page, receipts.take_back),
    Place("tasks/{task}/{what}", COUNTER, tasks.task_page, tasks.do_task),
    Place("programme", OWNERS, programme.programme_page),
    Place("programme/versions/{version}", OWNERS, programme.version_page),
    Place("programme/compare", OWNERS, programme.compare_page),
    Place("programme/draft", OWNERS, draft_page.draft_page, draft_page.change_draft),
    Place("programme/publish", OWNERS, draft_page.publish_page, draft_page.publish_draft),
    Place("programme/json", OWNERS, programme_json.json_page, programme_json.change_json),
    Place("programme/rehearsed/{rehearsal}", OWNERS, rehearsed.rehearsed_page),
    Place("campaigns", OWNERS, campaigns.campaigns_page),
    Place("money", FIGURES, money.money_page),
    Place("keys", TECHNICAL, access.keys_page),
    Place("keys/new", frozenset({"admin"}), access.new_key_page, access.make_key),
    Place("keys/{key}/revoke", frozenset({"admin"}), access.keys_page, access.revoke_key),
    Place("people", frozenset({"admin"}), access.people_page),
    Place("people/new", frozenset({"admin"}), access.new_person_page, access.invite_person),
    Place("people/{person}/end", frozenset({"admin"}), access.people_page, access.end_person),
    Place("audit", FIGURES | {"operator"}, record.record_page),
    Place("health", OWNERS | {"operator"}, health.health_page),
    Place("account", EVERYBODY, account.account_page),
)
