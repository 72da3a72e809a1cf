"""How the sandbox's pages look, and the drawn faces of its people. One sheet, no script, no other host."""

from __future__ import annotations

from html import escape

CSS = """
:root{color-scheme:light dark;--paper:#f6f4ef;--card:#fff;--ink:#1f1d1a;--soft:#6b665e;--line:#e4dfd5;--accent:#2f5d50;--accent-ink:#fff}
@media (prefers-color-scheme:dark){:root{--paper:#171614;--card:#211f1c;--ink:#efece6;--soft:#a49d92;--line:#38342e;--accent:#8fc7b4;--accent-ink:#10231d}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,sans-serif;overflow-wrap:anywhere}
a{color:var(--accent)} a:focus-visible,button:focus-visible,input:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
header.top{border-bottom:1px solid var(--line);background:var(--card)}
.wide{max-width:42rem;margin:0 auto;padding:1rem}
header.top .wide{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:baseline}
.brand{font-size:1.25rem;font-weight:700;text-decoration:none;color:var(--ink)}
.note{color:var(--soft);font-size:.875rem;margin:0}
h1{font-size:1.375rem;line-height:1.25;margin:1rem 0}
.card{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1rem;margin:0 0 .75rem}
.by{display:flex;gap:.75rem;align-items:center;margin:0 0 .5rem}
.by img,.who img{border-radius:50%;flex:none}
.by a{color:inherit;text-decoration:none;font-weight:600} .by a.soft{color:var(--soft);font-weight:400}
.soft{color:var(--soft);font-size:.875rem}
.text p{margin:.5rem 0}
.invisible{font-size:0}
.text img{max-width:100%;height:auto;border-radius:.5rem;display:block;margin:.5rem 0}
.text video,.text audio{width:100%;border-radius:.5rem;display:block;margin:.5rem 0} .text video{max-height:32rem;background:#000}
.text a.link{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1rem;border:1px solid var(--line);border-left:4px solid var(--accent);border-radius:.5rem;padding:.6rem .75rem;margin:.5rem 0;text-decoration:none;color:var(--ink)}
.counts{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.75rem 0 0;padding:0;list-style:none;color:var(--soft);font-size:.875rem}
.counts b{color:var(--ink);font-variant-numeric:tabular-nums}
.chain{border-left:3px solid var(--accent);padding-left:1rem;margin-left:.5rem}
.below{border-left:3px solid var(--line);padding-left:1rem;margin-left:.5rem}
.who{display:flex;gap:1rem;align-items:center;margin:1rem 0}
form .card{display:block} fieldset{border:0;padding:0;margin:0} legend{font-weight:600;padding:0;margin-bottom:.5rem}
label.pick{display:flex;gap:.75rem;align-items:center;padding:.5rem 0;min-height:2.75rem}
input[type=text]{font:inherit;width:100%;padding:.6rem .75rem;border:1px solid var(--soft);border-radius:.5rem;background:var(--paper);color:inherit}
.buttons{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1rem}
button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.25rem;border-radius:.5rem;border:1px solid var(--accent);background:var(--accent);color:var(--accent-ink);cursor:pointer}
button.plain{background:transparent;color:var(--accent)}
.wrong{border-left:4px solid #b3261e;padding-left:.75rem}
ul.poll{list-style:none;padding:0;margin:.5rem 0} ul.poll li{border:1px solid var(--line);border-radius:.5rem;padding:.4rem .75rem;margin:.35rem 0;display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1rem}
progress{flex:1 0 100%;width:100%;height:.5rem;accent-color:var(--accent)}
"""
_COLOURS = ("#2f5d50", "#7a3e48", "#3d4f7d", "#7d5a1e", "#5b3f77", "#1f6373", "#6b5b2f", "#8a4b2a")


def face(name: str, id_: str) -> str:
    """An SVG with the initials of a name on one of eight calm colours."""
    letters = "".join(part[0] for part in name.split()[:2] if part[:1].isalnum()).upper() or "·"
    colour = _COLOURS[int(id_ or "0") // 65_536 % len(_COLOURS)]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" role="img">'
        f'<rect width="96" height="96" fill="{colour}"/>'
        '<text x="48" y="62" text-anchor="middle" font-family="sans-serif" font-size="38" fill="#fff">'
        f"{escape(letters)}</text></svg>"
    )
