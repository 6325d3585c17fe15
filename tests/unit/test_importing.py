"""Rows of a file become cases with their history, or a reason why not."""

from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from cs_core import import_cells as cells
from cs_core import import_file as files
from cs_core import import_headers as headers
from cs_core import importing
from hypothesis import given
from hypothesis import strategies as st

SHANGHAI = ZoneInfo("Asia/Shanghai")
UTC = ZoneInfo("UTC")
NOW = datetime(2026, 3, 4, 2, 0)


# ---------------------------------------------------------------- dates and words


@pytest.mark.parametrize(
    "text, order, moment",
    [
        ("29/2/2016 01:16", "dmy", datetime(2016, 2, 29, 1, 16)),
        ("3/4/2016 09:15", "dmy", datetime(2016, 4, 3, 9, 15)),
        ("3/4/2016 09:15", "mdy", datetime(2016, 3, 4, 9, 15)),
        ("29.2.2016", "dmy", datetime(2016, 2, 29)),
        ("2016-02-29", "dmy", datetime(2016, 2, 29)),
        ("2016-02-29 01:16:30", "mdy", datetime(2016, 2, 29, 1, 16, 30)),
        ("2016-02-29T01:16:30.250Z", "dmy", datetime(2016, 2, 29, 1, 16, 30)),
        ("2016-02-29 09:16+08:00", "dmy", datetime(2016, 2, 29, 1, 16)),
        ("2016/2/9 1:06", "dmy", datetime(2016, 2, 9, 1, 6)),
        ("2016年2月29日", "dmy", datetime(2016, 2, 29)),
        ("2016年2月29日 下午3:05", "dmy", datetime(2016, 2, 29, 15, 5)),
        ("2016年2月29日 15时05分30秒", "dmy", datetime(2016, 2, 29, 15, 5, 30)),
        ("2/29/2016 3:05 PM", "mdy", datetime(2016, 2, 29, 15, 5)),
        ("2/29/2016 12:05 am", "mdy", datetime(2016, 2, 29, 0, 5)),
        ("20160229", "dmy", datetime(2016, 2, 29)),
        ("20160229011600", "dmy", datetime(2016, 2, 29, 1, 16)),
        ("42429", "dmy", datetime(2016, 2, 29)),
        ("42429.5", "dmy", datetime(2016, 2, 29, 12)),
    ],
)
def test_the_usual_ways_to_write_a_moment_are_read(text, order, moment):
    assert cells.moment(text, UTC, order) == moment


def test_a_time_without_a_zone_is_the_clock_on_the_wall():
    assert cells.moment("2026-03-04 10:00", SHANGHAI) == NOW


@pytest.mark.parametrize(
    "text", ["yesterday", "31/2/2016", "2016-13-01", "2016-02-30", "25:00", "2016-02-29 25:00", "", "12", "99999"]
)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(ValueError):
        cells.moment(text, UTC)


@given(st.datetimes(datetime(1960, 1, 1), datetime(2100, 1, 1)))
def test_every_spelling_of_a_moment_gives_that_moment(moment):
    moment = moment.replace(second=0, microsecond=0)
    for pattern, order in (("%Y-%m-%d %H:%M", "dmy"), ("%d/%m/%Y %H:%M", "dmy"), ("%m/%d/%Y %H:%M", "mdy")):
        assert cells.moment(moment.strftime(pattern), UTC, order) == moment


@given(st.text())
def test_no_text_breaks_the_reading_of_moments(text):
    with suppress(ValueError, OverflowError):
        cells.moment(text, SHANGHAI)


def test_one_date_that_reads_one_way_only_decides_for_the_file():
    assert cells.guess_order(["3/4/2016", "29/2/2016"]) == "dmy"
    assert cells.guess_order(["3/4/2016", "2/29/2016"]) == "mdy"
    assert cells.guess_order(["2016-02-29", "3/4/2016", ""]) == "dmy"


@pytest.mark.parametrize("mark", ["?", " - ", "N/A", "null", "无", "", "—"])
def test_marks_for_unknown_are_blank(mark):
    assert cells.value(mark) == ""


def test_the_guard_before_a_formula_is_not_part_of_the_text():
    assert cells.value("'=1+1") == "=1+1"
    assert cells.value("'quoted'") == "'quoted'"


@pytest.mark.parametrize(
    "text, level", [("1 - High", "1"), ("高", "1"), ("2 - Medium", "2"), ("medium", "2"), ("3", "3"), ("低", "3")]
)
def test_levels_are_read_in_both_languages(text, level):
    assert cells.level(text) == level


@pytest.mark.parametrize(
    "text, priority", [("1 - Critical", "3"), ("2 - High", "2"), ("3 - Moderate", "1"), ("4 - Low", "0"), ("紧急", "3")]
)
def test_the_word_of_a_priority_counts_not_its_number(text, priority):
    assert cells.priority(text) == priority


def test_states_of_other_systems_are_understood():
    assert cells.state("Awaiting User Info") == "waiting"
    assert cells.state("Awaiting Vendor") == "waiting_other"
    assert cells.state("已结案") == "closed"
    assert cells.state("-100") is None


