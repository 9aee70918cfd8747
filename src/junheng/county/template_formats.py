"""How the template looks: one place for its colours, so that the guide can name them."""

from __future__ import annotations

import datetime
from typing import Any

FONT = "宋体"
REQUIRED_FILL = "#F4B183"
NEEDED_FILL = "#FFE699"
OPTIONAL_FILL = "#DCE6F1"
COMPUTED_FILL = "#E7E6E6"

# Without a password: the lock keeps headings and formulas from slips, it hides nothing.
SHEET_PROTECTION = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
    "autofilter": True,
}


class Formats:
    """The cell formats of one workbook."""

    first_date = datetime.date(1900, 3, 1)

    def __init__(self, workbook: Any) -> None:
        base = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
        workbook.formats[0].set_font_name(FONT)
        boxed = {**base, "border": 1, "border_color": "#BFBFBF"}
        heading = {**boxed, "bold": True, "text_wrap": True, "align": "center"}
        open_cell = {**base, "locked": False}
        self.title = workbook.add_format({**base, "font_size": 16, "bold": True})
        self.label = workbook.add_format({**boxed, "bold": True, "bg_color": OPTIONAL_FILL})
        self.body = workbook.add_format({**boxed, "text_wrap": True})
        self.hint = workbook.add_format({**base, "font_color": "#7F7F7F", "indent": 1})
        self.link = workbook.add_format({**boxed, "font_color": "#0563C1", "underline": 1})
        self.band = workbook.add_format({**boxed, "bold": True, "bg_color": COMPUTED_FILL, "text_wrap": True})
        self.heading = workbook.add_format({**heading, "bg_color": OPTIONAL_FILL})
        self.needed_heading = workbook.add_format({**heading, "bg_color": NEEDED_FILL})
        self.required_heading = workbook.add_format({**heading, "bg_color": REQUIRED_FILL})
        self.computed_heading = workbook.add_format({**heading, "bg_color": COMPUTED_FILL, "bold": False, "italic": True})
        self.example = workbook.add_format({**boxed, "italic": True, "font_color": "#7F7F7F", "bg_color": "#F2F2F2"})
        self.computed = workbook.add_format({**boxed, "bg_color": COMPUTED_FILL, "font_color": "#595959"})
        self.shown_date = workbook.add_format({**boxed, "bg_color": COMPUTED_FILL, "font_color": "#595959", "num_format": "yyyy-mm-dd"})
        shown_open = {**boxed, "bg_color": COMPUTED_FILL, "font_color": "#595959", "locked": False}
        self.shown_open = workbook.add_format({**shown_open, "num_format": "@"})
        self.shown_open_date = workbook.add_format({**shown_open, "num_format": "yyyy-mm-dd"})
        self.differs = workbook.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006"})
        self.input = workbook.add_format({**boxed, "locked": False})
        self.code_input = workbook.add_format({**boxed, "locked": False, "num_format": "@"})
        self.date_input = workbook.add_format({**boxed, "locked": False, "num_format": "yyyy-mm-dd", "align": "left"})
        self.open_text = workbook.add_format({**open_cell, "num_format": "@"})
        self.open_date = workbook.add_format({**open_cell, "num_format": "yyyy-mm-dd", "align": "left"})
        self.open_number = workbook.add_format(open_cell)
        self.given = workbook.add_format({**open_cell, "bg_color": "#FAFAFA", "num_format": "@"})
