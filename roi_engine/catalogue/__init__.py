"""Shipped benefit and cost lines with their evidence, reference classes and starter scenarios."""

from roi_engine.catalogue.reader import (
    CatalogueInput,
    CatalogueLine,
    EvidenceNote,
    ReferenceClass,
    catalogue_lines,
    reference_classes,
    templates,
)

__all__ = [
    "CatalogueInput",
    "CatalogueLine",
    "EvidenceNote",
    "ReferenceClass",
    "catalogue_lines",
    "reference_classes",
    "templates",
]
