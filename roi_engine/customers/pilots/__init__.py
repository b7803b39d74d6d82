"""What a pilot with a control group shows: differences, intervals, checks of the experiment, and its size."""

from __future__ import annotations

from roi_engine.customers.pilots.adjustment import Adjusted, adjusted_difference
from roi_engine.customers.pilots.bootstrap import BootstrapInterval, bootstrap_difference
from roi_engine.customers.pilots.contrasts import Contrast, difference_in_means, difference_in_shares
from roi_engine.customers.pilots.groups import (
    GroupContrast,
    GroupContrasts,
    contrasts_against_control,
    contrasts_by_segment,
    holm,
)
from roi_engine.customers.pilots.lift import Lift, relative_lift
from roi_engine.customers.pilots.sample_ratio import SampleRatio, sample_ratio
from roi_engine.customers.pilots.sizing import (
    Sizes,
    share_spread,
    sizes_for_power,
    sizes_for_precision,
    smallest_detectable_difference,
)
from roi_engine.customers.pilots.stated import StatedMean, StatedShare, stated_difference, stated_mean, stated_share

__all__ = [
    "Adjusted",
    "BootstrapInterval",
    "Contrast",
    "GroupContrast",
    "GroupContrasts",
    "Lift",
    "SampleRatio",
    "Sizes",
    "StatedMean",
    "StatedShare",
    "adjusted_difference",
    "bootstrap_difference",
    "contrasts_against_control",
    "contrasts_by_segment",
    "difference_in_means",
    "difference_in_shares",
    "holm",
    "relative_lift",
    "sample_ratio",
    "share_spread",
    "sizes_for_power",
    "sizes_for_precision",
    "smallest_detectable_difference",
    "stated_difference",
    "stated_mean",
    "stated_share",
]
