"""The page that makes a payer out of a copy: its commands, run as they stand."""

import re
import subprocess
import sys
from pathlib import Path

from rules_engine.content import content_root

PAGE = Path(__file__).parents[2] / "docs" / "new_payer.md"


def test_the_copy_is_a_payer_of_its_own(tmp_path: Path) -> None:
    (commands,) = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "rules").symlink_to(Path(str(content_root() / "rules")))
    program = f'payer-rules() {{ "{sys.executable}" -m rules_engine "$@"; }}\n'
    done = subprocess.run(
        ["bash", "-euc", program + commands], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.stderr, done.returncode) == ("", 0)
    assert re.search(r"^[1-9]\d* passed, 0 failed$", done.stdout, re.MULTILINE)
    assert "River Plan" in done.stdout
    book = (tmp_path / "river" / "river_plan" / "book.rules").read_text(encoding="utf-8")
    assert 'rulebook river-plan "River Plan"' in book
    assert "MAGELLAN" not in book


def test_what_is_not_copied_is_left_as_it_was() -> None:
    assert "river" not in (Path(str(content_root() / "rules")) / "magellan" / "book.rules").read_text(encoding="utf-8")