# ----------------------------------------------------------------------- headers


def test_headers_are_recognised_in_both_languages_and_by_technical_names():
    assert headers.recognise(["工单编号", "登记时间", "客户电话", "处理人", "状态", "备注（内部）"]) == [
        "number",
        "registered_at",
        "customer_phone",
        "agent",
        "stage",
        "step_note",
    ]
    assert headers.recognise(["Case No.", "Opened at", "PHONE", "Assigned to", "shoe size"]) == [
        "number",
        "registered_at",
        "customer_phone",
        "agent",
        None,
    ]
    assert headers.recognise(["registered_at", "partner_id"]) == ["registered_at", "customer"]


def test_no_meaning_is_given_twice_and_the_technical_name_goes_first():
    assert headers.recognise(["ID", "number"]) == [None, "number"]
    assert headers.recognise(["电话", "手机"]) == ["customer_phone", None]


def test_every_meaning_is_recognised_by_its_own_name():
    for target in headers.TARGETS:
        assert headers.recognise([target]) == [target]


# ------------------------------------------------------------------------- files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_files_are_read_whatever_their_encoding_and_delimiter(encoding, delimiter):
    text = delimiter.join(["编号", "主题", "描述"]) + "\n" + delimiter.join(["A1", "电梯停了", '"两行\n文字"']) + "\n"
    assert list(files.rows(text.encode(encoding))) == [
        (1, ["编号", "主题", "描述"]),
        (2, ["A1", "电梯停了", "两行\n文字"]),
    ]


def test_row_numbers_are_those_of_the_editor():
    data = b'a,b\n\n1,"x\ny"\n,\n2,z\n'
    assert [(number, row[0]) for number, row in files.rows(data)] == [(1, "a"), (3, "1"), (6, "2")]


def test_rows_are_cut_and_filled_to_the_width_of_the_header():
    assert [row for _number, row in files.rows(b"a,b\n1\n1,2,3\n", 2)] == [["a", "b"], ["1", ""], ["1", "2"]]


@pytest.mark.parametrize(
    "data", [b"", b"  \n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", b"PK\x03\x04broken", b"\xff\x81\xff"]
)
def test_what_is_no_file_of_rows_is_refused(data):
    with pytest.raises(files.UnreadableFile):
        list(files.rows(data))


def test_workbooks_are_read_as_text():
    from io import BytesIO

    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["编号", "登记时间", "数"])
    book.active.append(["A1", datetime(2026, 3, 4, 10, 0), 3.0])
    book.active.append([])
    book.active.append(["A2", None, 1.5])
    buffer = BytesIO()
    book.save(buffer)
    assert list(files.rows(buffer.getvalue())) == [
        (1, ["编号", "登记时间", "数"]),
        (2, ["A1", "2026-03-04 10:00:00", "3"]),
        (4, ["A2", "", "1.5"]),
    ]


