"""Words of a search, as people type them on Thai keyboards."""

import re
import unicodedata

from .thai import arabic_digits

MOST_WORDS = 8
LONGEST = 100
# Nikhahit and sara aa, with a tone mark between them or none.
_SPLIT_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u00ad"))


def words_of(text: str) -> list[str]:
    """Return the words to look for: normal spelling, lower case, Arabic digits.

    Two เ typed for แ and a split ำ look alike on screen and are made one; invisible
    marks that come along with copied text are dropped. At most eight words.
    """
    clean = unicodedata.normalize("NFC", text[:LONGEST]).translate(_INVISIBLE)
    clean = _SPLIT_SARA_AM.sub("\\1\u0e33", clean.replace("เเ", "แ"))
    return arabic_digits(clean).casefold().split()[:MOST_WORDS]
