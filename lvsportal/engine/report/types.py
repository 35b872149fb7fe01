"""The report as plain data (contracts, section 5): what the engine makes, the portal stores, pages and exports read.

``Said`` is how a text for people stands in it: ``Bilingual`` as the engine makes it, ``str`` once one language was chosen
(``report.localise``). ``lvsportal.engine.report.schema`` derives the JSON Schema from these types.
"""

from typing import Generic, NotRequired, TypedDict, TypeVar

from lvsportal.engine.model.terms import (
    Conclusion,
    Event,
    Gate,
    Outcome,
    Reason,
    Safety,
    Severity,
    Verdict,
)

# "zh-hans" is no identifier, so this one is written as a call.
Bilingual = TypedDict("Bilingual", {"en": str, "zh-hans": str})
Said = TypeVar("Said")


# -- walks -----------------------------------------------------------------------------------------------------


class Frame(TypedDict):
    """MACs, "" where there is none or it is not shown."""

    src_mac: str
    dst_mac: str


class OuterHeader(TypedDict):
    """The IP header that TUN wraps around."""

    src: str
    dst: str


class Packet(TypedDict):
    """``protocol``: tcp, udp, sctp. Ports 0 where they are not known."""

    src: str
    dst: str
    protocol: str
    sport: int
    dport: int
    ttl: int
    outer: NotRequired[OuterHeader]


class Hop(TypedDict, Generic[Said]):
    """What ``node`` does with the packet; ``to``: the node it goes to next, "" where it stays."""

    node: str
    interface: str
    action: Said
    to: str
    frame: Frame
    packet: Packet
    note: str


class Walk(TypedDict, Generic[Said]):
    """``by``: the node that ends it."""

    outcome: Outcome
    by: str
    reason: Reason
    hops: list[Hop[Said]]


class Need(TypedDict):
    """Evidence that would decide: a file of a node, and the command that collects it. ``keys``: what is missing in a file
    that was given; ``while``: the VRRP role in which the node must be when it is collected."""

    node: str
    evidence: str
    command: str
    keys: list[str] | None


# ``while`` is a keyword of Python, so the field is added by a call.
RoleNeed = TypedDict("RoleNeed", {"while": str | None})


class NeedData(Need, RoleNeed):
    """A need with all its fields."""


class Choice(TypedDict):
    """``kind``: real_server, arp or fact."""

    kind: str
    at: str
    value: str


class Branch(TypedDict, Generic[Said]):
    """One thing that could happen to a connection (``lvsportal.walk/1``)."""

    choices: list[Choice]
    outcome: Outcome
    by: str | None
    reason: Reason
    needs: list[NeedData]
    hops: list[Hop[Said]]


# -- flows and states ------------------------------------------------------------------------------------------


class StateEvent(TypedDict):
    """``at``: the node, ``node:interface`` or ``node:script``."""

    kind: Event
    at: str


class State(TypedDict, Generic[Said]):
    """``event``: None for today. ``masters`` by VRRP instance and ``holders`` by VIP; None where that is not shown.
    ``possible``: it may be today's. ``nodes``: all that the event stands for; ``events``: where there are several.
    ``timeline``: the fail-over as a line of time."""

    id: str
    title: Said
    event: StateEvent | None
    masters: dict[str, list[str] | None]
    holders: dict[str, list[str] | None]
    possible: bool
    count: NotRequired[int]
    nodes: NotRequired[list[str]]
    events: NotRequired[list[StateEvent]]
    remarks: NotRequired[list[Said]]
    timeline: NotRequired[Said]


class FlowConclusion(TypedDict, Generic[Said]):
    """What becomes of a flow in one state; ``by``: the nodes that answer, or end it."""

    conclusion: Conclusion
    by: list[str]
    reason: Reason
    walk: Walk[Said] | None
    needs: list[NeedData]
    sorry_server: NotRequired[bool]


class Flow(TypedDict, Generic[Said]):
    """Clients at one place and a virtual service; equal ones are one entry with their ``count``."""

    id: str
    client: str
    service: str
    count: int
    gate: bool
    conclusions: dict[str, FlowConclusion[Said]]
    services: NotRequired[list[str]]
    remark: NotRequired[Said]


# -- results ---------------------------------------------------------------------------------------------------


class Subject(TypedDict):
    """What a verdict is given to. ``service`` is "" where the rule speaks of something else."""

    node: str
    service: str
    real_server: NotRequired[str]
    real_server_node: NotRequired[str]
    other_director: NotRequired[str]
    instance: NotRequired[str]
    vip: NotRequired[str]
    client: NotRequired[str]
    state: NotRequired[str]
    item: NotRequired[str]
    fingerprint: str


class Location(TypedDict):
    """Lines and columns count from 1; ``role``: subject, or what the place has to do with it."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    role: str


class Place(TypedDict):
    """A line of a file."""

    file: str
    line: int


class Edit(TypedDict):
    """Replace the characters from ``start`` to ``end`` of a file."""

    file: str
    start: int
    end: int
    text: str


class Command(TypedDict):
    """A shell line for a node."""

    node: str
    text: str


class Fix(TypedDict, Generic[Said]):
    """A way out of the result's first subject; its edits mend all."""

    summary: Said
    edits: list[Edit]
    commands: list[Command]
    safety: Safety
    proven: bool


