"""Figures that say nothing about anyone."""
