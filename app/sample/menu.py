"""The menu of Corner Coffee, with prices."""

from typing import NamedTuple


class Item(NamedTuple):
    """An item on the menu; the price in minor units."""

    sku: str
    category: str
    price: int


COFFEES = (
    Item("espresso", "coffee/espresso", 260),
    Item("americano", "coffee/americano", 310),
    Item("filter", "coffee/filter", 300),
    Item("flat-white", "coffee/flat-white", 360),
    Item("cappuccino", "coffee/cappuccino", 370),
    Item("latte-12", "coffee/latte", 350),
    Item("latte-16", "coffee/latte", 395),
    Item("mocha", "coffee/mocha", 410),
)
OTHER_DRINKS = (
    Item("tea", "drinks/tea", 280),
    Item("chai", "drinks/chai", 380),
    Item("hot-chocolate", "drinks/hot-chocolate", 390),
    Item("orange-juice", "drinks/cold", 350),
)
FOR_CHILDREN = (
    Item("babyccino", "drinks/babyccino", 120),
    Item("hot-chocolate-small", "drinks/hot-chocolate", 290),
    Item("apple-juice", "drinks/cold", 220),
)
PASTRIES = (
    Item("croissant", "food/pastry", 290),
    Item("pain-au-chocolat", "food/pastry", 320),
    Item("cinnamon-bun", "food/pastry", 340),
    Item("almond-croissant", "food/pastry", 365),
)
CAKES = (
    Item("carrot-cake", "food/cake", 395),
    Item("brownie", "food/cake", 330),
    Item("lemon-drizzle", "food/cake", 375),
    Item("scone", "food/cake", 310),
)
LUNCHES = (
    Item("toastie", "food/lunch", 650),
    Item("soup", "food/lunch", 595),
    Item("bagel", "food/lunch", 620),
)
BEANS = (
    Item("house-250", "beans/house", 950),
    Item("ethiopia-250", "beans/single-origin", 1250),
    Item("colombia-250", "beans/single-origin", 1150),
    Item("decaf-250", "beans/decaf", 1050),
)
HOUSE_KILO = Item("house-1000", "beans/house", 3200)
SUPPLIES = (
    Item("filter-papers", "supplies/filters", 450),
    Item("oat-drink-6", "supplies/milk", 1380),
)
KIT = (
    Item("mug", "kit/cups", 1100),
    Item("travel-cup", "kit/cups", 1650),
    Item("pour-over", "kit/brewers", 2400),
    Item("french-press", "kit/brewers", 2950),
    Item("hand-grinder", "kit/grinders", 4900),
)

OWN_CUP_DISCOUNT = 25
