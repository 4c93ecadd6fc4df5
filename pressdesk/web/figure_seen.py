"""What there is to see in a chart, in words, for who does not see it."""

from flask_babel import gettext as _
from flask_babel import ngettext

from pressdesk.figures.charts import BarChart, LineChart, Point
from pressdesk.web import figure_words as words


def seen(chart: BarChart | LineChart) -> str:
    """The most of all, and of a line the newest and its gaps."""
    return _line(chart) if isinstance(chart, LineChart) else _bars(chart)


def _bars(chart: BarChart) -> str:
    if len(chart.rows) == 1:
        return f"{chart.rows[0].label}: {chart.rows[0].shown}."
    most = max(chart.rows, key=lambda row: row.value or 0, default=None)
    if most is None or not most.value:
        return _("Alla är 0.")
    return _("Störst är %(label)s: %(shown)s.", label=most.label, shown=most.shown)


def _line(chart: LineChart) -> str:
    known = [point for point in chart.points if point.value is not None]
    if not known:
        return _("Ingen period har något att visa.")
    most = max(known, key=lambda point: point.value or 0)
    told = _(
        "Högst: %(most)s. Senast: %(last)s.",
        most=_told(most, chart.unit),
        last=_told(known[-1], chart.unit),
    )
    gaps = len(chart.points) - len(known)
    return told + " " + ngettext("%(num)s lucka.", "%(num)s luckor.", gaps) if gaps else told


def _told(point: Point, unit: str) -> str:
    """ "58 ± 8 (sep 2026)"; "82 % (kv 1 2026)"."""
    value = f"{words.with_margin(point.value, 0 if point.low is not None else point.margin)}{unit}"
    when = f"{point.label} {point.year}".strip()
    return f"{value} ({when})"
