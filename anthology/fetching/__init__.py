"""Fetching feeds safely and politely, and keeping for good what was fetched.

    run --feeds--> client --bytes--> reader --entries--> archive

* `network` opens connections to public addresses only; `decoding` and `client` bound what comes back.
* `politeness` asks robots.txt and spaces requests out.
* `items` writes an entry as a JSON Feed item; `archive` keeps each version of it as a file.
* `feeds` fetches one feed, `paging` its older pages; `run` fetches all that a project declares.
"""
