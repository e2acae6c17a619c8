"""What planners hand in: the report and the workbook, made of the same sheets."""

from siting.outputs.report.workbook import workbook

__all__ = ["workbook"]
