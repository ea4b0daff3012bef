#!/usr/bin/env python3
"""Makes the example: a collection of vehicle photographs, with the papers that go with them.

    make_data.py                    write the CSV files beside this script
    make_data.py --check            load them into a fresh SQLite and count the scores by SQL
    make_data.py --check FILE.db    count the scores of a SQLite database that holds them

Everything is invented. The output depends on nothing but this file: the same bytes every time.
An unquoted empty field is NULL, a quoted one is an empty string.

How the 2,734 images that belong to a vehicle score under rules/vehicle-images/v1.yaml:

    60 and more     34   restored vehicles with all their papers
    30 to 59       100   a sheet or a manual, and some history
    10 to 29     2,400   of these, 1,873 at exactly 20: vehicles with 50 timeline events and
                         nothing else (15 for the events, 5 for being well documented)
    below 10       200   next to nothing on record

Another 61 images belong to no vehicle. `HOLDINGS` below says which papers make which score.
Worth knowing when trying rules out:

    * one vehicle scores 8 throughout (one receipt, one event)
    * one scores 40 throughout and has no receipts: five would lift it to 65
    * scores stand on both sides of every threshold: 60 and 59, 30 and 29, 10 and 9
    * 10 events are not yet well documented, 11 are; receipts, events and tags run past their caps
    * the same tag twice on an image counts twice; two manuals count once
    * an owner's manual is no factory manual; papers without a vehicle count for nobody
    * some vehicles have no images, some no year or series, some images no date
    * ai_scan_metadata is NULL but for a few notes that an uploader left there
"""

import argparse
import datetime
import json
import pathlib
import random
import sqlite3
import sys
import uuid

HERE = pathlib.Path(__file__).resolve().parent
SEED = 19670101
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "images.example.com")
TODAY = datetime.date(2025, 11, 22)

TABLES = {
    "vehicles": ["id", "year", "make", "model", "series", "body_style", "color"],
    "vehicle_images": [
        "id", "vehicle_id", "image_url", "taken_at", "width", "height", "ai_scan_metadata"],
    "image_tags": ["id", "image_id", "tag"],
    "receipts": ["id", "vehicle_id", "purchase_date", "vendor", "description", "total"],
    "timeline_events": ["id", "vehicle_id", "event_date", "title"],
    "vehicle_spid_data": [
        "id", "vehicle_id", "vin", "build_date", "paint_code_exterior", "rpo_codes"],
    "reference_documents": ["id", "vehicle_id", "document_type", "title"],
}

# One line per kind of vehicle: how many vehicles, what each has on record, and the images that
# they have together, as {tags on the image: images}. `documents` are document types.
FACTORY, OWNERS = "factory_manual", "owners_manual"


def holding(vehicles, images, spid=False, documents=(), receipts=0, events=0, like=None):
    return dict(vehicles=vehicles, images=images, spid=spid, documents=documents,
                receipts=receipts, events=events, like=like)


HOLDINGS = [
    # 60 and more: 34
    holding(1, {0: 8, 2: 3, 7: 1}, True, (FACTORY,), receipts=8, events=50),    # 80, 84, 90
    holding(1, {0: 10}, True, (FACTORY,), receipts=5),                          # 60
    holding(1, {0: 8}, True, receipts=5, events=11),                            # 65
    # 59 and 61 (4 of the 34)
    holding(1, {0: 6, 1: 4}, True, (FACTORY,), receipts=3, events=3),
    # 30 to 59: 100, with the 6 above
    holding(1, {0: 24}, True, events=50, like=(1977, "Chevrolet", "K10", "Cheyenne")),      # 40
    holding(1, {0: 14, 3: 4}, documents=(FACTORY, OWNERS), events=12),          # 35, 41
    holding(1, {0: 12}, receipts=3, events=10),                                 # 30
    holding(1, {0: 12}, receipts=3, events=11),                                 # 35
    holding(1, {0: 10}, documents=(FACTORY,), events=5),                        # 30
    holding(1, {0: 8}, receipts=5, events=4),                                   # 37
    holding(1, {0: 8}, receipts=6, events=4),                                   # 37, past the cap
    holding(1, {0: 2}, True, (FACTORY, FACTORY)),                               # 35
    # 10 to 29: 2,400
    holding(47, {0: 1873}, events=50),                                          # 20
    holding(1, {0: 40}, True, events=3),                                        # 29
    holding(2, {0: 45}, receipts=2),                                            # 10
    holding(1, {0: 30}, documents=(FACTORY,)),                                  # 15
    holding(3, {0: 96}, events=10),                                             # 15
    holding(3, {0: 110}, receipts=1, events=24),                                # 25
    holding(2, {1: 31, 2: 22, 3: 13, 4: 6}, events=18),                         # 22, 24, 26, 28
    holding(1, {0: 34}, receipts=4, events=3),                                  # 29
    holding(2, {0: 50}, receipts=1, events=4),                                  # 17
    holding(1, {0: 24, 1: 6}, documents=(OWNERS,), events=4),                   # 12, 14
    # 10 from tags alone (20 of the 2,400), and 0 to 8 on the same vehicle
    holding(1, {0: 3, 1: 3, 2: 2, 3: 2, 4: 2, 5: 12, 7: 8}),
    # below 10: 200, with the 12 above
    holding(1, {0: 22}, receipts=1, events=1, like=(1972, "GMC", "C1500", "Sierra")),       # 8
    holding(4, {0: 78}),                                                        # 0
    holding(1, {0: 24}, events=3),                                              # 9
    holding(1, {0: 18}, events=1),                                              # 3
    holding(1, {0: 12, 2: 4}, receipts=1),                                      # 5, 9
    holding(1, {0: 15}, events=2),                                              # 6
    holding(1, {0: 15}, documents=(OWNERS, "brochure", None)),                  # 0
    # no images at all
    holding(2, {}, events=50),
    holding(1, {}, True, (FACTORY,), receipts=7, events=14),
    holding(1, {}, receipts=2),
    holding(2, {}),
]
UNASSIGNED_IMAGES = 61

