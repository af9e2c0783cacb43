"""Prints one line for each event about a visit, once, however often it is delivered:
pip install confluent-kafka && KAFKA_BROKERS=localhost:9092 python visits.py"""

import json, os, signal
from confluent_kafka import Consumer

brokers = os.environ.get("KAFKA_BROKERS", "localhost:9092")
topic = os.environ.get("TOPIC", "creneau.booking.v1")
group, state = os.environ.get("GROUP", "visits"), os.environ.get("STATE", "visits.json")

# The last sequence applied of each office. A real consumer keeps it in the transaction of what the event changes.
applied = json.load(open(state)) if os.path.exists(state) else {}
stopping = []
for name in (signal.SIGINT, signal.SIGTERM):
    signal.signal(name, lambda *_: stopping.append(True))

consumer = Consumer({"bootstrap.servers": brokers, "group.id": group, "auto.offset.reset": "earliest"})
consumer.subscribe([topic])
while not stopping:
    message = consumer.poll(0.5)
    if message is None or message.error():
        continue
    headers = {name: content.decode() for name, content in message.headers()}
    office, sequence = message.key().decode(), int(headers["ce_sequence"])
    if sequence <= applied.get(office, 0):
        continue
    visit = json.loads(message.value()).get("visit")
    if visit:
        kind = headers["ce_type"].split(".")[-1]
        print(office, sequence, kind, visit["visitId"], visit["state"], visit["startsAt"], flush=True)
    applied[office] = sequence
    with open(state + ".new", "w") as file:
        json.dump(applied, file)
    os.replace(state + ".new", state)
consumer.close()
