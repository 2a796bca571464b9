"""Recurrent networks: chapters why-recurrence to ekf."""