EXPECTED = {"confirm": 34, "guided": 100, "infer": 2400, "find_gaps": 200}
EXPECTED_AT_20 = 1873

GM_TRUCKS = [  # what a SPID sheet can belong to
    (1969, "Chevrolet", "C10", "Custom", "pickup"), (1971, "Chevrolet", "K5 Blazer", "CST", "suv"),
    (1973, "Chevrolet", "K20", "Custom Deluxe", "pickup"),
    (1974, "GMC", "Jimmy", "High Sierra", "suv"), (1976, "Chevrolet", "K5 Blazer", "Chalet", "suv"),
    (1978, "GMC", "K1500", "Sierra Classic", "pickup"),
    (1979, "Chevrolet", "K10", "Silverado", "pickup"),
    (1980, "Chevrolet", "C10", "Scottsdale", "pickup"),
    (1983, "Chevrolet", "K30", "Silverado", "crew cab"),
    (1985, "Chevrolet", "K5 Blazer", "Silverado", "suv"),
    (1986, "GMC", "C1500", "High Sierra", "pickup"),
    (1987, "Chevrolet", "V10", "Silverado", "pickup"),
    (1989, "Chevrolet", "V1500 Suburban", "Silverado", "wagon"),
    (1991, "GMC", "V1500 Jimmy", "SLE", "suv"),
]
OTHERS = GM_TRUCKS + [
    (1932, "Ford", "Model 18", "De Luxe", "roadster"), (1940, "Ford", "Standard", None, "coupe"),
    (1951, "Chevrolet", "3100", None, "pickup"), (1953, "Ford", "F-100", None, "pickup"),
    (1955, "Chevrolet", "Bel Air", None, "sedan"), (1956, "Ford", "F-100", "Custom Cab", "pickup"),
    (1957, "Chevrolet", "3124", "Cameo", "pickup"), (1959, "Cadillac", "Series 62", None, "coupe"),
    (1962, "Chevrolet", "Impala", "SS", "coupe"), (1963, "Studebaker", "Avanti", "R2", "coupe"),
    (1964, "Pontiac", "GTO", None, "coupe"), (1965, "Ford", "Mustang", "GT", "fastback"),
    (1966, "Ford", "Bronco", None, "suv"), (1967, "Chevrolet", "Camaro", "RS/SS", "coupe"),
    (1967, "Plymouth", "Barracuda", "Formula S", "fastback"),
    (1968, "Dodge", "Charger", "R/T", "coupe"), (1969, "Pontiac", "Firebird", "400", "convertible"),
    (1970, "Oldsmobile", "4-4-2", None, "coupe"), (1970, "Dodge", "Challenger", "T/A", "coupe"),
    (1970, "Buick", "Gran Sport", "455", "coupe"), (1971, "AMC", "Javelin", "SST", "coupe"),
    (1972, "International", "Scout II", None, "suv"), (1972, "Datsun", "240Z", None, "coupe"),
    (1973, "Ford", "F-250", "Camper Special", "pickup"), (1974, "Porsche", "914", "2.0", "targa"),
    (1975, "Toyota", "FJ40 Land Cruiser", None, "suv"), (1976, "Jeep", "CJ-7", "Renegade", "suv"),
    (1978, "Dodge", "Li'l Red Express", None, "pickup"),
    (1979, "Jeep", "Cherokee", "Chief", "suv"), (1984, "Jeep", "Grand Wagoneer", None, "wagon"),
    (1985, "Mercedes-Benz", "300TD", None, "wagon"),
    (1987, "Buick", "Grand National", None, "coupe"),
    (1990, "Ford", "Bronco", "Eddie Bauer", "suv"), (1993, "Ford", "F-150", "Lightning", "pickup"),
]
COLORS = ["Hugger Orange", "Wimbledon White", "Forest Green", "Skyline Blue", "Cardinal Red",
          "Santa Fe Tan", "Midnight Black", "Ochre", "Medium Olive", "two-tone silver and blue",
          "primer gray", None]
