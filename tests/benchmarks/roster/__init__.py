"""The roster benchmark: instances, an independent checker, departments."""
