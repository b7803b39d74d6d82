"""The report as one page: a file that works offline, computes in the browser, and lets no text of a user run."""

from roi_engine.reporting.page.document import page_html

__all__ = ["page_html"]
