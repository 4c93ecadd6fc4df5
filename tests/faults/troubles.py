"""A bad network and a full disk, while people work."""

from collections.abc import Callable, Sequence

from tests.conftest import Desk
from tests.faults import places, tolls
from tests.faults.filling import Room
from tests.faults.killing import A_LIFE, MODULE, at_work, working
from tests.faults.load import Crowd
from tests.faults.proxy import Proxy
from tests.faults.tolls import Toll
from tests.promises.servers import Servers

BRISK = "--brisk"  # the site waits half a second for answers, not ten
DELAY_SECONDS = 0.01  # for each part that passes, and there are dozens to a request
AWAY = 4  # refusals that people meet before the network is mended


def network(site: Desk, proxy: Proxy, faults: Sequence[str], times: int) -> Toll:
    """Each of `NETWORK`, so many times; the site heals by itself when the network does."""
    crowd = Crowd(site)
    with Servers(MODULE, site.home, BRISK) as servers, working(crowd, servers):
        for fault in faults:
            for _ in range(times):
                crowd.wait(A_LIFE)
                STRIKES[fault](proxy, crowd)
                proxy.heal()
                crowd.wait(A_LIFE)
    words = ", ".join(faults) if len(faults) < len(NETWORK) else "all of these"
    return tolls.taken(f"network: {words}", times * len(faults), site, crowd)


def full(site: Desk, room: Room, times: int) -> Toll:
    """No room for another page, and then room again."""
    crowd = Crowd(site)
    with places.served(site) as port, at_work(crowd, port):
        for _ in range(times):
            crowd.wait(A_LIFE)
            room.fill()
            crowd.wait_refused(AWAY)
            room.free()
            crowd.wait(A_LIFE)
    return tolls.taken(f"full: {room}", times, site, crowd)


def _slow(proxy: Proxy, crowd: Crowd) -> None:
    proxy.delay_seconds = DELAY_SECONDS
    crowd.wait(A_LIFE)


def _refuse(proxy: Proxy, crowd: Crowd) -> None:
    proxy.refuse()
    crowd.wait_refused(AWAY)


def _swallow(proxy: Proxy, crowd: Crowd) -> None:
    proxy.swallow()
    crowd.wait_refused(AWAY)


def _at_commit(moment: str) -> Callable[[Proxy, Crowd], None]:
    def strike(proxy: Proxy, crowd: Crowd) -> None:
        proxy.at_commit = moment
        crowd.wait_refused(1)

    return strike


STRIKES: dict[str, Callable[[Proxy, Crowd], None]] = {
    "cut": lambda proxy, _crowd: proxy.cut(),
    "refuse": _refuse,
    "swallow": _swallow,
    "slow": _slow,
    "cut before a commit": _at_commit("before"),
    "cut after a commit": _at_commit("after"),
}
NETWORK = tuple(STRIKES)
