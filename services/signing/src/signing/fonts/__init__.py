"""The letter's fonts: prepared once on a machine, mapped by the workers, embedded glyph by glyph.

``python -m signing fonts prepare`` turns each source font into a plain TrueType file that holds only simple glyphs, and
only those that a letter may need and no earlier face has (``prepare``). Workers map these files (``face``), look for
each character in one face after the other (``chain``), and write fonts of the glyphs a letter needs (``subset``).
"""
