"""Dead links: which links of the book still lead somewhere, and where copies of those that do not may be.

* `addresses` says which links are one, and which can be tested at all; `holding` which links the book has.
* `verdicts` is what is known of each link, kept in a text file of the project.
* `asking` tests links by the guarded, patient client of `fetching`, several hosts at a time.
* `archived` makes the address of a web archive's copy.
"""
