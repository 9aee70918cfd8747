"""Which problems can be told of a part of a county: of one school, or of some columns of all schools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from junheng.county.file_messages import FILE_MESSAGES
from junheng.county.form_messages import FORM_MESSAGES
from junheng.county.joint_messages import JOINT_MESSAGES

# part: of the rows at hand, whatever else the county reports.
# all_schools: schools compared with one another, or looked up among all.
# county: of a whole package only.
Scope = Literal["part", "all_schools", "county"]

_LOOKED_UP = "unknown_school parent_unknown school_vanished school_appeared"
_COMPARED = "unlike_other_schools zero_everywhere same_everywhere copied_row column_too_round special_pupils_disagree"

_TABLES = """
    row_too_long row_too_short merged_cells more_of_the_same no_column column_twice unknown_column column_without_heading table_twice
    unknown_unit unit_converted unknown_fact
"""
_CELLS = """
    required_cell_empty excel_error not_a_number grouped_number negative_number not_whole share_above_one absurd_number too_many_places
    not_a_year not_a_bool not_a_date not_a_coded_value not_a_code digits_lost not_text date_not_iso code_as_number number_as_text
    formula_read formula_without_value
"""
# A school's own tables against one another.
_WITHIN = """
    count_disagrees rosters_disagree rows_without_section duplicate_row parent_itself parent_is_teaching_point level_of_other_kind
    closed_before_opened period_reversed campus_pupils_exceed_section campus_premises_repeated campus_sum_differs school_without_section
    class_twice judgements_conflict plan_without_due
"""
_PARTS = """
    teachers_exceed_staff above_degree_exceed_teachers degrees_exceed_teachers certified_exceed_teachers backbone_exceed_teachers
    sports_arts_exceed_teachers entrants_exceed_pupils zoned_entrants_exceed_entrants zoned_pupils_exceed_pupils
    migrant_pupils_exceed_pupils left_behind_pupils_exceed_pupils graduating_pupils_exceed_pupils indoor_exceed_teaching_area
    teaching_exceed_building_area unsafe_exceed_building_area computers_expired_exceed_computers ground_exceed_site_area
    filled_exceed_authorised training_exceed_operating_budget training_exceed_operating_spent valid_exceed_issued
    satisfied_exceed_valid satisfied_exceed_issued filled_exceed_allotted filled_exceed_graduates trained_exceed_required
    rotated_exceed_eligible rotated_backbone_exceed_rotated allotted_exceed_places rural_allotted_exceed_allotted
    migrants_placed_exceed_eligible left_exceed_entered graduates_exceed_cohort disabled_enrolled_exceed_age
    three_type_enrolled_exceed_age three_type_age_exceed_age three_type_enrolled_exceed_enrolled disabled_parts_disagree
    rural_population_exceed_population remitted_exceed_collected surcharge_spent_exceed_remitted to_compulsory_exceed_transfer
    new_rural_exceed_new_funds
"""
# One cell or row that is odd by itself.
_ODD = """
    per_pupil_too_small per_pupil_too_large cell_too_small cell_too_large pupils_per_teacher_odd class_size_large class_size_small
    empty_class outside_china zero_with_pupils pupils_without_teachers pupils_without_classes needed_cells_empty rows_without_result
    unknown_judged_item nobody_rotated amounts_too_round pupils_too_round
"""
_PREVIOUS = """
    jump fact_jump reported_last_year section_vanished attribute_changed previous_of_other_county previous_not_earlier
"""

SCOPES: Mapping[str, Scope] = {
    **dict.fromkeys([*FILE_MESSAGES, *JOINT_MESSAGES, "no_table", "unknown_table"], "county"),
    **dict.fromkeys(f"{_LOOKED_UP} {_COMPARED}".split(), "all_schools"),
    **dict.fromkeys(f"{_TABLES}{_CELLS}{_WITHIN}{_PARTS}{_ODD}{_PREVIOUS}".split(), "part"),
    **dict.fromkeys(FORM_MESSAGES, "part"),
}
