"""What must not stand in Apache's files, and what must."""

from collections.abc import Iterator

from pressdesk.cli.doctor.findings import Finding, heed
from pressdesk.cli.doctor.front import onward
from pressdesk.cli.doctor.front.apache import Host, Read
from pressdesk.cli.doctor.front.lines import Directive, grave_at, heed_at, told
from pressdesk.web.edge import EMPLOYEE_BODY_BYTES

NOWHERE = "/dev/null"
SILENT_LEVELS = {"alert", "emerg"}
SHRINKING = ("deflate", "brotli_compress", "gzip")
CHANGING = ("substitute", "sed", "includes", "inflate", "proxy-html", "xml2enc")
# Switches: what turning each on would do.
KEEPS = {
    "cacheenable": "would keep answers on the disk",
    "forensiclog": "would log an employee's visit and what she sends",
    "dumpioinput": "would log an employee's visit and what she sends",
    "dumpiooutput": "would log what an employee reads",
    "cookietracking": "would give every visitor a cookie",
    "sslverifyclient": "would ask visitors who they are",
    "authtype": "would ask visitors who they are",
    "otelexporter": "would record every visit",
}
OFF = {"off", "none", "0"}
SEC_OFF = {"off"}
OUR_HEADERS = {"cache-control", "content-security-policy", "referrer-policy"}
REPORTING = {"nel", "report-to", "reporting-endpoints"}
REMOVE = "Delete the line, or keep it out of this host."


def judge(read: Read, host: str) -> list[Finding]:
    """Everything to say about the files, each line once."""
    found = [*told(read.faults)]
    if not read.names_host:
        found.append(
            heed(
                "front-host",
                f"No virtual host of {read.file} names {host}.",
                f"Write: ServerName {host}; or name the right files in web_server_files.",
            )
        )
    for stray in read.strays:
        found += _strays(stray, host)
    for one in read.hosts:
        for rule in RULES:
            found += rule(one)
    return list(dict.fromkeys(found))


def _access_log(host: Host) -> Iterator[Finding]:
    for line in (*host.set_by("CustomLog", "TransferLog"), *host.both("GlobalLog")):
        if line.first != NOWHERE:
            would = "would log an employee's visit"
            do = "Write inside this host: CustomLog /dev/null common"
            is_for_all = line.name.lower() == "globallog"
            yield grave_at(
                line, "front-access-log", would, REMOVE if is_for_all else do, closes=True
            )


def _strays(stray: Host, host: str) -> Iterator[Finding]:
    """Who types the name alone comes to port 80 first."""
    for line in stray.set_by("CustomLog", "TransferLog"):
        if line.first != NOWHERE:
            would = f"would log who types {host} without https: no host names it at port 80"
            do = "Write one for this name, as deploy/apache.conf has."
            yield grave_at(line, "front-access-log", would, do, closes=True)


def _error_log(host: Host) -> Iterator[Finding]:
    lines, check = host.set_by("ErrorLog"), "front-error-log"
    levels = host.set_by("LogLevel")
    if levels and all(arg.lower() in SILENT_LEVELS for arg in levels[-1].args):
        return
    write = "Write inside this host: ErrorLog /dev/null"
    would = "would write the address of a visitor whose request fails"
    for line in lines:
        if line.first != NOWHERE:
            yield grave_at(line, check, would, write, closes=True)
    if not lines:
        said = "has no ErrorLog, and Apache writes the address of a visitor whose request fails"
        yield grave_at(host.directive, check, said, write, closes=True)


def _switches(host: Host) -> Iterator[Finding]:
    for name, would in KEEPS.items():
        for line in host.set_by(name):
            if line.first.lower() not in OFF:
                yield grave_at(line, "front-keeps", would, REMOVE, closes=True)


def _security(host: Host) -> Iterator[Finding]:
    """mod_security: its audit log keeps whole requests."""
    engine = host.set_by("SecAuditEngine")
    if engine and engine[-1].first.lower() not in SEC_OFF:
        would = "would keep requests with all that is in them"
        do = "Write inside this host: SecAuditEngine Off"
        yield grave_at(engine[-1], "front-keeps", would, do, closes=True)
    rules = host.set_by("SecRuleEngine")
    if rules and rules[-1].first.lower() not in SEC_OFF:
        would = "reads every request, and may write what it finds"
        do = "Write inside this host: SecRuleEngine Off"
        yield heed_at(rules[-1], "front-program", would, do)
    for line in host.both("DOSHashTableSize", "DOSPageCount", "ExtendedStatus"):
        if line.first.lower() not in OFF:
            would = "keeps visitors' addresses in memory"
            is_status = line.name.lower() == "extendedstatus"
            do = "Write: ExtendedStatus Off" if is_status else "Delete the line."
            yield heed_at(line, "front-address", would, do)


