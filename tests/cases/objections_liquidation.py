"""Findings about a stop and the liquidation that it should come before."""

from tests.cases.objection import at_venue, sized, weighs

_FUNDED: dict[str, object] = {"funding_rate": "0.0001", "funding_interval_hours": "8"}

LIQUIDATED = (
    weighs(
        "BLOCKER",
        "stop_beyond_liquidation",
        "stop_price",
        sized(stop_price="45226.1"),
        sized(stop_price="45226.3"),
        stop_price="45226.1",
        liquidation_price="45226.2",
    ),
    weighs(
        "BLOCKER",
        "stop_beyond_liquidation",
        "stop_price",
        sized(side="short", stop_price="54726.4"),
        sized(side="short", stop_price="54726.2"),
        liquidation_price="54726.3",
    ),
    weighs(  # 45,300 x 0.998 is filled past 45,000 / 0.995, 45,300 x 0.999 = 45,254.7 is not
        "BLOCKER",
        "stop_fills_beyond_liquidation",
        "stop_price",
        sized(stop_price="45300", slippage_rate="0.002"),
        sized(stop_price="45300", slippage_rate="0.001"),
        fill_price="45209.4",
        liquidation_price="45226.2",
    ),
    weighs(  # 90 fundings of 5 dollars each: (45,000 + 450) / 0.995 = 45,678.39
        "BLOCKER",
        "stop_beyond_later_liquidation",
        "stop_price",
        at_venue(
            _FUNDED, size_by="quantity", size="0.1", stop_price="45678.4", holding_days="30", slippage_rate="0.000001"
        ),
        at_venue(_FUNDED, size_by="quantity", size="0.1", stop_price="45678.4", holding_days="29"),
        fill_price="45678.3",
        liquidation_price="45678.4",
        holding_days="30",
    ),
    weighs(  # a twentieth of the way from 50,000 to 45,226.13 is 238.69
        "WARNING",
        "stop_near_liquidation",
        "stop_price",
        sized(stop_price="45464.8"),
        sized(stop_price="45464.9"),
        fill_price="45464.8",
        liquidation_price="45226.2",
        buffer_rate="0.05",
    ),
    weighs(  # 45,678.39 after 90 fundings, and a twentieth of the way to it is 216.08
        "WARNING",
        "stop_near_later_liquidation",
        "stop_price",
        at_venue(_FUNDED, size_by="quantity", size="0.1", stop_price="45894.4", holding_days="30"),
        at_venue(_FUNDED, size_by="quantity", size="0.1", stop_price="45894.5", holding_days="30"),
        fill_price="45894.4",
        liquidation_price="45678.4",
        buffer_rate="0.05",
    ),
    weighs(  # without a holding time there is only one liquidation
        "WARNING",
        "stop_near_liquidation",
        "stop_price",
        at_venue(_FUNDED, size_by="quantity", size="0.1", stop_price="45464.8", holding_days="0"),
        at_venue(_FUNDED, size_by="quantity", size="0.1", stop_price="45464.8", holding_days="1"),
    ),
)
