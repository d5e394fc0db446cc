from tests.faults.ledger import Row, found, read, with_part


def test_the_table_is_sorted_by_id_and_says_what_took_it() -> None:
    rows = [
        Row(id="S10", fault="links", runs=30, violations=0),
        Row(id="S2", fault="calls", runs=1_200, violations=1, seed=7, control="in place: 3 of 4", file_system="ext4"),
        Row(id="H1", fault="numbers", runs=2, violations=0),
    ]
    lines = found(rows, "--full", ["a power cut: only root can make a disk"]).text.splitlines()
    assert [line.split(" | ")[0] for line in lines[2:5]] == ["| H1", "| S2", "| S10"]
    assert lines[3] == "| S2 | calls | 1,200 | 7 | 1 | in place: 3 of 4 | ext4 |"
    assert "- a power cut: only root can make a disk" in lines
    assert "by `python3 packaging/test.py --full` on" in lines[-1]


def test_harnesses_that_are_run_again_by_themselves_renew_their_own_rows() -> None:
    slow = "a disk that answers in 2.0 s: {0}"
    failed, passed = slow.format("1,201 ms, open files"), slow.format("31 ms, nothing")
    rows = [Row(id="S10", fault="links", runs=30, violations=0), Row(id="G1", fault=failed, runs=1, violations=1)]
    before = found(rows, "--full", ["a slow disk: failed", "a power cut: only root can"])
    assert read("# Reliability\n\nWords.\n\n" + before.text) == before
    again = found([Row(id="G1", fault=passed, runs=1, violations=0)], "--full", part="slow_disks")
    merged = with_part(before, again, {"a slow disk"})
    assert [row[:3] for row in read(merged.text).rows] == [("G1", passed, "1"), ("S10", "links", "30")]
    assert merged.not_passed == ("a power cut: only root can",)
    assert [", slow_disks again, on " in line for line in merged.taken] == [False, True]
