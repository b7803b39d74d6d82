"""Shipped benefit and cost lines with their evidence, reference classes, stresses and starter scenarios."""

from roi_engine.catalogue.reader import (
    CatalogueInput,
    CatalogueKpi,
    CatalogueLine,
    EvidenceNote,
    ReferenceClass,
    ShippedStress,
    catalogue_lines,
    labels,
    reference_classes,
    stresses,
    templates,
)

__all__ = [
    "CatalogueInput",
    "CatalogueKpi",
    "CatalogueLine",
    "EvidenceNote",
    "ReferenceClass",
    "ShippedStress",
    "catalogue_lines",
    "labels",
    "reference_classes",
    "stresses",
    "templates",
]
