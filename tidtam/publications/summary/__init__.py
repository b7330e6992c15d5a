"""The yearly summary of a unit as a paper, from its figures and its work.

Each figure is read once, in the words of the pages (`analysis.words`), and set in all
files from the same block. The first chapters are figures alone: they are reckoned
again from any source of rows, stored or as of a moment.
"""

from .asked import Asked, Rows
from .figures import figure_chapters
from .paper import summary_of

__all__ = ["Asked", "Rows", "figure_chapters", "summary_of"]
