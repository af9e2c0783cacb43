import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import '../../services/chassis/src/kafka/pending-requests';
import { cachedFolder } from './cache';
import { launch } from './child-process';
import type { Say } from './report';
import { port, type StackSettings } from './settings';
import { requireJava, requireMaven, runTool } from './tools';
import type { Unit } from './unit';

const version = '4.3.1';

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>eu.creneau</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${version}</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>2.25.3</version></dependency>
  </dependencies>
</project>
`;

const loggers = `status = WARN
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{ISO8601} %p %c{1} %m%n
rootLogger.level = WARN
rootLogger.appenderRef.console.ref = console
logger.server.name = kafka.server
logger.server.level = INFO
`;

/** One broker that is its own controller. Topics are made by their owners, never by accident. */
const serverProperties = (settings: StackSettings, home: string): string =>
  [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${port(settings, 'kafkaController')}`,
    `listeners=PLAINTEXT://127.0.0.1:${port(settings, 'kafka')},CONTROLLER://127.0.0.1:${port(settings, 'kafkaController')}`,
    `advertised.listeners=PLAINTEXT://localhost:${port(settings, 'kafka')}`,
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names=CONTROLLER',
    `log.dirs=${join(home, 'topics')}`,
    'auto.create.topics.enable=false',
    'num.partitions=3',
    'offsets.topic.num.partitions=5',
    'offsets.topic.replication.factor=1',
    'transaction.state.log.num.partitions=5',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    'group.min.session.timeout.ms=1000',
    // After a crash the controller waits for the dead broker's session to end before it takes the new one.
    'broker.heartbeat.interval.ms=500',
    'broker.session.timeout.ms=3000',
    '',
  ].join('\n');

const heap = ['-Xmx400m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/** The folder of Kafka's jars. */
export const kafkaJars = (settings: StackSettings, say: Say): Promise<string> =>
  cachedFolder(settings.cache, `kafka-${version}`, say, `downloading Apache Kafka ${version}`, async (folder) => {
    const mvn = await requireMaven('Kafka');
    const project = join(folder, 'pom.xml');
    await writeFile(project, pom);
    const args = ['-B', '-q', '-f', project, 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`];
    await runTool(settings.cache, 'kafka', mvn, args);
  });

export const probeKafka = async (brokers: string[]): Promise<void> => {
  const kafka = new Kafka({
    brokers,
    clientId: 'creneau-stack',
    connectionTimeout: 2000,
    requestTimeout: 5000,
    retry: { retries: 0 },
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.describeCluster();
  } finally {
    await admin.disconnect();
  }
};

/** Apache Kafka in KRaft mode, one node. */
export const kafka = (settings: StackSettings): Unit => {
  const home = join(settings.data, 'kafka');
  const properties = join(home, 'server.properties');
  const log = join(settings.data, 'logs/kafka.log');
  const jars = join(settings.cache, `kafka-${version}`);
  const run = (main: string, ...args: string[]): string[] => [
    ...heap,
    `-Dlog4j2.configurationFile=${join(home, 'log4j2.properties')}`,
    '-cp',
    join(jars, '*'),
    main,
    ...args,
  ];
  return {
    name: 'kafka',
    kind: 'component',
    url: `localhost:${port(settings, 'kafka')}`,
    ports: [port(settings, 'kafka'), port(settings, 'kafkaController')],
    log,
    needs: [],
    startMs: 90_000,
    prepare: async (say) => {
      const java = await requireJava('Kafka');
      await kafkaJars(settings, say);
      await mkdir(home, { recursive: true });
      await writeFile(properties, serverProperties(settings, home));
      await writeFile(join(home, 'log4j2.properties'), loggers);
      if (existsSync(join(home, 'topics/meta.properties'))) return;
      const cluster = randomBytes(16).toString('base64url').replace(/^-/, 'A');
      await runTool(
        settings.cache,
        'kafka',
        java,
        run('kafka.tools.StorageTool', 'format', '-t', cluster, '-c', properties),
      );
    },
    launch: async () =>
      launch({
        file: await requireJava('Kafka'),
        args: run('kafka.Kafka', properties),
        cwd: home,
        log,
      }),
    probe: () => probeKafka([`localhost:${port(settings, 'kafka')}`]),
  };
};
