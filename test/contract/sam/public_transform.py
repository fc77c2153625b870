"""Transforms SAM templates with the public transform: a JSON list on stdin, a JSON list on stdout."""

import json
import sys

from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.translator.transform import transform


class NoPolicies:
    """The transform's own list of policies is enough."""

    def load(self):
        return {}


def outcome(case):
    try:
        return {"template": transform(case["template"], dict(case["parameters"]), NoPolicies())}
    except InvalidDocumentException as problem:
        return {"errors": [cause.message for cause in problem.causes]}


json.dump([outcome(case) for case in json.load(sys.stdin)], sys.stdout)
