"""Uncertain numbers: one family a file, each a frozen record with its inverse distribution function."""

from roi_engine.uncertainty.distributions.base import Array, Distribution, DistributionError
from roi_engine.uncertainty.distributions.beta import Beta
from roi_engine.uncertainty.distributions.discrete import Discrete
from roi_engine.uncertainty.distributions.empirical import Empirical
from roi_engine.uncertainty.distributions.event import Event
from roi_engine.uncertainty.distributions.fits import (
    beta_from_counts,
    lognormal_from_mean_sd,
    lognormal_from_percentiles,
    metalog_from_percentiles,
    normal_from_percentiles,
    pert_from_interval,
    shifted_lognormal_from_percentiles,
    student_from_mean,
    triangular_from_interval,
)
from roi_engine.uncertainty.distributions.lognormal import LogNormal
from roi_engine.uncertainty.distributions.metalog import Metalog
from roi_engine.uncertainty.distributions.mixture import Mixture
from roi_engine.uncertainty.distributions.moments import breaks
from roi_engine.uncertainty.distributions.normal import Normal
from roi_engine.uncertainty.distributions.pert import Pert
from roi_engine.uncertainty.distributions.student import StudentT
from roi_engine.uncertainty.distributions.tails import tail_warning
from roi_engine.uncertainty.distributions.triangular import Triangular
from roi_engine.uncertainty.distributions.truncated import Truncated
from roi_engine.uncertainty.distributions.uniform import Uniform

__all__ = [
    "Array", "Beta", "Discrete", "Distribution", "DistributionError", "Empirical", "Event", "LogNormal", "Metalog",
    "Mixture", "Normal", "Pert", "StudentT", "Triangular", "Truncated", "Uniform", "beta_from_counts", "breaks",
    "lognormal_from_mean_sd", "lognormal_from_percentiles", "metalog_from_percentiles", "normal_from_percentiles",
    "pert_from_interval", "shifted_lognormal_from_percentiles", "student_from_mean", "tail_warning",
    "triangular_from_interval",
]  # fmt: skip
