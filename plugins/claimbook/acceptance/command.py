"""The command `claimbook accept`."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from claimbook.console import CLEAN, FAULTY, complain, config_option, day_of_run, open_or_refuse
from claimbook.render import terminal
from claimbook.sources.dates import today

if TYPE_CHECKING:
    from claimbook.acceptance.accepting import Accepted

_NO = frozenset({"", "0", "false", "no", "off"})


@click.command("accept")
@config_option
@click.option("--id", "ids", multiple=True, metavar="ID", help="Accept this number; repeatable.")
@click.option(
    "--all", "takes_all", is_flag=True, help="Accept all that changed, and all that is new."
)
@click.option("--why", default="", metavar="TEXT", help="The reason, for the journal.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="ID",
    help="A source of the change; repeatable (default: those of the specs that changed).",
)
@click.option("--commit", metavar="REV", help="A commit that the entry names.")
@click.option(
    "--touch", is_flag=True, help="Set updated: of the pages whose numbers changed to that day."
)
@click.option(
    "--as-of",
    metavar="DATE",
    help="The day of the entry (default: that of SOURCE_DATE_EPOCH, else today).",
)
@click.option("--ci-ok", is_flag=True, help="Accept also where CI is set.")
def accept_command(  # noqa: PLR0913 - one for each option
    config: Path,
    ids: tuple[str, ...],
    why: str,
    sources: tuple[str, ...],
    commit: str | None,
    as_of: str | None,
    *,
    takes_all: bool,
    touch: bool,
    ci_ok: bool,
) -> None:
    """Publish changed numbers: say why in the journal, and write claims.lock.

    Only what is named is accepted. Without --id and --all nothing is: what could be is listed, an
    interrupted acceptance is finished, and a lock that a merge left in two is written anew.
    """
    from claimbook.acceptance.accepting import Request, accept  # noqa: PLC0415

    if ids and takes_all:
        raise click.UsageError("--id names some numbers, --all takes all: use one of them")
    if os.environ.get("CI", "").strip().lower() not in _NO and not ci_ok:
        complain("refused: a machine accepts nothing (CI is set); --ci-ok says that it may")
        sys.exit(FAULTY)
    day = day_of_run(as_of) or today()
    wanted = None if takes_all else frozenset(ids)
    request = Request(wanted, why, day, sources, commit, touch)
    open_or_refuse(config)
    try:
        accepted = accept(lambda: open_or_refuse(config), request, _wait)
    except OSError as error:
        complain(f"refused: {error.filename or 'a file'} cannot be written: {error.strerror}")
        sys.exit(FAULTY)
    _tell(accepted)
    sys.exit(CLEAN if accepted.refusal is None else FAULTY)


def _wait() -> None:
    complain("another acceptance is running; waiting for it to end")


def _tell(accepted: "Accepted") -> None:
    if accepted.recovery is not None:
        complain(f"an acceptance that was interrupted has been {accepted.recovery}")
    if accepted.refusal is not None:
        if accepted.diagnostics:
            complain(terminal.paragraphs(accepted.diagnostics))
        complain(f"refused: {accepted.refusal}")
        return
    plan = accepted.plan
    if plan is None:
        complain("nothing to accept: every number is as it was published")
        return
    for revision in plan.revisions:
        complain(f"{revision.page}: {revision.was} -> {revision.now or 'gone'} ({revision.id})")
    gone = sum(revision.now is None for revision in plan.revisions)
    changed = len(plan.revisions) - gone
    told = [f"changed: {changed}", f"gone: {gone}", f"new: {plan.first}"]
    complain(", ".join([*told, f"unseen changes: {plan.moved}"]))
    for path in accepted.written:
        complain(f"{path}: written")
