"""The invented sample county: a seeded generator, the edge values placed in it, and the faults that can be planted."""

from junheng.county.sample.county import sample_county, sample_province
from junheng.county.sample.faults import PlantedFault, plant_faults, write_sample
from junheng.county.sample.recipe import EdgeCase, edge_cases

__all__ = ["EdgeCase", "PlantedFault", "edge_cases", "plant_faults", "sample_county", "sample_province", "write_sample"]
