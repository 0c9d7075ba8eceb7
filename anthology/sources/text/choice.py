"""Choose, among lines that may be titles, the ones that are: the likeliest division of a page into posts.

Each candidate brings the weight of its own evidence; each post that a division makes brings the weight of its
length, since a post of thirty words is as rare as a section of thirty words is common.  The best division and
the probability of every boundary come from the same sums over all divisions (Viterbi, forward and backward).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

WEIGHTS: Mapping[str, float] = {
    # The line itself
    "one_word": -1.3,
    "two_words": -0.7,
    "three_words": -0.4,
    "many_words": 0.7,
    "too_long": -0.9,
    "section": -0.4,
    "closing_section": -0.4,
    "capitals": -0.7,
    "lower_start": -0.3,
    "question": -0.7,
    "full_stop": -1.2,
    "remark": -0.8,
    "anchor": -0.8,
    "periodic": 0.7,
    "title_case": 1.5,
    "url_in_it": -0.5,
    "repeated": -0.8,
    # What stands above
    "after_ending": 1.7,
    "after_last_section": 1.4,
    "after_item": 0.8,
    "after_sentence": -0.6,
    "step": 0.2,
    "after_link": 0.3,
    "after_code": -0.6,
    "after_colon": -0.8,
    "after_signature": -0.2,
    "after_heading": -1.3,
    "after_weak_heading": -0.7,
    # What stands below
    "before_opening": 1.2,
    "before_prose": 0.9,
    "before_long": 0.5,
    "before_heading": 0.5,
    "before_section": 0.7,
    "before_continuing": -0.4,
    "before_item": -0.4,
    "before_code": -0.6,
    "same_opening": 0.1,
    "style_break": 1.2,
    # How the vocabulary changes
    "alike": -1.8,
    "heard_before": -1.8,
    "heard_again": -2.1,
    "title_above": -2.3,
    "title_below": 1.8,
    "title_next": 0.3,
    # What the page prints with its posts; set by hand, as these lines are there for all posts or for none
    "byline_beside": 9.0,
    "no_byline_beside": -3.0,
    "after_foot": 6.0,
    "not_after_foot": -1.5,
    "after_rule": 5.0,
    "not_after_rule": -2.0,
    "own_link": 6.0,
    "no_own_link": -2.0,
    "marked": 5.0,
    "not_marked": -3.0,
    "first_line": -3.0,
}
"""Log odds per feature; see `titles` for what each measures and where the numbers come from."""
_BIAS = -3.8
_PRIOR = 1.25
_MIDDLE, _SPREAD, _LONG = 6.0, 1.1, 1000
_MIDDLES, _FROM_BLOG_TO_BLOG = (6.0, 5.5, 5.0, 4.5), 0.6
"""Logarithms of the usual length of a post in words that are tried, and how much blogs differ in it."""
_LENGTHS = {
    middle: tuple(-(((math.log(max(words, 1)) - middle) / _SPREAD) ** 2) / 2 for words in range(_LONG + 1))
    for middle in _MIDDLES
}
_WIDE = 40
"""Candidates within a post beyond which its length counts no more; bounds the work per candidate."""
_NEVER = -1e9


def weigh(features: Mapping[str, float]) -> float:
    """Return the log odds that a candidate is a title, from its own evidence."""
    return _BIAS + sum(WEIGHTS.get(name, 0.0) * value for name, value in features.items())


def strongest(features: Mapping[str, float], count: int = 3) -> list[str]:
    """Name the features that speak loudest, for or against."""
    told = sorted(features, key=lambda name: -abs(WEIGHTS.get(name, 0.0) * features[name]))
    return [name for name in told[:count] if WEIGHTS.get(name, 0.0) * features[name]]


def _length(words: float, lengths: Sequence[float]) -> float:
    """Return the weight of a post's length in words, log-normal, all the same from 1,000 on."""
    return lengths[min(int(words), _LONG)]


def _log_add(one: float, other: float) -> float:
    high, low = (one, other) if one > other else (other, one)
    return high if low <= _NEVER / 2 else high + math.log1p(math.exp(low - high))


def _pass(
    weights: Sequence[float],
    at: Sequence[float],
    end: float,
    first: int,
    join: Callable[[float, float], float],
    *,
    lengths: Sequence[float],
) -> tuple[list[float], list[int]]:
    """Run over the candidates once: joined weight of all divisions up to each, and the best's last step."""
    count = len(weights)
    total = [_NEVER] * (count + 1)
    back = [-1] * (count + 1)
    far, far_best, reach = _NEVER, -1, 0
    for place in range(count + 1):
        here = at[place] if place < count else end
        while reach < place and (here - at[reach] >= _LONG or place - reach > _WIDE):
            if total[reach] > _NEVER:
                if far_best < 0 or total[reach] > total[far_best]:
                    far_best = reach
                far = join(far, total[reach])
            reach += 1
        value, best, chosen = far + _length(_LONG, lengths), -math.inf, -1
        if far_best >= 0:
            best, chosen = total[far_best] + _length(_LONG, lengths), far_best
        for before in range(reach, place):
            if total[before] <= _NEVER:
                continue
            step = total[before] + _length(here - at[before], lengths)
            value = join(value, step)
            if step > best:
                best, chosen = step, before
        if place <= first and place < count:
            value = join(value, 0.0)
            best, chosen = (0.0, -1) if best <= 0.0 else (best, chosen)
        total[place] = value + (weights[place] if place < count else 0.0)
        back[place] = chosen
    return total, back


def _usual_lengths(weights: Sequence[float], at: Sequence[float], end: float, first: int) -> Sequence[float]:
    """Return how long posts are on this page: some blogs write notes, others essays."""

    def likely(middle: float) -> float:
        forward, _ = _pass(weights, at, end, first, _log_add, lengths=_LENGTHS[middle])
        return forward[len(weights)] - ((middle - _MIDDLE) / _FROM_BLOG_TO_BLOG) ** 2 / 2

    return _LENGTHS[max(_MIDDLES, key=likely)]


def choose(
    weights: Sequence[float], at: Sequence[float], end: float, first: int = 0
) -> tuple[list[int], list[float]]:
    """Divide a page.

    Args:
        weights: Log odds of each candidate, in the page's order.
        at: Words of the page before each candidate.
        end: Words of the page before its end.
        first: The page's first post begins at one of the candidates up to this one.

    Returns:
        The candidates with which posts begin, and of every candidate the probability that one begins there.
    """
    if not weights:
        return [], []
    shifted = [weight + _PRIOR for weight in weights]
    lengths = _usual_lengths(shifted, at, end, first)
    _, back = _pass(shifted, at, end, first, max, lengths=lengths)
    chosen = []
    place = back[len(weights)]
    while place >= 0:
        chosen.append(place)
        place = back[place]
    forward, _ = _pass(shifted, at, end, first, _log_add, lengths=lengths)
    # Backward: the same run over the mirrored page, whose first candidate stands for the page's end.
    mirrored = [0.0, *shifted[:0:-1]]
    mirror_at = [0.0, *(end - position for position in at[:0:-1])]
    backward, _ = _pass(mirrored, mirror_at, end - at[0], 0, _log_add, lengths=lengths)
    whole = forward[len(weights)]
    odds = []
    for place in range(len(weights)):
        after = backward[len(weights) - place] - (shifted[place] if place else 0.0)
        odds.append(min(1.0, math.exp(min(0.0, forward[place] + after - whole))))
    return chosen[::-1], odds
