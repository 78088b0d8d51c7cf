package dev.quittance.devstack;

import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** The broker's own JVM: {@code FOLDER PORT CONTROLLER_PORT PARTITIONS [PORT:ADVERTISED_PORT ...]}. */
final class BrokerMain {
    private static final long TOPICS_LIMIT_SECONDS = 30;

    private BrokerMain() {}

    public static void main(String[] args) {
        try {
            run(
                    Path.of(args[0]),
                    Integer.parseInt(args[1]),
                    Integer.parseInt(args[2]),
                    Integer.parseInt(args[3]),
                    List.of(args).subList(4, args.length));
        } catch (Exception e) {
            e.printStackTrace();
            // Kafka's threads would keep the JVM alive.
            Runtime.getRuntime().halt(1);
        }
    }

    private static void run(Path folder, int port, int controller, int partitions, List<String> listeners)
            throws Exception {
        var properties = properties(folder, port, controller);
        listeners.forEach(listener -> addListener(properties, listener));
        format(folder, properties);
        var server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        server.startup();
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
        createTopics(port, partitions);
        announce(folder);
        server.awaitShutdown();
    }

    private static void addListener(Properties properties, String listener) {
        String[] ports = listener.split(":", 2);
        String name = "PORT" + ports[0];
        append(properties, "listeners", name + "://127.0.0.1:" + ports[0]);
        append(properties, "advertised.listeners", name + "://127.0.0.1:" + ports[1]);
        append(properties, "listener.security.protocol.map", name + ":PLAINTEXT");
    }

    private static void append(Properties properties, String key, String value) {
        properties.setProperty(key, properties.getProperty(key) + "," + value);
    }

    private static Properties properties(Path folder, int port, int controller) throws IOException {
        var properties = new Properties();
        properties.load(new StringReader("""
                        process.roles=broker,controller
                        node.id=1
                        controller.quorum.bootstrap.servers=127.0.0.1:%2$d
                        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                        controller.listener.names=CONTROLLER
                        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                        offsets.topic.replication.factor=1
                        transaction.state.log.replication.factor=1
                        transaction.state.log.min.isr=1
                        share.coordinator.state.topic.replication.factor=1
                        share.coordinator.state.topic.min.isr=1
                        offsets.topic.num.partitions=1
                        transaction.state.log.num.partitions=1
                        group.initial.rebalance.delay.ms=0
                        auto.create.topics.enable=false
                        # The default of 128 MB does not fit this heap.
                        log.cleaner.dedupe.buffer.size=2097152
                        # After a kill the controller admits the restarted broker only when the old session is over.
                        broker.session.timeout.ms=3000
                        broker.heartbeat.interval.ms=500
                        num.network.threads=1
                        num.io.threads=2
                        background.threads=1
                        num.recovery.threads.per.data.dir=1
                        """.formatted(port, controller)));
        properties.setProperty("log.dirs", folder.resolve("data").toString());
        return properties;
    }

    /** Once per folder; a folder of an earlier run keeps its cluster and its records. */
    private static void format(Path folder, Properties properties) throws IOException {
        if (Files.exists(folder.resolve("data").resolve("meta.properties"))) {
            return;
        }
        Path file = folder.resolve("server.properties");
        try (var out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        String[] arguments = {"format", "--standalone", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
        if (StorageTool.execute(arguments, new PrintStream(System.out, true, StandardCharsets.UTF_8)) != 0) {
            throw new IOException("the broker's folder cannot be formatted: " + folder);
        }
    }

    private static void createTopics(int port, int partitions)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, Object> client = Map.of("bootstrap.servers", "127.0.0.1:" + port);
        try (var admin = Admin.create(client)) {
            var present = admin.listTopics().names().get(TOPICS_LIMIT_SECONDS, TimeUnit.SECONDS);
            var missing = Broker.TOPICS.stream()
                    .flatMap(topic -> Stream.of(topic, topic + ".dead-letter"))
                    .filter(topic -> !present.contains(topic))
                    .map(topic -> new NewTopic(topic, Optional.of(partitions), Optional.empty()))
                    .collect(Collectors.toList());
            admin.createTopics(missing).all().get(TOPICS_LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static void announce(Path folder) throws IOException {
        Path next = folder.resolve("ready.next");
        Files.writeString(next, Long.toString(ProcessHandle.current().pid()));
        Files.move(next, folder.resolve("ready"), StandardCopyOption.ATOMIC_MOVE);
    }
}
