"""Decides the subjects of a CSV file by the rules of v1, one peer after the other.

    python3 decisions.py FILE

Each works on data that are in memory already, on one core. Prints what each counted, too: the
tiers have to be those that gearbox counts.
"""

import json
import os
import sys
import time

os.environ["POLARS_MAX_THREADS"] = "1"

import duckdb
import polars
import zen

SQL_SCORE = """
  20 * has_spid + 15 * has_manual + least(5 * receipts, 25) + least(3 * timeline_events, 15)
  + least(2 * user_tags, 10) + 10 * previously_analyzed
  + CASE WHEN timeline_events > 10 THEN 5 ELSE 0 END
"""


def report(name, rows, seconds, tiers):
    counted = ", ".join(f"{tier} {count}" for tier, count in sorted(tiers.items()))
    print(f"{name}: {rows / seconds:,.0f} a second")
    print(f"  tiers: {counted}")


def best(work, times=3):
    fastest = None
    for _ in range(times):
        began = time.perf_counter()
        result = work()
        took = time.perf_counter() - began
        if fastest is None or took < fastest[0]:
            fastest = (took, result)
    return fastest


def tier(score):
    if score >= 60:
        return "confirm"
    if score >= 30:
        return "guided"
    return "infer" if score >= 10 else "none"


def loop(rows):
    tiers = {}
    for has_spid, has_manual, receipts, events, tags, analyzed in rows:
        score = (20 if has_spid else 0) + (15 if has_manual else 0)
        score += min(5 * receipts, 25) + min(3 * events, 15) + min(2 * tags, 10)
        score += (10 if analyzed else 0) + (5 if events > 10 else 0)
        name = tier(score)
        tiers[name] = tiers.get(name, 0) + 1
    return tiers


def columns(frame):
    least = polars.min_horizontal
    score = (
        20 * polars.col("has_spid")
        + 15 * polars.col("has_manual")
        + least(5 * polars.col("receipts"), 25)
        + least(3 * polars.col("timeline_events"), 15)
        + least(2 * polars.col("user_tags"), 10)
        + 10 * polars.col("previously_analyzed")
        + 5 * (polars.col("timeline_events") > 10).cast(polars.Int64)
    )
    name = (
        polars.when(score >= 60).then(polars.lit("confirm"))
        .when(score >= 30).then(polars.lit("guided"))
        .when(score >= 10).then(polars.lit("infer"))
        .otherwise(polars.lit("none"))
    )
    counted = frame.select(tier=name).group_by("tier").len()
    return dict(counted.iter_rows())


def sql(connection):
    return dict(
        connection.execute(
            f"""
            SELECT CASE WHEN score >= 60 THEN 'confirm' WHEN score >= 30 THEN 'guided'
              WHEN score >= 10 THEN 'infer' ELSE 'none' END AS tier, count(*)
            FROM (SELECT {SQL_SCORE} AS score FROM subjects) GROUP BY 1
            """
        ).fetchall()
    )


ZEN = {
    "nodes": [
        {"id": "in", "name": "in", "type": "inputNode"},
        {
            "id": "score",
            "name": "score",
            "type": "expressionNode",
            "content": {
                "expressions": [
                    {
                        "id": "s",
                        "key": "score",
                        "value": "(has_spid ? 20 : 0) + (has_manual ? 15 : 0)"
                        " + min([5 * receipts, 25]) + min([3 * timeline_events, 15])"
                        " + min([2 * user_tags, 10]) + (previously_analyzed ? 10 : 0)"
                        " + (timeline_events > 10 ? 5 : 0)",
                    },
                    {
                        "id": "t",
                        "key": "tier",
                        "value": "$.score >= 60 ? 'confirm' : $.score >= 30 ? 'guided'"
                        " : $.score >= 10 ? 'infer' : 'none'",
                    },
                ]
            },
        },
        {"id": "out", "name": "out", "type": "outputNode"},
    ],
    "edges": [
        {"id": "a", "sourceId": "in", "targetId": "score", "type": "edge"},
        {"id": "b", "sourceId": "score", "targetId": "out", "type": "edge"},
    ],
}


def rules(decision, subjects):
    tiers = {}
    for subject in subjects:
        name = decision.evaluate(subject)["result"]["tier"]
        tiers[name] = tiers.get(name, 0) + 1
    return tiers


def main():
    frame = polars.read_csv(sys.argv[1])
    rows = frame.rows()
    some = rows[:1_000_000]
    took, tiers = best(lambda: loop(some))
    report("python loop", len(some), took, tiers)

    took, tiers = best(lambda: columns(frame))
    report(f"polars {polars.__version__}", len(rows), took, tiers)

    connection = duckdb.connect(config={"threads": 1})
    connection.execute("CREATE TABLE subjects AS SELECT * FROM read_csv(?)", [sys.argv[1]])
    took, tiers = best(lambda: sql(connection))
    report(f"duckdb {duckdb.__version__}", len(rows), took, tiers)

    names = ["has_spid", "has_manual", "receipts", "timeline_events", "user_tags"]
    names.append("previously_analyzed")
    truths = {"has_spid", "has_manual", "previously_analyzed"}
    few = [
        {name: bool(value) if name in truths else value for name, value in zip(names, row)}
        for row in rows[:100_000]
    ]
    decision = zen.ZenEngine().create_decision(json.dumps(ZEN))
    took, tiers = best(lambda: rules(decision, few), times=2)
    report("zen-engine", len(few), took, tiers)


main()
