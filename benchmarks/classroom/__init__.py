"""A class of virtual students on the real app: what they wait for, what it costs the machine, and which bars hold.

    python -m benchmarks.classroom --students 30 --script burst
    python -m benchmarks.classroom --students 30 --script lesson --minutes 30 --think 3
    python -m benchmarks.classroom --students 8 --script day --classes 10

Each student is a browser without a screen: it has a cookie of its own, loads the files that a browser loads, speaks
Streamlit's protocol over the websocket and follows the live road.
"""
