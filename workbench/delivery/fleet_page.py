"""fleet.html and fleet.json: how a fleet stands, renewed while it runs."""

import json

import jinja2

from .files import replacing

PAGE, RECORD = "fleet.html", "fleet.json"
FORMAT = 1
SECONDS = 5  # between looks of a browser that has the page open
STATUSES = {
    "waiting": "等待 waiting",
    "running": "运行中 running",
    "ok": "完成 done",
    "kept": "未变，保留 kept",
    "failed": "失败 failed",
    "refused": "数据有问题 refused",
    "lost": "中断 lost",
}
_TEMPLATE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
{% if not ended %}<meta http-equiv="refresh" content="{{ seconds }}">{% endif %}
<title>批量运行 Fleet</title>
<style>
body { margin: 1.5rem auto; max-width: 70rem; padding: 0 1rem; color: #1a1a1a; background: #fff; line-height: 1.6;
  font-family: "Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #d0d0d0; padding: .35rem .6rem; text-align: left; vertical-align: top; }
th { background: #f2f5f7; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.status { white-space: nowrap; font-weight: 600; }
.running > .status { color: #005a92; }
.failed > .status, .refused > .status, .lost > .status { color: #a33b00; }
.ok > .status, .kept > .status { color: #00613c; }
.notebooks, .problems { font-size: .85rem; }
.problems { overflow-wrap: anywhere; max-width: 28rem; }
@media print { a { color: inherit; text-decoration: none; } }
</style>
</head>
<body>
<h1>批量运行 <span lang="en">Fleet</span></h1>
<p>{{ started }} — {{ written }} · {{ "已结束 ended" if ended else "运行中 running" }} ·
{% for status, count in counts.items() %}{{ statuses[status] }}: {{ count }}{{ " · " if not loop.last }}{% endfor %}</p>
<table>
<thead><tr><th>案例 case</th><th>状态 status</th><th>阶段 / 笔记本 notebooks</th><th class="number">用时 s</th>
<th class="number">自查问题 findings</th><th>问题 problems</th></tr></thead>
<tbody>
{% for client in clients %}
<tr class="{{ client.status }}">
<td>{% if client.status in ("ok", "kept", "failed") and client.notebooks %}<a href="{{ client.case_id|urlencode }}/index.html">{{ client.case_id }}</a>
{% else %}{{ client.case_id or "#%d" % client.number }}{% endif %}</td>
<td class="status">{{ statuses[client.status] }}</td>
<td class="notebooks">{% for name, run in client.notebooks.items() %}<div class="{{ run.status }}">{{ name }}
<span class="status">{{ statuses[run.status] }}</span> {{ "%.1f"|format(run.seconds) }}&nbsp;s</div>{% endfor %}</td>
<td class="number">{{ "%.1f"|format(client.seconds) if client.seconds else "" }}</td>
<td class="number">{{ "—" if client.findings is none else client.findings }}</td>
<td class="problems">{% for problem in client.problems %}<div>{{ problem }}</div>{% endfor %}</td>
</tr>
{% endfor %}
</tbody>
</table>
</body>
</html>
"""


def write_fleet(clients, out, started, ended):
    """Write the page and the record of a fleet, each whole or not at all.

    Parameters
    ----------
    clients : list of Client
        How far each is.
    out : Path
        Folder of all runs.
    started : datetime.datetime
        When the fleet began.
    ended : bool
        Whether nothing more comes; until then a browser that has the page open looks again.
    """
    written = started.now()
    record = {
        "format": FORMAT,
        "started": f"{started:%Y-%m-%d %H:%M:%S}",
        "written": f"{written:%Y-%m-%d %H:%M:%S}",
        "ended": ended,
        "clients": [client.to_json() for client in clients],
    }
    with replacing(out / RECORD) as temporary:
        temporary.write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
    with replacing(out / PAGE) as temporary:
        temporary.write_text(fleet_html(record), encoding="utf-8")


def fleet_html(record):
    """Return the page of a fleet's record as text."""
    statuses = [client["status"] for client in record["clients"]]
    counts = {status: statuses.count(status) for status in STATUSES if status in statuses}
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    template = environment.from_string(_TEMPLATE)
    return template.render(record, counts=counts, statuses=STATUSES, seconds=SECONDS)
