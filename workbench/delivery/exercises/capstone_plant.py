"""The plant behind the capstone: a zinc smelter in monthly tables that agree with each other to the last digit.

All figures are synthetic teaching data. Tables are lists of rows, the first column of each is the place of the row.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .numbers import round_to_step

COMPANY = "青岚锌业(虚构名称) Qinglan Zinc (invented name)"
START, REPORT = date(2025, 3, 10), date(2025, 12, 20)
TEST = date(2025, 6, 16)
MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]
TAX, LIFE, DAYS = 0.25, 10, 350
MEDIUM, HIGH = 10, 100  # 万元, thresholds of cost classes
ZINC_IN_OXIDE = 65.38 / 81.38
IN, OUT, RECYCLE, STOCK = "输入 in", "输出 out", "内部循环 recycle", "库存增加 stock increase"
CLEANER, ENDING = "清洁生产 cleaner production", "末端治理 end of pipe"
VALID, MET, NOT_LISTED = "有效 valid", "达标 met", "未列入 not listed"


@dataclass(frozen=True)
class Draw:
    """Numbers of one plant, from a stream of HMAC numbers."""

    stream: object

    def between(self, low, high, step=1):
        """Return a number between two others on the grid of a step, as Decimal arithmetic has it."""
        found = self.stream.step_between(*(Decimal(str(number)) for number in (low, high, step)))
        return round_to_step(found, step)

    def choose(self, items):
        """Return one of several items."""
        return items[self.stream.integer(len(items))]


def make_tables(stream):
    """Return the tables of a plant without any fault, {file: list of rows}.

    Parameters
    ----------
    stream : workbench.delivery.exercises.numbers.Stream
    """
    from .capstone_sheets import sheets

    draw = Draw(stream)
    assays = _assays(draw)
    production, energy, water = _months(draw, assays["concentrate"] / 100)
    tables = {"production.csv": production, "energy.csv": energy, "water.csv": water}
    tables["energy_total.csv"] = _energy_total(energy)
    tables["network.csv"] = _network(draw, water)
    tables["stock.csv"] = _stock(draw)
    tables["balance.csv"] = _balance(draw, tables, assays)
    tables["laboratory.csv"] = _laboratory(draw, tables["balance.csv"], assays)
    return tables | sheets(draw, tables)


def column_sum(rows, column):
    """Return the sum of a column, without the noise of binary fractions."""
    return round_to_step(sum(Decimal(str(row[column])) for row in rows), "0.001")


def _months(draw, zinc):
    production, energy, water = [], [], []
    for month in MONTHS:
        wet, moisture = draw.between(4400, 5000, 10), draw.between(7, 9.5, 0.1)
        dry = round_to_step(wet * (1 - moisture / 100), "0.1")
        ingot = round_to_step(dry * zinc * draw.between(0.975, 0.979, 0.0005), "1")
        production.append({"month": month, "wet_t": wet, "moisture_pct": moisture, "dry_t": dry, "ingot_t": ingot})
        power = round_to_step(ingot * draw.between(0.328, 0.342, 0.0005), "0.1")
        coal, steam = draw.between(620, 760, 1), draw.between(5200, 6400, 5)
        energy.append({"month": month, "power_10MWh": power, "coal_t": coal, "steam_GJ": steam})
        fresh = draw.between(46000, 56000, 10)
        reused = round_to_step(fresh * draw.between(9.2, 9.9, 0.01), "10")
        discharged = round_to_step(fresh * draw.between(0.56, 0.62, 0.002), "10")
        water.append({"month": month, "fresh_m3": fresh, "reused_m3": reused, "discharged_m3": discharged})
    return production, energy, water


def _energy_total(energy):
    carriers = [
        ("电力 power", "power_10MWh", "万kWh", 1.229),
        ("原煤 raw coal", "coal_t", "t", 0.7143),
        ("蒸汽 steam", "steam_GJ", "GJ", 0.03412),
    ]
    rows = []
    for carrier, column, unit, factor in carriers:
        amount = column_sum(energy, column)
        tce = round_to_step(amount * factor, "0.1")
        row = {"number": f"C{len(rows) + 1}", "carrier": carrier, "amount": amount, "unit": unit}
        rows.append(row | {"tce_per_unit": factor, "tce": tce})
    return rows


def _network(draw, water):
    """W1 = W2 + W3, W2 = W4 + W5, W3 + W4 = W6: overall W1 = W5 + W6."""
    first, last = (round_to_step(column_sum(water, column) / DAYS, "2") for column in ("fresh_m3", "discharged_m3"))
    second = round_to_step(first * draw.between(0.55, 0.62, 0.005), "2")
    fifth = first - last
    flows = [first, second, first - second, second - fifth, fifth, last]
    ways = [
        ("新水总表", "main meter", "厂外 outside", "总管 main"),
        ("一号支管", "branch 1", "总管 main", "浸出净化 leaching"),
        ("二号支管", "branch 2", "总管 main", "电积 electrowinning"),
        ("浸出净化串用水", "series water", "浸出净化 leaching", "电积 electrowinning"),
        ("蒸发与随渣带走", "evaporation and residue", "浸出净化 leaching", "厂外 outside"),
        ("去污水站", "to waste-water plant", "电积 electrowinning", "厂外 outside"),
    ]
    return [
        {"meter": f"W{place}", "name": f"{zh} {en}", "from": source, "to": target, "reading_m3_per_d": flow}
        for place, ((zh, en, source, target), flow) in enumerate(zip(ways, flows, strict=True), start=1)
    ]


def _stock(draw):
    rows = []
    for key, name, low, high in (
        ("T1", "精矿仓含锌 zinc in concentrate store", 900, 1400),
        ("T2", "在制品含锌 zinc in process", 600, 900),
        ("T3", "锌锭库 ingots", 300, 600),
    ):
        opening, change = draw.between(low, high, 1), draw.between(30, 50, 1)
        row = {"store": key, "name": name, "opening_t": opening, "closing_t": opening + change}
        rows.append(row)
    return rows


def _assays(draw):
    secondary = draw.between(58, 60, 0.1)
    return {
        **{"concentrate": draw.between(50.4, 52.0, 0.1), "secondary": secondary},
        **{"oxide": round_to_step(secondary / ZINC_IN_OXIDE, "0.1"), "slag": draw.between(30, 34, 0.1)},
        **{"water": draw.between(0.8, 1.2, 0.01), "cadmium": draw.between(0.02, 0.04, 0.001)},
    }


def _balance(draw, tables, assays):
    production, stock = tables["production.csv"], tables["stock.csv"]
    volume = column_sum(tables["water.csv"], "discharged_m3")
    rows = [
        _stream("B1", "锌精矿(干基) concentrate, dry", IN, column_sum(production, "dry_t"), assays["concentrate"]),
        _stream("B2", "次氧化锌 secondary zinc oxide", IN, draw.between(1200, 1300, 10), assays["secondary"]),
        _stream("B3", "返渣 returned residue", RECYCLE, draw.between(2200, 2800, 10), draw.between(14, 18, 0.1)),
        _stream("B4", "锌锭 ingots", OUT, column_sum(production, "ingot_t"), 99.99),
        _stream("B5", "铜镉渣 copper-cadmium slag", OUT, draw.between(800, 920, 5), assays["slag"]),
        _stream("B6", "外排水 waste water", OUT, volume, round_to_step(assays["water"] / 1e4, "0.000001")),
        _stream("B8", "库存增加 stock increase", STOCK, None, None),
    ]
    rows[-1]["zinc_t"] = column_sum(stock, "closing_t") - column_sum(stock, "opening_t")
    sides = {side: column_sum([row for row in rows if row["side"] == side], "zinc_t") for side in (IN, OUT, STOCK)}
    rest = round_to_step(sides[IN] - sides[OUT] - sides[STOCK], "0.01")
    mass = round_to_step(rest * 100 / draw.between(5.0, 6.0, 0.05), "10")
    residue = _stream("B7", "浸出渣(干基) leach residue, dry", OUT, mass, round_to_step(rest * 100 / mass, "0.01"))
    return [*rows[:-1], residue | {"zinc_t": rest}, rows[-1]]


def _stream(key, name, side, amount, content):
    zinc = None if amount is None else round_to_step(amount * content / 100, "0.01")
    return {"stream": key, "name": name, "side": side, "amount_t": amount, "zinc_pct": content, "zinc_t": zinc}


def _laboratory(draw, balance, assays):
    content = {row["stream"]: row["zinc_pct"] for row in balance}
    items = [
        ("B1 锌精矿 concentrate", "Zn", "干基 dry", assays["concentrate"], "%"),
        ("B2 次氧化锌 secondary oxide", "Zn", "干基 dry", assays["secondary"], "%"),
        ("B2 次氧化锌 secondary oxide", "ZnO", "干基 dry", assays["oxide"], "%"),
        ("B3 返渣 returned residue", "Zn", "干基 dry", content["B3"], "%"),
        ("B5 铜镉渣 slag", "Zn", "干基 dry", assays["slag"], "%"),
        ("B7 浸出渣 residue", "Zn", "干基 dry", content["B7"], "%"),
        ("B6 外排水 waste water", "Zn", "—", assays["water"], "mg/L"),
        ("B6 外排水 waste water", "Cd", "—", assays["cadmium"], "mg/L"),
    ]
    return [
        {"sample": f"L{place}", "stream": stream, "item": item, "basis": basis, "value": value, "unit": unit}
        | {"date": (TEST + timedelta(days=draw.between(0, 9))).isoformat()}
        for place, (stream, item, basis, value, unit) in enumerate(items, start=1)
    ]
