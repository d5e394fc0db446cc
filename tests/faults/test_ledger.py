from tests.faults.ledger import Row, table


def test_the_table_is_sorted_by_id_and_says_what_took_it() -> None:
    rows = [
        Row(id="S10", fault="links", runs=30, violations=0),
        Row(id="S2", fault="calls", runs=1_200, violations=1, seed=7, control="in place: 3 of 4", file_system="ext4"),
        Row(id="H1", fault="numbers", runs=2, violations=0),
    ]
    lines = table(rows, "--full", ["a power cut: only root can make a disk"]).splitlines()
    assert [line.split(" | ")[0] for line in lines[2:5]] == ["| H1", "| S2", "| S10"]
    assert lines[3] == "| S2 | calls | 1,200 | 7 | 1 | in place: 3 of 4 | ext4 |"
    assert "- a power cut: only root can make a disk" in lines
    assert "by `python3 packaging/test.py --full` on" in lines[-1]
