"""One member's way through a programme: `decide` decides every event at its own time, in a separate book."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import count

from app.engine.decide import decide
from app.engine.decisions.members.members import is_stale, new_member
from app.engine.model import value
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.checkout import AskQuote, RedeemReward
from app.engine.model.commands.command import Command
from app.engine.model.commands.points import PassTime
from app.engine.model.commands.sales import LinePart, RecordPurchase, TakeReturn, TakeReturnWithoutReceipt, VoidPurchase
from app.engine.model.entered import Records
from app.engine.model.facts import Facts
from app.engine.model.instants import instant, instant_text
from app.engine.model.receipts import RequestKey
from app.engine.model.records.checkout import Quote
from app.engine.model.records.members import Member
from app.engine.model.records.sales import Line, ReturnedLine
from app.engine.model.records.vouchers import Voucher
from app.engine.model.state import MemberState
from app.engine.program.versions import Program
from app.engine.proof.rebuild import recalculate
from app.engine.rehearsal.history import History, Redeemed, Sale, TakenBack
from app.engine.rehearsal.plan import Plan
from app.engine.rules.passing_time import advanced, is_due, next_due_at
from app.ledger.entries import Entry

Payment = tuple[int, int]


class Way:
    """The results for one member. Walk it once, then read the rest.

    `sold` are the lines of each purchase before the programme's discounts. Events of the warm-up fill windows and
    periods only: `entries`, vouchers and balances are of the days after it. `refused` counts refusals by reason,
    `decisions` everything decided.
    """

    def __init__(self, program: Program, plan: Plan, history: History) -> None:
        self.program = program
        self.plan = plan
        self.history = history.during(*plan.span(program))
        self.sold: dict[str, tuple[Line, ...]] = {}
        self.warm_up: set[str] = set()
        self.entries: list[Entry] = []
        self.refused: dict[str, int] = {}
        self.decisions = 0
        serial = count(1)

        def draw_id(prefix: str = "code") -> str:
            return f"{prefix}_{next(serial):012}"

        self.book = Book(draw_id, draw_id, draw_id)
        self._draw_id = draw_id
        self._is_cut = False
        rules = program.rules
        levels = rules.tiers.levels if rules.tiers else ()
        self._takes_off = any(level.discount for level in levels) or any(one.takes_off for one in rules.campaigns)

    def walk(self) -> "Way":
        """Apply every event, and the effects of time to the end of the last day."""
        events = self.history.events
        if not events:
            return self
        self._enrol(instant(events[0].occurred_at))
        for event in events:
            at = instant(event.occurred_at)
            if not self._is_cut and self.program.business_date(at) >= self.plan.first_on:
                self._cut()
            self._pass_time(at)
            match event:
                case Sale():
                    self._sell(event, at)
                case TakenBack():
                    self._take_back(event, at)
                case Redeemed() if self._is_cut and self.plan.spend_points == "as_recorded":
                    self._redeem(event.reward, event.id, at)
        if not self._is_cut:
            self._cut()
        self._pass_time(self.plan.end(self.program))
        return self

    @property
    def member(self) -> Member:
        """The member at the end of the last day. Raises KeyError for a member without events."""
        end = self.plan.end(self.program)
        known = self._mended(self.book.members[self.history.member_id], end)
        return advanced(self.program, known, end).changed_member()

    @property
    def vouchers(self) -> list[Voucher]:
        """All vouchers that were issued after the warm-up."""
        return list(self.book.vouchers.values())

    def _enrol(self, at: datetime) -> None:
        history = self.history
        member = new_member(self.program, at, history.member_id, None, history.joined_on)
        member.state.birthday = history.birthday
        self.book.members[history.member_id] = member

    def _cut(self) -> None:
        """End the warm-up: keep windows and rebate periods; clear balances, cards and vouchers."""
        self._is_cut = True
        first = instant(self.program.midnight(self.plan.first_on))
        known = self.book.members[self.history.member_id]
        if known.created_at >= self.program.midnight(self.plan.first_on):
            return
        self._pass_time(first)
        self.warm_up = set(self.book.purchases)
        self.entries.clear()
        for table in (self.book.vouchers, self.book.entries, self.book.expired):
            table.clear()
        member = self.book.members[self.history.member_id]
        state = _with_balances_of(MemberState(), member.state.copy())
        self._put(member._replace(points=0, points_expire_on=None, state=state))

    def _put(self, member: Member) -> None:
        self.book.members[member.member_id] = member._replace(next_due_at=next_due_at(self.program, member.state))

    def _decide(self, command: Command, at: datetime) -> Decision | Refusal:
        """Decide and apply."""
        self.decisions += 1
        known = self.book.members[self.history.member_id]
        mended = self._mended(known, at)
        if mended is not known:
            self._put(mended)
        decision = decide(self.program, self.book, command, at)
        if isinstance(decision, Decision) and not decision.replayed:
            self.book.apply(decision)
            self.entries += decision.passed
            self.entries += decision.entries
        return decision

    def _mended(self, member: Member, at: datetime) -> Member:
        """The member with recalculated measures, if the state is stale."""
        if not is_stale(self.program, member):
            return member
        state, book = member.state.copy(), self.book
        facts = Facts(book.new_entries, list(book.purchases.values()), list(book.returns.values()), [])._replace(
            birthday=self.history.birthday
        )
        recalculate(self.program, state, facts, self.program.business_date(at))
        return member._replace(state=state)

    def _first_accepted(self, commands: Iterable[Command], at: datetime) -> Refusal | None:
        """Carry out the first of these that is accepted; else return the refusal of the last one."""
        refusal = None
        for command in commands:
            decided = self._decide(command, at)
            if isinstance(decided, Decision):
                return None
            refusal = decided
        return refusal

    def _pass_time(self, at: datetime) -> None:
        member = self.book.members[self.history.member_id]
        if is_due(member, instant_text(at)):
            self._decide(PassTime(self.program.id, member.member_id), at)

    def _sell(self, sale: Sale, at: datetime) -> None:
        lines = value.priced(sale.lines, sale.discount)
        if isinstance(lines, Refusal):
            self._refuse(lines)
            return
        if self.plan.spend_points == "when_enough" and self._is_cut:
            self._redeem_first_affordable(sale.id, at)
        codes = self._codes(sale)
        payments = self._payments(sale)
        quote = self._quoted(sale, codes, payments, at) if self._needs_quote(codes) else None
        refusal = self._bought(sale, payments, quote, at)
        if refusal:
            self._refuse(refusal)
        else:
            self.sold[sale.id] = lines

    def _needs_quote(self, codes: tuple[str, ...] | None) -> bool:
        """Whether a till would have any discount to apply. Otherwise a quote equals the purchase."""
        if codes is None:
            return self._takes_off or bool(self.book.usable_vouchers(self.history.member_id))
        return self._takes_off or bool(codes)

    def _codes(self, sale: Sale) -> tuple[str, ...] | None:
        """The vouchers handed over; None for all useful ones."""
        if self.plan.spend_points == "when_enough":
            return None
        if self.plan.spend_points == "none":
            return ()
        usable = self.book.usable_vouchers(self.history.member_id)
        found: list[str] = []
        for reward in sale.rewards:
            fitting = (one.code for one in usable if one.reward == reward and one.code not in found)
            found += [code for code in [next(fitting, None)] if code]
        return tuple(found)

    def _payments(self, sale: Sale) -> list[Payment]:
        """The payments with points and credit to try: as recorded, or as near to it as the member can."""
        if self.plan.spend_points != "as_recorded" or not (sale.points or sale.credit):
            return [(0, 0)]
        wanted = [(sale.points, sale.credit), (sale.points, 0), (0, sale.credit), (0, 0)]
        return list(dict.fromkeys(wanted))

    def _quoted(self, sale: Sale, codes: tuple[str, ...] | None, payments: list[Payment], at: datetime) -> Quote | None:
        for points, credit in payments:
            quoted = self._decide(
                AskQuote(
                    program_id=self.program.id,
                    quote_id=self._draw_id("quo"),
                    member=self.history.member_id,
                    occurred_at=at,
                    currency=self.program.currency,
                    lines=sale.lines,
                    discount=sale.discount,
                    store=sale.store,
                    channel=sale.channel,
                    vouchers=codes,
                    points_to_spend=points,
                    credit_to_spend=credit,
                    codes=sale.codes,
                ),
                at,
            )
            if isinstance(quoted, Decision):
                assert isinstance(quoted.subject, Quote)
                return quoted.subject
        return None

    def _bought(self, sale: Sale, payments: list[Payment], quote: Quote | None, at: datetime) -> Refusal | None:
        quote_id, tried = (quote.quote_id, [(0, 0)]) if quote else (None, payments)
        commands = (
            RecordPurchase(
                program_id=self.program.id,
                purchase_id=sale.id,
                request_key=_named("purchase", sale.id),
                external_id=None,
                member=self.history.member_id,
                enrol=False,
                occurred_at=at,
                currency=self.program.currency,
                lines=sale.lines,
                discount=sale.discount,
                store=sale.store,
                channel=sale.channel,
                points_to_spend=points,
                credit_to_spend=credit,
                quote=quote_id,
            )
            for points, credit in tried
        )
        return self._first_accepted(commands, at)

    def _redeem_first_affordable(self, sale_id: str, at: datetime) -> None:
        for reward in self.program.rules.rewards.values():
            if reward.points_price is not None and self._redeem(reward.id, f"{sale_id}/{reward.id}", at):
                return

    def _redeem(self, reward: str, name: str, at: datetime) -> bool:
        key = _named("redemption", name)
        command = RedeemReward(
            program_id=self.program.id,
            redemption_id=name,
            request_key=key,
            external_id=None,
            member=self.history.member_id,
            reward=reward,
        )
        return isinstance(self._decide(command, at), Decision)

    def _take_back(self, taken: TakenBack, at: datetime) -> None:
        if taken.purchase in self.warm_up:
            self._take_from_warm_up(taken, at)
            return
        if taken.purchase is not None and taken.purchase not in self.sold:
            # Its purchase was refused, so there is nothing to return.
            return
        refusal = self._first_accepted(self._return_commands(taken, at), at)
        if refusal:
            self._refuse(refusal)

    def _return_commands(self, taken: TakenBack, at: datetime) -> Iterator[Command]:
        """The return as recorded; for goods now sold for less, without the excess value."""
        if taken.purchase is None:
            yield TakeReturnWithoutReceipt(
                program_id=self.program.id,
                return_id=taken.id,
                request_key=_named("return", taken.id),
                external_id=None,
                member=self.history.member_id,
                enrol=False,
                occurred_at=at,
                currency=self.program.currency,
                lines=taken.lines,
                store=taken.store,
            )
        elif taken.is_void:
            yield VoidPurchase(self.program.id, taken.id, taken.purchase)
        else:
            yield self._linked(taken, at, self._within_what_is_left(taken.purchase, taken.parts))
            units = [part for part in taken.parts if part.quantity]
            if units and len(units) < len(taken.parts):
                yield self._linked(taken, at, units)

    def _linked(self, taken: TakenBack, at: datetime, parts: Iterable[ReturnedLine]) -> TakeReturn:
        assert taken.purchase
        return TakeReturn(
            program_id=self.program.id,
            return_id=taken.id,
            request_key=_named("return", taken.id),
            external_id=None,
            purchase=taken.purchase,
            occurred_at=at,
            parts=tuple(
                LinePart(part.line, part.quantity or None, part.amount or None, part.measured) for part in parts
            ),
            store=taken.store,
        )

    def _within_what_is_left(self, purchase_id: str, parts: Iterable[ReturnedLine]) -> list[ReturnedLine]:
        purchase = self.book.purchases[purchase_id]
        standing = value.standing_parts(self.book.returns_of(purchase_id))
        left = value.kept(value.purchase_lines(purchase.lines), standing)
        return [part._replace(amount=min(part.amount, left[part.line - 1].value)) for part in parts]

    def _take_from_warm_up(self, taken: TakenBack, at: datetime) -> None:
        """Return goods of the warm-up: windows and periods follow, balances stay."""
        book, member_id = self.book, self.history.member_id
        before, entries = book.members[member_id].state, list(self.entries)
        vouchers, expired = Records("voucher_id", book.vouchers), dict(book.expired)
        self._first_accepted(self._return_commands(taken, at), at)
        self.entries, book.vouchers, book.expired = entries, vouchers, expired
        member = book.members[member_id]
        self._put(member._replace(state=_with_balances_of(before, member.state.copy())))

    def _refuse(self, refusal: Refusal) -> None:
        if self._is_cut:
            self.refused[refusal.problem] = self.refused.get(refusal.problem, 0) + 1


def _with_balances_of(before: MemberState, state: MemberState) -> MemberState:
    """A state with the balances, and everything related, of another."""
    for name in ("balances", "completed", "carried", "withheld", "redeemed"):
        setattr(state, name, getattr(before, name))
    return state


def _named(kind: str, name: str) -> RequestKey:
    return RequestKey(kind, name, "")
