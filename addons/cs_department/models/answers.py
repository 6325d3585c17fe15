"""What a button answers to the browser."""

RELOAD = {"type": "ir.actions.client", "tag": "soft_reload"}
CLOSE = {"type": "ir.actions.act_window_close"}


def notification(message, kind="success", **more) -> dict:
    """A note in the corner of the screen.

    :param kind: ``success``, ``warning`` or ``danger``.
    :param more: ``title``, ``sticky``, ``next`` (the action that follows).
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {"type": kind, "message": message, **more},
    }
