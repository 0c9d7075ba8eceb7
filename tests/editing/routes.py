"""One post as four kinds of source keep it."""

from __future__ import annotations

from html import escape
from pathlib import Path

TITLE = "How we keep the clocks in step"
URL = "https://tower.example/2013/05/clocks-in-step/"
PARAGRAPHS = [
    "Every host of ours believes that it knows the time, and for years no two of them agreed about it.",
    "The log of a failed migration showed an answer that came before its question, by some milliseconds.",
    "Since then each rack has one machine that asks the outside world, and all the others ask that machine.",
    "We look at the largest difference once a day; one that drifts by more than ten milliseconds goes.",
    "It costs one small daemon and one line of configuration, and it has saved us two nights so far.",
]
HTML = "".join(f"<p>{escape(p)}</p>" for p in PARAGRAPHS)

FEED = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>The tower</title><id>tag:tower.example,2013:feed</id>
<link href="https://tower.example/"/><updated>2013-05-20T10:00:00Z</updated>
<entry><id>tag:tower.example,2013:clocks</id><title>{TITLE}</title><link href="{URL}"/>
<published>2013-05-20T10:00:00Z</published><author><name>Łukasz Bąk</name></author>
<content type="html">{escape(HTML)}</content></entry></feed>
"""

PLANET = f"""May 20, 2013

The tower

{TITLE}

{(chr(10) * 2).join(PARAGRAPHS)}

by Lukasz Bak at May 20, 2013 10:00 AM

May 19, 2013

Another blog

Something else entirely

This one only keeps the planet company. It speaks of gardens, and of how to water them in a dry summer.

by Somebody Else at May 19, 2013 08:00 AM
"""

WXR = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>The tower</title><link>https://tower.example</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login>lbak</wp:author_login>
<wp:author_display_name>łukasz bąk</wp:author_display_name></wp:author>
<item><title>{TITLE}</title><link>{URL}</link><dc:creator>lbak</dc:creator>
<guid isPermaLink="false">https://tower.example/?p=7</guid>
<content:encoded><![CDATA[{HTML}]]></content:encoded>
<wp:post_id>7</wp:post_id><wp:post_date>2013-05-20 12:00:00</wp:post_date>
<wp:post_date_gmt>2013-05-20 10:00:00</wp:post_date_gmt><wp:post_name>clocks-in-step</wp:post_name>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>
"""

SAVED = f"""<!DOCTYPE html>
<html lang="en"><head><title>{TITLE} | The tower</title><link rel="canonical" href="{URL}">
<meta property="og:type" content="article"><meta property="og:site_name" content="The tower">
<meta property="article:published_time" content="2013-05-20T10:00:00+00:00">
<meta name="author" content="Łukasz  BĄK"></head>
<body><nav><a href="/">Home</a> <a href="/about">About</a></nav>
<article><h1>{TITLE}</h1><p class="byline">by Łukasz BĄK, 20 May 2013</p>{HTML}</article>
<footer>All rights kept by the tower.</footer></body></html>
"""

ROUTES = {"feed.atom.xml": FEED, "planet.txt": PLANET, "export.xml": WXR, "saved.html": SAVED}


def project(folder: Path) -> Path:
    """Write a project with the four sources."""
    (folder / "conf").mkdir(parents=True)
    (folder / "source").mkdir()
    tables = ['[book]\ntitle = "Four routes"\nvocabulary = "openstack"\n']
    for name, text in ROUTES.items():
        (folder / name).write_text(text, "utf-8")
        tables.append(f'[[sources]]\nid = "{name.split(".")[0]}"\nname = "{name}"\npath = "{name}"\n')
    (folder / "conf" / "anthology.toml").write_text("\n".join(tables), "utf-8")
    return folder