RPO_CODES = ["AC3", "A31", "C60", "D55", "F44", "G80", "GU6", "J55", "K05", "LM1", "LS9", "LT9",
             "M20", "MX1", "N33", "NP1", "PA6", "RGH", "U16", "U35", "V01", "V44", "YE9", "Z84",
             "ZW9", "ZY2"]
PAINT_CODES = ["11L", "13L", "19L", "22L", "31L", "42L", "46L", "53L", "67L", "75L"]

VENDORS = {
    "Prairie Classic Parts": [
        ("Weatherstrip kit, both doors", 148), ("Cab corner, driver side", 89),
        ("Rocker panel pair, outer", 132), ("Fender liner, passenger side", 74),
        ("Tailgate shell, fleetside", 389), ("Hood hinge pair", 118),
        ("Front bumper, chrome, with brackets", 312), ("Grille shell and inserts", 274)],
    "Two Rivers Engine & Machine": [
        ("Cylinder heads, valve job and pressure test", 540),
        ("Bore, hone and hot tank, 350 block", 485),
        ("Crankshaft grind 0.010/0.010, new bearings", 365), ("Rotating assembly balanced", 275)],
    "Harbor Street Upholstery": [
        ("Bench seat, saddle vinyl, new foam", 780), ("Headliner, perforated", 260),
        ("Carpet set, molded, black", 295), ("Door panel pair, re-covered", 340)],
    "High Plains Drivetrain": [
        ("700R4 rebuild,\nincl. torque converter and cooler lines", 1895),
        ("Transfer case NP205, reseal", 410), ("12-bolt rear axle, 3.73 gears", 980),
        ("Driveshaft shortened and balanced", 265), ("U-joints, greaseable, set of three", 78)],
    "Cottonwood Tire & Wheel": [
        ("Rally wheels 15x8, set of four", 620), ("All-terrain tires 31x10.50R15 (4)", 845),
        ("Mount, balance, alignment", 215)],
    'The "Old Iron" Exchange': [
        ("Quadrajet carburetor, rebuilt", 389), ("HEI distributor, used, tested", 95),
        ("Alternator, 63 A, date-coded", 140), ("Steering column, tilt, used", 225),
        ("Gauge cluster with tachometer", 310)],
    "Summerfield Paint & Body": [
        ("Blast and epoxy prime, frame", 1250), ("Base/clear, two stage, complete", 6400),
        ("Dent repair, bedside and tailgate", 720), ("Cut and polish", 380)],
    "Café Racer Electrics": [
        ("Wiring harness, engine bay", 415), ("Fuse block conversion", 265),
        ("Headlight relay kit", 62)],
    "Northgate Auto Supply": [
        ("Front brake pads, rotors, hoses", 187), ("Water pump, thermostat, coolant", 112),
        ("Fuel pump, mechanical", 48), ("Plugs, wires, cap and rotor", 96),
        ("Shock absorbers, set of four", 228), ("Oil 10W-30, filter, gasket", 54)],
}
EVENTS = [
    "Acquired from the second owner", "Trailered home", "First start after storage",
    "Oil and filter changed", "Coolant flushed", "Carburetor rebuilt", "Points replaced with HEI",
    "Timing set, 8 degrees initial", "Valve cover gaskets replaced", "Radiator recored",
    "Fuel tank dropped and cleaned", "Sending unit replaced", "Brake lines bent and fitted",
    "Master cylinder replaced", "Rear drums turned, new shoes", "Parking brake adjusted",
    "Ball joints and tie rod ends replaced", "Wheel bearings repacked", "Alignment checked",
    "Leaf springs re-arched", "Body mounts replaced", "Transmission fluid and filter",
    "Transfer case resealed", "Rear axle fluid, no metal found", "Driveshaft balanced",
    "Seat removed for upholstery", "New carpet laid", "Dash pad fitted", "Heater core replaced",
    "Wiper motor replaced", "Harness repaired behind the dash", "Headlights aimed",
    "Door hinges rebushed", "Window regulator replaced", "Rust cut out of the cab corner",
    "Patch panel welded in", "Bedside straightened", "Epoxy primer sprayed", "Block sanded, 320",
    "Color sprayed", "Clear coat cut and polished", "Bumpers rechromed", "Badges refitted",
    "Tires replaced", "Wheels refinished", "Weighed at the grain elevator",
    "Compression test, 150 to 155 psi", "Smog inspection passed", "Registered and insured",
    "Shown at the county fair", "Drove to the coast and back", "Put into winter storage",
    "Out of storage, battery charged", "Odometer photographed", "Photographed for the insurer",
    "Appraised",
]
TAGS = ["engine bay", "patina", "before", "after", "rust", "interior", "undercarriage",
        "door jamb", "VIN plate", "paint", "bed floor", "driver side", "passenger side",
        "progress", "for the insurer"]