class Waiver(TypedDict):
    """What is accepted for a time."""

    id: str
    state: str
    reason: str
    owner: str
    expires: str
    in_file: NotRequired[bool]


class Result(TypedDict, Generic[Said]):
    """All subjects of one rule with one verdict for one cause. ``comparison``: how it stands to the base's: new, unchanged,
    fixed, gone, hidden or by_rule_update."""

    rule: str
    title: Said
    severity: Severity
    verdict: Verdict
    cause: str
    message: Said
    count: int
    subjects: list[Subject]
    locations: list[Location]
    suspicion: str | None
    needs: list[NeedData]
    declared: list[Place]
    walk: Walk[Said] | None
    fix: Fix[Said] | None
    article: str
    comparison: NotRequired[str]
    waiver: NotRequired[Waiver]


# -- the whole -------------------------------------------------------------------------------------------------


class Engine(TypedDict):
    version: str
    rules: list[str]


class NodeData(TypedDict):
    """``role``: director, real_server or node; ``addresses``: None where they are not shown."""

    name: str
    role: str
    evidence: list[str]
    addresses: list[str] | None
    vips: list[str]


class ServiceData(TypedDict):
    node: str
    name: str
    method: str
    scheduler: str
    real_servers: int


class Port(TypedDict):
    """A node's interface on a segment."""

    node: str
    interface: str


class Segment(TypedDict):
    prefixes: list[str]
    ports: list[Port]


class ClusterData(TypedDict):
    name: str
    nodes: list[NodeData]
    services: list[ServiceData]
    segments: list[Segment]
    hidden_servers: list[str]


class SeverityCounts(TypedDict):
    error: int
    warning: int
    info: int


class FlowCounts(TypedDict):
    served: int
    partly: int
    lost: int
    unknown: int


class Summary(TypedDict):
    """Counts of subjects; ``declared``: of those that rest on what was declared, not shown."""

    gate: Gate
    violated: int
    undecided: int
    mitigated: int
    safe: int
    declared: int
    by_severity: SeverityCounts
    flows: FlowCounts


class Diagnostic(TypedDict, Generic[Said]):
    """What is wrong with the text itself."""

    file: str
    line: int
    column: int
    severity: Severity
    code: str
    message: Said


class Question(TypedDict, Generic[Said]):
    """What would decide what is open, one for machines that are asked the same. ``decides``: fingerprints of subjects;
    ``declares``: what cluster.yaml can declare in place of the evidence."""

    id: str
    nodes: list[str]
    asks: Said
    decides: list[str]
    evidence: list[str]
    declares: list[str]


class Side(TypedDict):
    """One of the two definitions that are compared. ``digest``: of its files (``compare.digest``)."""

    title: str
    digest: str
    gate: Gate


class Ending(TypedDict):
    """What becomes of a flow in a state. ``by``: who answers, or where it ends."""

    conclusion: str
    by: list[str]


class FlowMember(TypedDict):
    """One flow: clients at a place, and a service."""

    client: str
    service: str


class FlowChange(TypedDict, Generic[Said]):
    """A change that ``count`` flows share, of which ``members`` names the first. ``kind``: worse, better, moved, known, unknown,
    new or gone; ``gate``: whether the gate looks at them; ``before`` and ``after``: None where there is no such flow."""

    kind: str
    state: str
    gate: bool
    before: Ending | None
    after: Ending | None
    count: int
    members: list[FlowMember]
    message: Said


class Base(TypedDict, Generic[Said]):
    """What the report was compared with. ``renamed``: nodes by their name in the base; ``counts``: violated subjects of each class;
    ``results``: those that are no longer violated (fixed, gone, hidden), with the base's files and lines."""

    title: str
    digest: str
    gate: Gate
    head: Side
    renamed: dict[str, str]
    counts: dict[str, int]
    flows: list[FlowChange[Said]]
    results: list[Result[Said]]


class Requirement(TypedDict, Generic[Said]):
    """One requirement of a policy, and what it met. ``level``: block, warn or off; ``outcome``: met, unmet, unknown or off;
    ``code``: the reason for machines; ``names``: the first of what it met; ``turn``: what would turn it."""

    requirement: str
    level: str
    outcome: str
    code: str
    count: int
    names: list[str]
    message: Said
    turn: Said


class PolicyName(TypedDict):
    """Which policy decided."""

    name: str
    version: int


class Decision(TypedDict, Generic[Said]):
    """A policy's decision, relative to the base where there is one. ``reasons``: codes of what holds it, then of what is told;
    ``digest``: of what was judged."""

    decision: Gate
    policy: PolicyName
    base: str | None
    digest: str
    reasons: list[str]
    requirements: list[Requirement[Said]]
    waivers: list[Waiver]


class Report(TypedDict, Generic[Said]):
    """Schema lvsportal.report/1. Fields are only ever added."""

    schema: str
    engine: Engine
    cluster: ClusterData
    summary: Summary
    states: list[State[Said]]
    flows: list[Flow[Said]]
    results: list[Result[Said]]
    diagnostics: list[Diagnostic[Said]]
    questions: list[Question[Said]]
    base: NotRequired[Base[Said]]
    decision: NotRequired[Decision[Said]]
