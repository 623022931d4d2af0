"""Let tox see every interpreter that pyenv has installed, not only the one that is switched on."""

import os
from pathlib import Path

from tox.config.cli.parser import ToxParser
from tox.plugin import impl


@impl
def tox_add_option(parser: ToxParser) -> None:
    """Offer pyenv's interpreters as the default of tox's `--discover`; without pyenv nothing changes."""
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    found = sorted(str(python) for python in versions.glob("3.*/bin/python"))
    if found:
        os.environ.setdefault("TOX_DISCOVER", os.pathsep.join(found))
