"""Reads the files of web servers and systemd, and names the line that would record somebody."""
