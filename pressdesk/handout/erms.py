"""Where each field of an exported inquiry belongs in E-ARK CITS ERMS, for the registry's import.

CITS ERMS 2.1.0 of the DILCIS Board, with schema ERMS.xsd 2.1.2 of 9 December 2022. The case of the
registry is an `aggregation` and each inquiry a `record` in it; what the specification has no place
for goes to `additionalInformation`, as it says.
"""

from typing import NamedTuple

STANDARD = "E-ARK CITS ERMS 2.1.0, ERMS.xsd 2.1.2 (2022-12-09), https://DILCIS.eu/XML/ERMS"
CASE = "erms/aggregations/aggregation[@aggregationType='caseFile']"
RECORD = f"{CASE}/record"


class Element(NamedTuple):
    """A path in the schema, and what to mind on the way."""

    path: str
    note: str = ""


def _agent(kind: str, below: str, note: str = "") -> Element:
    return Element(f"{RECORD}/agents/agent[{kind}]/{below}", note)


def _other(kind: str) -> str:
    return f"@agentType='other'][@otherAgentType='{kind}'"


def _date(kind: str, note: str = "") -> Element:
    return Element(f"{RECORD}/dates/date[@dateType='{kind}']", note)


def _other_date(kind: str) -> Element:
    return Element(f"{RECORD}/dates/date[@dateType='other'][@otherDateType='{kind}']")


def _own(name: str, note: str = "") -> Element:
    own = f"additionalInformation/ownElement/ownElement[@name='{name}']/value"
    return Element(f"{RECORD}/{own}", note)


NAMED = "agent/name is required by the schema: the organisation"
ELEMENTS = {
    "number": Element(f"{RECORD}/objectId", "also record/@systemIdentifier, made at import"),
    "registry": Element(f"{CASE}/objectId"),
    "received": _date("received"),
    "channel": _own("channel"),
    "outlet": _agent("@agentType='sender'", "name"),
    "unit": _agent("@agentType='administrator'", "unitName", NAMED),
    "units": _agent(_other("shared unit"), "unitName", f"one agent each; {NAMED}"),
    "kind": Element(f"{RECORD}/@recordType"),
    "topic": Element(f"{RECORD}/subject"),
    "issue": Element(f"{RECORD}/keywords/keyword"),
    "follows": Element(f"{RECORD}/relation[@relationType='reference']"),
    "due": _other_date("deadline"),
    "is_live": _own("is_live"),
    "embargo": _other_date("embargo"),
    "call_back": _other_date("call back"),
    "spokesperson": _agent(_other("spokesperson"), "role", NAMED),
    "correction": _own("correction"),
    "status": Element(f"{RECORD}/status/@value", "closed -> closed; else in_progress"),
    "taken": _other_date("taken"),
    "waiting": _own("waiting", "empty once closed"),
    "waiting_since": _own("waiting_since", "empty once closed"),
    "parked": _own("parked", "empty once closed"),
    "passed": _own("passed", "empty once closed"),
    "facts": _agent(_other("facts"), "unitName", NAMED),
    "lines": Element(
        f"{RECORD}/relation[@relationType='own_relation_definition']"
        "[@otherRelationType='lines to take']"
    ),
    "signed": Element(f"{RECORD}/action/dates/actionDate[@dateType='main_signature']"),
    "signed_by": Element(
        f"{RECORD}/action/agents/agent[@agentType='authorising_person']/name",
        "a mandate instead of a name: agent/role",
    ),
    "released": Element(f"{RECORD}/action/dates/actionDate[@dateType='sent']"),
    "outcome": Element(f"{RECORD}/action/actionType"),
    "closed": _date("closed"),
    "exported": _date("transferred"),
    "question": Element(f"{RECORD}/description", "required where there is no title"),
    "answer": Element(f"{RECORD}/action/actionText", "no answer: the outcome in words"),
}
