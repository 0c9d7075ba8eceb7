"""A web site built in volumes: parts of the book that Sphinx builds side by side, each a project of its own.

    catalogue --plan--> volumes --front reads--> outline --volumes, in processes--> pages --gather--> site

The site is the same, byte for byte, as that of a book built in one piece.  What one part has to know of the
others (titles, addresses, who is before and after whom) it gets as plain values, the catalogue and the
`Outline`; an exchange of Sphinx's inventories would know titles only, and every part would have to be built
twice to have those of the others.  No environment holds the whole book, and a volume in which nothing changed
is not looked at.
"""
