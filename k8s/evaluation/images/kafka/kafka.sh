#!/bin/sh
# One broker that is its own controller, as /etc/kafka/server.properties says; formats its folder at the first start.
set -eu
export JDK_JAVA_OPTIONS='-Xmx400m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dlog4j2.configurationFile=/etc/kafka/log4j2.properties'
export CLASSPATH='/opt/kafka/*'

if [ ! -s /data/topics/meta.properties ]; then
  java kafka.tools.StorageTool format -t "$(java kafka.tools.StorageTool random-uuid 2> /dev/null)" -c /etc/kafka/server.properties
fi
exec java kafka.Kafka /etc/kafka/server.properties