NOTES = ["from the old phone", "scanned print, date unknown", "crop before showing",
         "see also the receipt of the same week", "séance photo nº 3, Québec trip",
         'the "before" picture']
SIZES = [(4032, 3024), (3024, 4032), (1920, 1080), (1600, 1200), (5712, 4284), (None, None)]


class Dice:
    """Random choices built on `random.random` alone, whose sequence Python keeps for a seed."""

    def __init__(self, seed):
        self.source = random.Random(seed)

    def below(self, count):
        return int(self.source.random() * count)

    def pick(self, items):
        return items[self.below(len(items))]

    def some(self, items, count):
        items = list(items)
        return [items.pop(self.below(len(items))) for _ in range(count)]

    def chance(self, share):
        return self.source.random() < share


class Collection:
    def __init__(self):
        self.rows = {table: [] for table in TABLES}
        self.dice = Dice(SEED)

    def add(self, table, *values):
        """Appends a row under an id that depends on its table and its place there."""
        rows = self.rows[table]
        key = str(uuid.uuid5(NAMESPACE, f"{table}/{len(rows)}"))
        rows.append([key, *values])
        return key

    def day(self, first_year=2016):
        start = datetime.date(first_year, 1, 1)
        return start + datetime.timedelta(days=self.dice.below((TODAY - start).days))

    def vehicle(self, held, number):
        if held["like"]:
            year, make, model, series, body = *held["like"], "pickup"
        else:
            pool = GM_TRUCKS if held["spid"] else OTHERS
            year, make, model, series, body = pool[number % len(pool)]
        nothing_on_record = not (held["spid"] or held["documents"] or held["receipts"]
                                 or held["events"])
        if nothing_on_record and self.dice.chance(0.5):
            year, series = None, None
        return self.add("vehicles", year, make, model, series, body, self.dice.pick(COLORS)), year

    def papers(self, vehicle, year, held):
        if held["spid"]:
            self.spid(vehicle, year)
        for kind in held["documents"]:
            title = {FACTORY: "Shop manual", OWNERS: "Owner's manual",
                     "brochure": "Dealer brochure"}.get(kind, "Loose pages, unsorted")
            self.add("reference_documents", vehicle, kind,
                     f"{year} {title}" if year else title)
        for _ in range(held["receipts"]):
            self.receipt(vehicle)
        self.events(vehicle, held["events"])

    def spid(self, vehicle, year):
        month = 1 + self.dice.below(12)
        serial = 100000 + self.dice.below(60000)
        if year < 1981:
            vin = f"CKL14{year % 10}F{serial}"
        else:
            vin = f"1GCEK14H{self.dice.pick('0123456789X')}{'BCDEFGHJKLM'[year - 1981]}F{serial}"
        codes = sorted(self.dice.some(RPO_CODES, 8 + self.dice.below(8)))
        paint = None if self.dice.chance(0.2) else self.dice.pick(PAINT_CODES)
        self.add("vehicle_spid_data", vehicle, vin, f"{month:02}/{year}", paint, " ".join(codes))

    def receipt(self, vehicle):
        vendor = self.dice.pick(list(VENDORS))
        description, price = self.dice.pick(VENDORS[vendor])
        total = f"{price + self.dice.below(60)}.{self.dice.below(100):02}"
        day = None if self.dice.chance(0.04) else self.day().isoformat()
        if self.dice.chance(0.05):
            vendor = ""      # a till roll that has faded: known to be empty, so not NULL
        self.add("receipts", vehicle, day, vendor, description, total)

    def events(self, vehicle, count):
        titles = self.dice.some(EVENTS, count)
        for day, title in zip(sorted(self.day() for _ in titles), titles):
            self.add("timeline_events", vehicle, day.isoformat(), title)

    def image(self, vehicle, folder, number, tags):
        day = self.day()
        taken = (f"{day}T{6 + self.dice.below(15):02}:{self.dice.below(60):02}:"
                 f"{self.dice.below(60):02}Z")
        width, height = self.dice.pick(SIZES)
        note = None
        if self.dice.chance(0.015):
            note = json.dumps({"uploader_note": self.dice.pick(NOTES)}, ensure_ascii=False)
        image = self.add(
            "vehicle_images", vehicle, f"https://images.example.com/{folder}/{number:04}.jpg",
            None if self.dice.chance(0.03) else taken, width, height, note)
        chosen = self.dice.some(TAGS, tags)
        if tags > 5:
            chosen[-1] = chosen[0]      # the same tag twice
        for tag in chosen:
            self.add("image_tags", image, tag)

    def fill(self):
        for held in HOLDINGS:
            owners = []
            for _ in range(held["vehicles"]):
                vehicle, year = self.vehicle(held, len(self.rows["vehicles"]))
                self.papers(vehicle, year, held)
                owners.append((vehicle, f"vehicles/{len(self.rows['vehicles']):03}"))
            tags = [n for n, images in held["images"].items() for _ in range(images)]
            for number, count in enumerate(tags):
                vehicle, folder = owners[number % len(owners)]
                self.image(vehicle, folder, 1 + number // len(owners), count)
        # A scan that was begun and left no answer: JSON null under the key is no analysis.
        untouched = self.rows["vehicle_images"][0]
        untouched[-1] = '{"uploader_note": "scan was interrupted", "tier_1_analysis": null}'
        for number in range(UNASSIGNED_IMAGES):
            self.image(None, "unassigned", 1 + number, 2 if number % 10 == 0 else 0)
        for _ in range(9):
            self.receipt(None)
        self.events(None, 7)
        self.add("reference_documents", None, FACTORY, "Shop manual, cover missing")
        return self


def field(value):
    if value is None:
        return ""
    text = str(value)
    if text == "" or any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def write(rows):
    for table, columns in TABLES.items():
        lines = [",".join(columns)] + [",".join(map(field, row)) for row in rows[table]]
        (HERE / f"{table}.csv").write_bytes(("\n".join(lines) + "\n").encode())
        print(f"{table}.csv: {len(rows[table])} rows")


def read(path):
    """The records of a CSV file. The csv module cannot tell an empty field from a quoted one."""
    record, text, quoted, inside = [], "", False, False
    source = path.read_bytes().decode()
    position = 0
    while position < len(source):
        mark = source[position]
        position += 1
        if inside:
            if mark != '"':
                text += mark
            elif source[position:position + 1] == '"':
                text += mark
                position += 1
            else:
                inside = False
        elif mark == '"':
            quoted = inside = True
        elif mark in ",\n":
            record.append(text if text or quoted else None)
            text, quoted = "", False
            if mark == "\n":
                yield record
                record = []
        else:
            text += mark


def load():
    database = sqlite3.connect(":memory:")
    database.executescript((HERE / "schema.sql").read_text())
    for table in TABLES:
        records = read(HERE / f"{table}.csv")
        columns = next(records)
        marks = ", ".join("?" for _ in columns)
        database.executemany(
            f'INSERT INTO {table} ({", ".join(columns)}) VALUES ({marks})', records)
    return database


def check(database):
    found = database.execute((HERE / "scores.sql").read_text()).fetchall()
    by_stage = dict.fromkeys(EXPECTED, 0)
    for score, subjects, asked in found:
        by_stage[asked] += subjects
        print(f"{score:5} {subjects:6}  {asked}")
    print(f"total {sum(by_stage.values()):6}  {by_stage}")
    at_20 = sum(subjects for score, subjects, _ in found if score == 20)
    if by_stage != EXPECTED or at_20 != EXPECTED_AT_20:
        sys.exit(f"expected {EXPECTED}, and {EXPECTED_AT_20} at 20; found {at_20} there")


def main():
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", nargs="?", const="", metavar="FILE.db")
    path = arguments.parse_args().check
    if path is None:
        write(Collection().fill().rows)
    elif path == "":
        check(load())
    else:
        if not pathlib.Path(path).is_file():
            sys.exit(f"{path}: no such file")
        check(sqlite3.connect(f"{pathlib.Path(path).resolve().as_uri()}?mode=ro", uri=True))


if __name__ == "__main__":
    main()
