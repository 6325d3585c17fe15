from odoo import api, models

from ...core.pack.problem import PackError, Problem


class CsPackProblem(models.AbstractModel):
    """What is wrong with a rule pack, in plain sentences."""

    _name = "cs.pack.problem"
    _description = "Sentences about a wrong rule pack"

    @api.model
    def _sentences(self, error: PackError) -> list[str]:
        """One sentence for each problem, with its line."""
        return [self._sentence(problem) for problem in error.problems]

    @api.model
    def _sentence(self, problem: Problem) -> str:
        values = {name: "" if value is None else value for name, value in problem.values.items()}
        text = self._file_sentence(problem.kind, values) or self._value_sentence(problem, values)
        if not problem.line:
            return text
        return self.env._("line %(line)s: %(text)s", line=problem.line, text=text)

    def _file_sentence(self, kind, values) -> str:
        """About the file, before its content is looked at."""
        match kind:
            case "empty":
                return self.env._("the file is empty.")
            case "too_large":
                return self.env._(
                    "the file has %(size)s kB; a rule pack has at most %(limit)s kB.",
                    size=values["size"],
                    limit=values["limit"],
                )
            case "too_many" | "too_deep":
                return self.env._("the file is nested too deeply or has too many entries for a rule pack.")
            case "encoding":
                return self.env._("this is no UTF-8 text. Save the file as UTF-8 and upload it again.")
            case "control_character":
                return self.env._("there is an invisible control character. Is the file really a YAML text?")
            case "tab":
                return self.env._("there is a tab. Indent with spaces.")
            case "syntax":
                return self.env._(
                    "this cannot be read as YAML (%(detail)s). Look at indentation, colons and quotes here and above.",
                    detail=values["detail"],
                )
            case "documents":
                return self.env._("a second document begins here (---). A rule pack is one document.")
            case "alias":
                return self.env._("anchors (&) and references (*) are not allowed. Write the value out.")
            case "tag":
                return self.env._("type marks such as “%(tag)s” are not allowed.", tag=values["tag"])
            case "key_type":
                return self.env._("the name of an entry must be plain text.")
            case "no_mapping":
                return self.env._("this is no rule pack: it must begin with “format:”, “pack:”, “name:” and “books:”.")
        return ""

    def _value_sentence(self, problem, values) -> str:
        """About the content."""
        where = " › ".join(str(part + 1 if isinstance(part, int) else part) for part in problem.path[1:]) or "…"
        name, value, limit = values.get("name") or where, values.get("value"), values.get("limit")
        match problem.kind:
            case "duplicate":
                return self.env._(
                    "“%(key)s” is here twice; the first one is in line %(first)s.",
                    key=values["key"],
                    first=values["first"],
                )
            case "unknown_key":
                return self._unknown_key(values)
            case "required":
                return self.env._("“%(name)s” is missing in %(where)s.", name=values["name"], where=where)
            case "type":
                return self.env._(
                    "“%(name)s” must be %(expected)s, not “%(value)s”.",
                    name=name,
                    expected=self._kind_of_value(values["expected"]),
                    value=value,
                )
            case "enum":
                return self.env._(
                    "“%(value)s” is not possible for “%(name)s”; choose one of: %(allowed)s.",
                    value=value,
                    name=name,
                    allowed=values["allowed"],
                )
            case "minimum" | "exclusiveMinimum":
                return self.env._(
                    "“%(name)s” must be at least %(limit)s, not %(value)s.", name=name, limit=limit, value=value
                )
            case "maximum":
                return self.env._(
                    "“%(name)s” must be at most %(limit)s, not %(value)s.", name=name, limit=limit, value=value
                )
            case "minLength" | "minItems" | "minProperties":
                return self.env._("“%(name)s” must not be empty.", name=name)
            case "pattern":
                return self.env._("“%(value)s” is no key: small letters, digits and _ only, not too many.", value=value)
            case "format":
                return self.env._("“%(value)s” is no date; write it as 2026-01-31.", value=value)
            case "unique":
                return self.env._("“%(name)s” names the same thing twice.", name=name)
            case "unknown_reference":
                return self.env._(
                    "“%(name)s” refers to “%(value)s”, which is neither in this file nor in the system.",
                    name=name,
                    value=value,
                )
            case "refused":
                return str(values["message"])
        return self.env._("“%(value)s” is not possible in %(where)s.", value=value, where=where)

    def _unknown_key(self, values) -> str:
        if values["near"]:
            return self.env._(
                "“%(key)s” is not known here. Do you mean “%(near)s”?", key=values["key"], near=values["near"]
            )
        return self.env._(
            "“%(key)s” is not known here; possible are: %(known)s.", key=values["key"], known=values["known"]
        )

    def _kind_of_value(self, expected) -> str:
        words = {
            "string": self.env._("text"),
            "integer": self.env._("a whole number"),
            "number": self.env._("a number"),
            "boolean": self.env._("true or false"),
            "array": self.env._("a list"),
            "object": self.env._("a group of entries"),
        }
        wanted = [expected] if isinstance(expected, str) else expected
        return self.env._(" or ").join(words.get(one, one) for one in wanted)
