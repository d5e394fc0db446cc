"""What is wrong with a file and what would be right: words only."""

REASONS: dict[str, str] = {
    "missing": "it is missing",
    "unknown_field": "there is no such field",
    "inconsistent": "its values contradict each other",
    "too_small": "it is too small",
    "too_large": "it is too large",
    "not_a_choice": "it is none of the possible choices",
    "not_text": "it must be text in quotes",
    "bad_pattern": "it has signs that are not allowed there",
    "text_too_long": "its text is too long",
    "text_too_short": "its text is too short",
    "too_many": "there are too many of them",
    "too_few": "there are too few of them",
    "not_a_count": "it must be a whole number",
    "not_a_factor": "it must be a number",
    "not_finite": "it must be a finite number",
    "not_yes_or_no": "it must be true or false",
    "not_a_date": "it must be a date such as 2026-01-31",
    "not_a_list": "it must be a list",
    "not_a_group": "it must be a group of fields",
    "number_not_text": 'numbers are written as text in quotes, such as "1.5"',
    "out_of_range": "its number is beyond what can be planned",
    "empty": "its number is empty",
    "comma": "its number has a comma; write a point",
    "comma_or_group": "its number has a comma; write a point, or the digits together",
    "grouped": "its number has separators; write the digits together",
    "exponent": "its number has an exponent; write all digits out",
    "not_a_number": "its text is not a number; write digits with a point",
    "too_long": "its number has too many digits",
    "invalid": "its value cannot be used",
}

PARTS: dict[str, str] = {
    "end": "its end is missing",
    "sha256": "its content does not fit its checksum",
    "version": "it does not say of which version it is",
    "minimum_reader": "it does not say which version can read it",
    "body": "it holds no plan",
}
"""What is wrong with a damaged file, by the part that is; any other part is its description of itself."""
OTHER_PART = "what it says about itself is not whole"

FILE_FAULTS: dict[str, str] = {
    "file_missing": "{file} is not there (in {folder}). Choose a file that exists.",
    "folder_missing": "The folder {folder} is not there. Choose one that exists.",
    "is_a_folder": "{file} is a folder. Choose a file.",
    "not_a_file": "{file} is not an ordinary file. Choose a saved one.",
    "link_loop": "{file} is a link that leads to itself. Choose the file it should lead to.",
    "bad_name": "{file} cannot be used as a file name. Choose another one.",
    "name_too_long": "The name {file} is too long for this folder. Choose a shorter one.",
    "no_permission": "{file} in {folder} may not be used by this account. Choose another folder, or change its rights.",
    "read_only": "{folder} is read-only. Choose another folder; the plan on screen is kept.",
    "file_read_only": "{file} is read-only. Save under another name; the plan on screen is kept.",
    "disk_full": "The disk with {folder} is full. Free some space or save elsewhere; the file before is untouched.",
    "file_too_big": "{file} would be larger than this disk allows. Save elsewhere.",
    "disk_error": "The disk reported an error at {file} ({cause}). Save elsewhere; the plan on screen is kept.",
    "write_failed": "{file} could not be written ({cause}). The file before is untouched; try again or save elsewhere.",
    "not_synced": "{file} is written, but the disk did not confirm it ({cause}). Save a copy elsewhere to be safe.",
    "read_failed": "{file} could not be read ({cause}). Try again, or choose a copy.",
    "folder_busy": "Another program is saving in {folder}. Try again in a moment.",
    "too_large": "{file} is larger than {megabytes} MB; no file of the planner is. Choose another, or a backup of it.",
    "empty_file": "{file} is empty. Choose another, or a backup of it.",
    "bad_character": "{file} holds a sign that no text holds ({character}). Choose another, or a backup of it.",
    "not_utf8": "{file} is not text in UTF-8. Choose another, or a backup of it.",
    "not_json": "{file} is no file of the planner: its text goes wrong at line {line}. Choose another or a backup.",
    "trailing_data": "{file} goes on after its end, at line {line}. Choose a backup of it.",
    "duplicate_key": "{file} says “{key}” twice, so it cannot be read in one way only. Remove one.",
    "too_deep": "{file} is nested deeper than {depth} levels; no file of the planner is. Choose another.",
    "too_many_values": "{file} holds more values than any file of the planner. Choose another.",
    "number_too_long": "{file} holds a number longer than {digits} digits. Choose another, or a backup of it.",
    "not_finite": "{file} holds {text}, which is no number. Write one there, or choose a backup of it.",
    "not_a_plan": "{file} is not a plan. Choose a file that the planner saved, *.plan.json.",
    "damaged": "{file} is damaged or was changed by hand: {part}. File > Restore a backup has what was saved before.",
    "unknown_version": "{file} has version {version}, which no planner writes. Choose another file.",
    "future_version": "{file} was written by a newer planner (format {version}; this one reads {reads}). Update first.",
    "bad_field": "{file}: {field} cannot be used: {reason}.",
    "changed_on_disk": "{file} was changed by another program since it was opened.",
    "already_exists": "{file} is there already.",
    "gone_from_disk": "{file} was moved or deleted since it was opened.",
    "newer_on_disk": "{file} is now a plan of a newer planner and is not overwritten. Save under another name.",
    "cannot_be_written": "This plan could not be read back ({why}) and is not written. The file before is untouched.",
    "duplicate_venue": "{file} describes {venue}, which another file describes already. Remove one.",
    "candles_empty": "{file} holds no prices. Choose a file with a header line and a line for each candle.",
    "candles_not_text": "{file} is not text. Choose a CSV file.",
    "candles_columns": (
        "{file} has no column {missing}. The header must name time, open, high, low and close; "
        "without a header they stand in that order."
    ),
    "candles_row": "{file}: fields in line {line}: {fields}; in the header: {expected}. Mend that line.",
    "candles_number": "{file}: line {line} has “{text}” where a price should be. Write prices with a point.",
    "candles_decimals": "{file}: every price may have decimals or thousands ({text}). Say which where it is chosen.",
    "candles_two_marks": (
        "{file}: decimals begin with a point in line {line} ({text}), with a comma in line {other_line} "
        "({other_text}). Write all prices with a point."
    ),
    "candles_time": "{file}: line {line} has “{text}” where a time should be. Write it as 2026-01-31 14:00.",
    "candles_days": "{file}: every date may begin with its day or its month ({text}). Say which where it is chosen.",
    "candles_two_orders": (
        "{file}: the date begins with its day in line {line} ({text}), with its month in line {other_line} "
        "({other_text}). Write dates as 2026-01-31."
    ),
    "candles_zone": (
        "{file}: line {line} has “{text}”, of a time zone that is not known. Write times in UTC, as 2026-01-31 14:00Z."
    ),
    "candles_not_positive": (
        "{file}: line {line} has a price of {text}. Only prices above zero can be drawn: leave such lines out."
    ),
    "candles_range": "{file}: line {line} has prices that contradict each other ({text}). Mend that line.",
    "candles_order": "{file}: the time of line {line} does not go on from the line before. Sort the file by time.",
    "candles_repeated": "{file}: line {line} repeats the time of line {before}. Remove one of the two.",
    "candles_too_large": "{file} is larger than {megabytes} MB. Choose a shorter price history.",
    "candles_too_many": "{file} has more than {rows} lines. Choose a shorter price history.",
    "picture_exists": "{file} is there already. Choose another name, or add --overwrite to replace it.",
    "report_name": "No report ends in {ending}. Choose a name that ends in {endings}.",
    "picture_name": "{file} is no name of a picture. Choose one that ends in .png.",
}
