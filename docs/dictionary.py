"""Write ``docs/dictionary.md`` from ``fields.csv``: run by ``make dictionary``; a test holds them equal."""

from pathlib import Path

from workbench.case.schema import case_tables, choice_label, fields, table_titles

TARGET = Path(__file__).with_name("dictionary.md")
HEAD = """# 数据字典 · Data dictionary

Written from `workbench/case/fields.csv` by `make dictionary`; do not edit. Roles: key (主键), required (必有列), optional, reference
(须在所指的表中). 空格 = 未知, 未知不是零。An empty cell is unknown, and unknown is not zero.
"""


def dictionary():
    """Return the data dictionary as Markdown."""
    parts = [HEAD]
    for table in ("case", *case_tables()):
        zh, en, worksheet = table_titles()[table]
        number = f" · 工作用表 {worksheet}" if worksheet else ""
        name = "case.toml" if table == "case" else f"{table}.csv"
        parts.append(f"\n## {name} · {zh} · {en}{number}\n")
        parts.append("| column | 中文 | English | type | role | 说明 note |\n|---|---|---|---|---|---|")
        parts += [_row(field) for field in fields()[table].values() if field.role != "result"]
    return "\n".join(parts) + "\n"


def _row(field):
    notes = [field.note, f"[{field.unit}]" if field.unit else "", f"→ {field.refers}" if field.refers else ""]
    notes.append("; ".join(f"`{value}` {choice_label(field.table, field.column, value)}" for value in field.values))
    note = " · ".join(part for part in notes if part).replace("|", "\\|")
    return f"| `{field.column}` | {field.zh} | {field.en} | {field.type} | {field.role} | {note} |"


if __name__ == "__main__":
    TARGET.write_text(dictionary(), encoding="utf-8")
