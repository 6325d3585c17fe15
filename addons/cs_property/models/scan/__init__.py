from . import scan, scan_log
