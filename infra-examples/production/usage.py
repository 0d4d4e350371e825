"""Minute by minute: what one container used, how often it was throttled, when it was restarted and why."""

from array import array

from chance import Chance
from clock import DAY, HOUR, MINUTE, minute_of_day, weekday
from rhythm import PROFILES, WEEKS
from workloads import MI

PERIODS_PER_MINUTE = 600  # the kernel's quota period is 100 ms
COUNTER_GRAIN = 0.1875    # seconds; a five-minute rate is then a short decimal, and recorded answers stay small
MEMORY_GRAIN = 65536      # bytes
MISSED_SCRAPES = 0.002


class Container:
    """The recorded life of one container of one pod: parallel arrays, one entry per scrape that succeeded."""

    def __init__(self):
        self.times = []
        self.cpu = array("d")        # counter, seconds
        self.memory = array("q")     # bytes
        self.periods = array("q")    # counter; recorded only where there is a CPU limit
        self.throttled = array("q")  # counter
        self.restarts = []           # (time, reason)


def record(workload, index, seed, begin, end):
    """Plays the minutes (begin, end] of pod `index`."""
    chance = Chance(seed, f"{workload.key}/{index}/{begin}")
    container = Container()
    restarts = _restarts(workload, index, seed, begin, end)
    container.restarts = restarts
    pending = dict(restarts)
    bursts = _bursts(workload, seed, begin, end)
    share = chance.between(0.97, 1.0)
    cpu, memory = workload.cpu, workload.memory
    cpu_day, cpu_week = PROFILES[cpu.day], WEEKS[cpu.week]
    memory_day, memory_week = PROFILES[memory.day], WEEKS[memory.week]
    limit, memory_limit = workload.limits
    kills = sorted(time for time, reason in restarts if reason == "OOMKilled")
    seconds, periods, throttled = chance.between(0, 4) * HOUR, 0, 0
    started = begin - int(chance.between(2, 9)) * DAY
    drift, slow = 0.0, 0.0
    draw = chance.next
    for time in range(begin + MINUTE, end + MINUTE, MINUTE):
        minute, day = minute_of_day(time), weekday(time)
        if time in pending:
            seconds, periods, throttled, started = 0.0, 0, 0, time

        drift += (draw() - 0.5 - drift) * 0.2
        demand = cpu.low + (cpu.high - cpu.low) * cpu_day[minute] * cpu_week[day] * share
        demand *= 1.0 + cpu.noise * 3.0 * drift
        demand += bursts.get(time, 0.0)
        used = demand
        if limit is not None:
            periods += PERIODS_PER_MINUTE
            # A quota bites well before the average reaches it: work arrives in lumps.
            over = (demand - 0.72 * limit) / limit
            if over > 0:
                throttled += int(PERIODS_PER_MINUTE * min(over, 0.9))
                used = min(used, limit * (0.975 + 0.02 * draw()))
        seconds += used * MINUTE

        slow += (draw() - 0.5 - slow) * 0.05
        if workload.special == "leak":
            mebibytes = memory.low + (memory.high - memory.low) * (time - _leak_start(restarts, time, begin)) / LEAK_LIFE
        elif workload.special == "weekly-peak" and day == 6:
            mebibytes = memory.low + 1.0 * (2720 - memory.low) * memory_day[minute]
        else:
            mebibytes = memory.low + (memory.high - memory.low) * memory_day[minute] * memory_week[day]
        mebibytes *= 1.0 + memory.noise * 8.0 * slow
        if kills:
            mebibytes = _near_kill(mebibytes, time, kills, memory_limit, minute)
        warm = (time - started) / (40.0 * MINUTE)
        if warm < 1.0 and workload.special != "leak":
            mebibytes *= 0.55 + 0.45 * warm

        if draw() < MISSED_SCRAPES or any(a < time <= b for a, b in workload.gaps):
            continue
        container.times.append(time)
        container.cpu.append(int(seconds / COUNTER_GRAIN) * COUNTER_GRAIN)
        container.memory.append(int(mebibytes * MI / MEMORY_GRAIN) * MEMORY_GRAIN)
        container.periods.append(periods)
        container.throttled.append(throttled)
    return container


LEAK_LIFE = int(3.4 * DAY)


def _restarts(workload, index, seed, begin, end):
    if workload.special == "leak":
        chance = Chance(seed, f"{workload.key}/leak")
        time, out = begin - int(chance.between(0.2, 0.6) * LEAK_LIFE) // MINUTE * MINUTE, []
        while True:
            time += LEAK_LIFE // MINUTE * MINUTE
            if time > end:
                return out
            out.append((time, "Error"))
    return [(time, "OOMKilled") for pod, time in workload.kills if pod == index and begin < time <= end]


def _leak_start(restarts, time, begin):
    past = [restart for restart, _ in restarts if restart <= time]
    if past:
        return past[-1]
    return restarts[0][0] - LEAK_LIFE // MINUTE * MINUTE if restarts else begin


def _near_kill(mebibytes, time, kills, limit, minute):
    """The last minutes before a kill: straight up into the limit, and some minutes at it."""
    for kill in kills:
        left = kill - time
        if 0 < left <= 22 * MINUTE:
            rise = mebibytes + (limit - mebibytes) * (1.0 - left / (22.0 * MINUTE)) * 1.6
            return min(rise, limit - 0.0625)
    return min(mebibytes, limit - 3.0)


def _bursts(workload, seed, begin, end):
    """Upload waves: five or six a day, ten to eighteen minutes each."""
    if workload.special != "bursts":
        return {}
    chance, out = Chance(seed, f"{workload.key}/bursts"), {}
    for day in range(begin, end, DAY):
        for _ in range(5 + int(chance.next() * 2)):
            start = day + int(chance.between(10, 1400)) * MINUTE
            height = chance.between(0.95, 1.3)
            for minute in range(10 + int(chance.next() * 9)):
                out[start + minute * MINUTE] = height * chance.between(0.97, 1.0)
    return out
