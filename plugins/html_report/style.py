"""The style of the page, for screen and paper."""

from typing import Final

STYLE: Final = """
body{font:15px/1.45 system-ui,sans-serif;color:#1c1b1f;background:#fff;max-width:70rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{margin-top:2rem;border-bottom:1px solid #ccc}h3{margin-bottom:.3rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .6rem .25rem 0}
td,th{overflow-wrap:anywhere}
thead th{border-bottom:1px solid #999}tbody tr+tr td{border-top:1px solid #eee}
.numbers{width:auto}.queue td:nth-child(1){width:50%}.faint{color:#555;font-size:.87em}
.legend span{margin-right:1rem}.legend span span{margin:0}
details.claim{border:1px solid #ddd;border-radius:4px;padding:.4rem .7rem;margin:.5rem 0;overflow-wrap:anywhere}
details.finding{margin:.5rem 0 .5rem 1rem}details.finding th{width:6rem;font-weight:normal;color:#555}
.money{float:right}.verdict{font-size:.8em;font-weight:bold;padding:.1em .4em;border:1px solid;border-radius:3px}
.fails{color:#b3261e}.needs-information{color:#8f5600}.hold{color:#7a3e9d}.warn{color:#6b6300}.passes{color:#2e7d32}
svg text{font:12px system-ui,sans-serif}
@media print{body{margin:0;max-width:none;font-size:11px}details.claim,tr{break-inside:avoid}h2,h3{break-after:avoid}
a::after{content:" (" attr(href) ")"}}
""".replace("\n", "")
