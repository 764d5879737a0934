"""Benchmark systems, factors and catalogues as data, and their loaders."""

from workbench.standards.catalogues import catalogue_items, score_sheet, score_sheets
from workbench.standards.exchange import StandardError, export_system, import_system
from workbench.standards.factors import energy_factors, fuel_carbon, grid_at, grid_carbon, heat_carbon, heat_factor
from workbench.standards.library import option_library
from workbench.standards.provenance import check_standards
from workbench.standards.register import in_force, standards, systems_for
from workbench.standards.systems import System, industry_context, level_names, load_system

__all__ = [
    "StandardError",
    "System",
    "catalogue_items",
    "check_standards",
    "energy_factors",
    "export_system",
    "fuel_carbon",
    "grid_at",
    "grid_carbon",
    "heat_carbon",
    "heat_factor",
    "import_system",
    "in_force",
    "industry_context",
    "level_names",
    "load_system",
    "option_library",
    "score_sheet",
    "score_sheets",
    "standards",
    "systems_for",
]