def _filters(host: Host) -> Iterator[Finding]:
    if not _passes(host):
        return
    unset = {arg.lower() for d in host.both("SetEnv") for arg in d.args[:1]}
    bare = [[arg.lower() for arg in d.args] for d in host.both("RequestHeader")]
    is_spared = {"no-gzip", "no-brotli"} <= unset or ["unset", "accept-encoding"] in bare
    for line in host.both("SetOutputFilter", "AddOutputFilterByType", "AddOutputFilter"):
        named = line.first.lower()
        if any(word in named for word in SHRINKING) and not is_spared:
            would = "would compress answers, so that their size tells one from another"
            do = "Write inside this host: SetEnv no-gzip 1 and SetEnv no-brotli 1"
            yield grave_at(line, "front-compression", would, do)
        if any(word in named for word in CHANGING):
            would = "would change the pages, and their one length"
            yield grave_at(line, "front-rewriting", would, REMOVE)
    for line in host.both("Substitute", "ProxyHTMLEnable"):
        would = "would change the pages, and their one length"
        yield grave_at(line, "front-rewriting", would, REMOVE)


def _passing(host: Host) -> Iterator[Finding]:
    if not _passes(host):
        return
    keeps = host.set_by("ProxyPreserveHost")
    if not keeps or keeps[-1].first.lower() != "on":
        would = "does not pass the host on: every page says that the address is wrong"
        at = keeps[-1] if keeps else host.directive
        yield grave_at(at, "front-host-header", would, "Write: ProxyPreserveHost On")
    for line in host.both("SetEnv"):
        if line.first.lower() == "proxy-sendcl":
            would = "would put what an employee sends into temporary files"
            yield grave_at(line, "front-temporary-files", would, "Delete the line.", closes=True)
    for line in host.set_by("LimitRequestBody"):
        if line.first.isdecimal() and 0 < int(line.first[:12]) < EMPLOYEE_BODY_BYTES:
            would = "would refuse what an employee sends"
            yield grave_at(line, "front-body", would, "Write: LimitRequestBody 1048576")


def _headers(host: Host) -> Iterator[Finding]:
    for line in host.both("Header"):
        words = [arg.lower() for arg in line.args if arg.lower() not in {"always", "onsuccess"}]
        if len(words) < 2:  # noqa: PLR2004 - an act and a name
            continue
        act, name = words[0], words[1]
        if act in {"unset", "edit", "edit*"} and name in OUR_HEADERS:
            would = "takes away a header that protects the page"
            yield grave_at(line, "front-headers", would, REMOVE)
        elif act in {"set", "add", "append", "merge", "setifempty"}:
            yield from _header_added(line, name)


def _header_added(line: Directive, name: str) -> Iterator[Finding]:
    if name == "set-cookie":
        would = "would give every visitor a cookie"
        yield grave_at(line, "front-cookie", would, REMOVE, closes=True)
    elif name in REPORTING:
        would = "would have browsers report visits elsewhere"
        yield grave_at(line, "front-keeps", would, REMOVE, closes=True)
    elif name in OUR_HEADERS:
        yield heed_at(line, "front-headers", "stands in place of pressdesk's own", REMOVE)


def _tls(host: Host) -> Iterator[Finding]:
    on = any(line.first.lower() == "on" for line in host.set_by("SSLEngine"))
    sends = host.set_by("Redirect", "RedirectPermanent", "RewriteRule", "RedirectMatch")
    redirects = any("https:" in arg for line in sends for arg in line.args)
    if _passes(host) and not on and not redirects:
        would = "hands pages out unencrypted"
        do = "Write: SSLEngine on; and send port 80 there with: Redirect permanent / https://…/"
        yield grave_at(host.directive, "front-tls", would, do)


def _passes(host: Host) -> bool:
    rules = [d for d in host.own if d.name.lower() == "rewriterule" and len(d.args) > 2]  # noqa: PLR2004
    rewrites = any("p" in d.args[-1].strip("[]").lower().split(",") for d in rules)
    passes = [d for d in host.set_by("ProxyPass", "ProxyPassMatch") if d.args[-1:] != ("!",)]
    return rewrites or bool(passes)


RULES = (
    _access_log,
    _error_log,
    _switches,
    _security,
    _filters,
    _passing,
    _headers,
    _tls,
    onward.by_apache,
)