@given(st.lists(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc"))), min_size=1, max_size=5))
def test_no_cell_that_is_given_back_is_a_formula_and_all_come_in_again(line):
    data = files.to_csv(["h"] * len(line), [line])
    read = list(files.rows(data, len(line)))
    for cell in read[1][1] if len(read) > 1 else []:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    if len(read) > 1 and len(line) > 1:
        assert [cells.value(cell, frozenset({""})) for cell in read[1][1]] == [
            cells.value(cell, frozenset({""})) for cell in line
        ]


# ------------------------------------------------------------------------- cases

TARGETS = ("number", "registered_at", "stage", "agent", "step_at", "message", "reopen_count", "closed_at", "subject")


def reader(**changes):
    return importing.Reader(**{"targets": TARGETS, "zone": UTC, "order": "dmy", "now": NOW, **changes})


def build(*lines, **changes):
    rows = [(position, [*line, *[""] * (len(TARGETS) - len(line))]) for position, line in enumerate(lines, 2)]
    case = importing.build(rows[0][1][0], rows, reader(**changes))
    return case, importing.figures(case, cells.state)


def codes(case):
    return [(problem.row, problem.code) for problem in case.problems]


def test_further_rows_of_a_case_are_its_steps():
    case, figures = build(
        ["A1", "2/3/2026 09:00", "New", "Li", "2/3/2026 09:00"],
        ["A1", "2/3/2026 09:00", "Active", "Wang", "2/3/2026 10:00"],
        ["A1", "", "Resolved", "", "2/3/2026 12:00", "It is repaired."],
        ["A1", "", "Active", "", "3/3/2026 08:00"],
        ["A1", "", "Closed", "", "3/3/2026 09:00"],
    )
    assert case.problems == []
    assert figures.registered_at == datetime(2026, 3, 2, 9)
    assert figures.state == "closed"
    assert figures.first_response_at == datetime(2026, 3, 2, 12)
    assert figures.closed_at == datetime(2026, 3, 3, 9)
    assert (figures.reopen_count, figures.transfer_count) == (1, 1)
    assert [step.changes for step in case.steps][1:3] == [
        [("stage", "New", "Active"), ("agent", "Li", "Wang")],
        [("stage", "Active", "Resolved")],
    ]


def test_told_figures_go_before_counted_ones():
    case, figures = build(["A1", "2/3/2026", "Closed", "", "", "", "4", "3/3/2026 10:00"])
    assert case.problems == []
    assert figures.reopen_count == 4
    assert figures.closed_at == datetime(2026, 3, 3, 10)


def test_steps_are_put_in_the_order_of_time():
    case, _figures = build(
        ["A1", "2/3/2026 09:00"], ["A1", "", "", "", "2/3/2026 12:00"], ["A1", "", "", "", "2/3/2026 10:00"]
    )
    assert [step.row for step in case.steps] == [2, 4, 3]


def test_what_a_case_was_at_first_is_not_overwritten():
    case, _figures = build(
        ["A1", "2/3/2026 09:00", "", "", "", "", "", "", "Leak"],
        ["A1", "3/3/2026 09:00", "", "", "2/3/2026 10:00", "", "", "", "Another title"],
    )
    assert case.texts["subject"] == "Leak"
    assert case.moments["registered_at"] == datetime(2026, 3, 2, 9)


@pytest.mark.parametrize(
    "lines, problem",
    [
        ([["A1", "some day"]], (2, "unreadable_moment")),
        ([["A1", ""]], (2, "no_time")),
        ([["A1", "2/3/2026"], ["A1", "", "Active"]], (3, "no_step_time")),
        ([["A1", "1/1/2027"]], (2, "future")),
        ([["A1", "2/3/2026", "Closed"]], (2, "no_end")),
        ([["A1", "2/3/2026", "Closed", "", "", "", "", "1/3/2026"]], (2, "order")),
        ([["A1", "2/3/2026", "", "", "", "", "often"]], (2, "unreadable_count")),
        ([["A1", "2/3/2026", "", "", "", "", "-1"]], (2, "unreadable_count")),
    ],
)
def test_a_bad_row_is_named_with_its_reason(lines, problem):
    case, _figures = build(*lines)
    assert codes(case) == [problem]


def test_words_can_be_replaced_or_left_out():
    words = {("stage", "-100"): "", ("stage", "parked"): "Pending"}
    _case, figures = build(["A1", "2/3/2026", "-100"], ["A1", "", "parked", "", "2/3/2026 10:00"], words=words)
    assert figures.state == "waiting"


def test_rows_of_a_case_need_not_stand_together():
    groups = importing.group([("A1", 0), ("A2", 1), ("A1", 2)])
    assert groups == {"A1": [0, 2], "A2": [1]}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["New", "Active", "Awaiting User Info", "Resolved", "Closed", "-100", "?", "=x"]),
            st.integers(0, 10_000),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_any_history_gives_figures_that_hold_together(history):
    start = datetime(2026, 1, 1)
    lines = [
        ["A1", "1/1/2026", stage, "", (start + timedelta(minutes=minute)).strftime("%Y-%m-%d %H:%M")]
        for stage, minute in history
    ]
    case, figures = build(*lines)
    assert len(case.steps) == len(lines)
    assert {code for _row, code in codes(case)} <= {"no_end"}
    assert (figures.closed_at is None) == (figures.state in ("new", "open", "waiting", "resolved")) or case.problems
    if figures.state in ("new", "open", "waiting"):
        assert figures.resolved_at is None
    if figures.resolved_at and figures.closed_at:
        assert figures.registered_at <= figures.resolved_at <= figures.closed_at


def test_workbooks_are_read_as_openpyxl_reads_them():
    from datetime import date, time
    from io import BytesIO

    from openpyxl import Workbook

    book = Workbook()
    lines = [
        ["text", " blank edges ", "多行\n文字", "<&>", "=1+1", True, None, "after a gap"],
        [1, 1.0, 1.5, -3, 1e20, 138_0000_1234, 0, 0.1],
        [datetime(2026, 3, 4, 10, 15, 30), date(2026, 3, 4), time(9, 30), None, None, None, None, "x"],
    ]
    for line in lines:
        book.active.append(line)
    book.active["A5"].value = 46085.5
    book.active["A5"].number_format = '[$-804]yyyy"年"m"月"d"日" h:mm'
    book.active["B5"].value = 12.5
    book.active["B5"].number_format = '0.00" days"'
    book.active["AB5"] = "far"
    buffer = BytesIO()
    book.save(buffer)
    read = dict(files.rows(buffer.getvalue()))
    assert read[1] == ["text", " blank edges ", "多行\n文字", "<&>", "", "TRUE", "", "after a gap"]
    assert read[2] == ["1", "1", "1.5", "-3", "1e+20", "13800001234", "0", "0.1"]
    assert read[3][:3] == ["2026-03-04 10:15:30", "2026-03-04 00:00:00", "09:30:00"]
    assert read[3][7] == "x"
    assert read[5][:2] == ["2026-03-04 12:00:00", "12.5"]
    assert read[5][27] == "far"
    assert 4 not in read


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading_of_files(data):
    for start in (b"", b"PK\x03\x04"):
        with suppress(files.UnreadableFile):
            list(files.rows(start + data))
