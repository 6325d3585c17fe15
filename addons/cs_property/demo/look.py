"""How an inspector of the story answers a check by phone."""

import base64
import io

from PIL import Image


def look(check, inspector, wrong=(), words="") -> None:
    """Answer everything: right, but for these items.

    :param check: any check that the inspector may take.
    :param wrong: its answers that are not in order.
    """
    lines = check.answer_ids.filtered(lambda line: line.kind != "text")
    check.with_user(inspector)._take(
        {
            "answers": {str(line.id): {"value": 0, "note": words} if line in wrong else {"value": 1} for line in lines},
            "photos": [
                {"answer_id": line.id, "key": f"photo-{line.id:08}", "data": photo()}
                for line in lines
                if line.needs_photo or line in wrong
            ],
            "finish": True,
        }
    )


def photo() -> str:
    """A picture, as PNG in base64."""
    file = io.BytesIO()
    Image.new("RGB", (240, 180), "#9ab").save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()
