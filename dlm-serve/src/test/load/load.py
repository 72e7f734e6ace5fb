#!/usr/bin/env python3
"""Loads a server of dlm and checks every answer: python3 load.py --concurrency 64 --seconds 60

Each source is first asked for alone; under load the same request must have the same texts, or be refused with 429 and
Retry-After. Needs nothing but Python. --pid shows the memory of the server's process at the beginning, in the middle and
at the end.
"""
import argparse
import asyncio
import collections
import json
import time

SOURCES = [
    "can my parrot travel with me by taxi ?",
    "where can i buy a cheap bike ?",
    "how do i learn to cook ?",
    "what is the best way to learn french ?",
    "can you help me ?",
    "how long does it take to get to the airport ?",
    "is it safe to swim here ?",
    "why does my phone not work ?",
]


async def ask(reader, writer, host, body, key):
    head = f"POST /v1/generate HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    if key:
        head += f"Authorization: Bearer {key}\r\n"
    writer.write(head.encode() + b"\r\n" + body)
    await writer.drain()
    lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines[1:])}
    text = await reader.readexactly(int(headers["content-length"]))
    return int(lines[0].split(" ")[1]), headers, text


def memory(pid):
    if not pid:
        return None
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS"))


async def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--host", default="127.0.0.1")
    p.add_argument("--port", type=int, default=8080)
    p.add_argument("--key")
    p.add_argument("--concurrency", type=int, default=64)
    p.add_argument("--seconds", type=float, default=30)
    p.add_argument("--samples", type=int, default=1)
    p.add_argument("--pid", type=int)
    a = p.parse_args()
    requests = [
        json.dumps({"inputs": s, "samples": a.samples, "seed": seed}).encode() for s in SOURCES for seed in (1, 2, 3)
    ]
    reader, writer = await asyncio.open_connection(a.host, a.port)
    right = []
    for request in requests:
        status, _, text = await ask(reader, writer, a.host, request, a.key)
        assert status == 200, text
        right.append(json.loads(text)["results"])
    writer.close()

    statuses, times, wrong, broken = collections.Counter(), [], [], 0
    resident = [memory(a.pid)]
    begun = time.perf_counter()
    end = begun + a.seconds

    async def client(number):
        nonlocal broken
        reader = writer = None
        i = number
        while time.perf_counter() < end:
            i += 1
            try:
                if writer is None:
                    reader, writer = await asyncio.open_connection(a.host, a.port)
                at = time.perf_counter()
                status, headers, text = await ask(reader, writer, a.host, requests[i % len(requests)], a.key)
            except (OSError, asyncio.IncompleteReadError):
                broken += 1
                writer = None
                continue
            statuses[status] += 1
            if status == 200:
                times.append(time.perf_counter() - at)
                if json.loads(text)["results"] != right[i % len(requests)]:
                    wrong.append(text)
            elif status != 429 or int(headers["retry-after"]) < 1:
                wrong.append(text)

    async def watch():
        await asyncio.sleep(a.seconds / 2)
        resident.append(memory(a.pid))

    await asyncio.gather(watch(), *(client(n) for n in range(a.concurrency)))
    seconds = time.perf_counter() - begun
    resident.append(memory(a.pid))
    times.sort()
    print(f"{a.concurrency} clients, {seconds:.1f} s, statuses {dict(statuses)}, broken connections {broken}")
    print(f"{statuses[200] * a.samples / seconds:.1f} texts a second, wrong answers {len(wrong)}")
    if times:
        quantile = lambda q: 1000 * times[min(len(times) - 1, int(q * len(times)))]
        print(f"milliseconds: median {quantile(.5):.2f}, 90% {quantile(.9):.2f}, 99% {quantile(.99):.2f}")
    if a.pid:
        print(f"MiB resident at the beginning, in the middle, at the end: {resident}")
    raise SystemExit(1 if wrong or broken else 0)


try:
    asyncio.run(main())
except ConnectionRefusedError as refused:
    raise SystemExit(f"no server listens there: {refused}")
