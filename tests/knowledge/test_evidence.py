"""Terms of a vocabulary in texts: which are found where."""

import pytest

from anthology.knowledge.base import KnowledgeBase
from anthology.knowledge.evidence import Term, TermIndex
from anthology.vocabulary import Topic, Vocabulary
from tests.knowledge.entries import cases
from tests.knowledge.test_topics import label

TERMS = ("C", "C++", "C#", ".NET", "Yahoo!", "g++", "Node.js", "what's new", "gadget", "Python 2.7")


@cases("terms.toml")
def test_terms(case):
    index = TermIndex(Term(text, f"project:{text}", 1.0) for text in TERMS)
    assert [term.text for place in index.find(case["text"]) for term in place.terms] == case["found"]


@pytest.mark.parametrize(("category", "topic"), [("C++", "cpp"), ("C#", "csharp"), ("c#", "csharp")])
def test_what_a_blog_filed_a_post_under(category, topic):
    topics = {"csharp": Topic("csharp", "C#"), "cpp": Topic("cpp", "C++"), "talk": Topic("talk", "Talk")}
    base = KnowledgeBase(Vocabulary(topics=topics))
    assert label(base, title="A post", text="It turns.", tags=[category]).topics == (topic,)
