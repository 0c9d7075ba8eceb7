"""The stages of a build, in order.

sources --read--> Entry --convert--> Body --describe--> Post --decide--> Catalogue --write--> pages --publish--> html, pdf
"""
