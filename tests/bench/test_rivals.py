"""The rivals keep what Goldlist keeps, wherever its tables have moved."""

import pytest

from app.engine.model.records.checkout import Quote
from app.engine.model.records.vouchers import Voucher
from bench.rivals import naive, naive_quotes


@pytest.mark.parametrize(("row", "record"), [(naive_quotes.QuoteRow, Quote), (naive.VoucherRow, Voucher)])
def test_the_naive_service_keeps_the_same_rows(row: type[naive.Base], record: type[tuple[object, ...]]) -> None:
    assert tuple(row.__table__.columns.keys()) == getattr(record, "_fields")  # noqa: B009
