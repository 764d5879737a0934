"""Write ``docs/glossary.md`` from ``glossary.csv`` and ``fields.csv``: run by ``make dictionary``; a test holds them equal."""

import csv
from pathlib import Path

from workbench.case.schema import case_tables, fields, table_titles

TARGET = Path(__file__).with_name("glossary.md")
TERMS = Path(__file__).with_name("glossary.csv")
HEAD = """# 术语对照 · Glossary

Written from `docs/glossary.csv` and `workbench/case/fields.csv` by `make dictionary`; do not edit. 中文、英文和程序里的名称一一对应；
同一行的英文名就是列名，到[数据字典](dictionary.md)里能查到。Chinese, English and the name used in data and code; rows follow the Chinese order.
"""
TERMS_HEAD = """
## 审核术语 · Terms of the audit

| 中文 | English | name |
|---|---|---|
"""
TABLES_HEAD = """
## 表 · Tables

| 中文 | English | name | 工作用表 worksheet |
|---|---|---|---|
"""
COLUMNS_HEAD = """
## 列 · Columns

| 中文 | English | name |
|---|---|---|
"""


def glossary():
    """Return the glossary as Markdown."""
    terms = "".join(f"| {row['zh']} | {row['en']} | {_code(row['identifier'])} |\n" for row in in_order(terms_of_art()))
    return HEAD + TERMS_HEAD + terms + TABLES_HEAD + _tables() + COLUMNS_HEAD + _columns()


def terms_of_art():
    """Return the terms of the audit: identifier, zh, en."""
    with TERMS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def in_order(rows):
    """Return rows in the order of a Chinese dictionary: GB 18030 holds the common characters by their sound."""
    return sorted(rows, key=lambda row: row["zh"].encode("gb18030"))


def _tables():
    titles = [{"zh": titles[0], "en": titles[1], "name": name, "sheet": titles[2]} for name, titles in _titles()]
    return "".join(
        f"| {row['zh']} | {row['en']} | {_code(row['name'])} | {row['sheet'] or ''} |\n" for row in in_order(titles)
    )


def _titles():
    return [(name, table_titles()[name]) for name in ("case", *case_tables())]


def _columns():
    """Return one row for each meaning, with every column that has it."""
    names = {}
    for table in ("case", *case_tables()):
        for field in fields()[table].values():
            if field.role != "result":
                names.setdefault((field.zh, field.en), []).append(f"{table}.{field.column}")
    rows = [{"zh": zh, "en": en, "names": columns} for (zh, en), columns in names.items()]
    return "".join(f"| {row['zh']} | {row['en']} | {' '.join(map(_code, row['names']))} |\n" for row in in_order(rows))


def _code(name):
    return f"`{name}`" if name else ""


if __name__ == "__main__":
    TARGET.write_text(glossary(), encoding="utf-8")
