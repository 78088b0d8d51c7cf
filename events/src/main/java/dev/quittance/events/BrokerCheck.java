package dev.quittance.events;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Whether a broker answers. Connects when it is first asked. */
public final class BrokerCheck implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(3);

    private final Map<String, ?> connection;
    private @Nullable Admin admin;

    /**
     * Prepares the check.
     *
     * @param connection at least {@code bootstrap.servers}, and what the broker's security needs
     */
    public BrokerCheck(Map<String, ?> connection) {
        this.connection = Map.copyOf(connection);
    }

    /** What is wrong and what to do about it; empty when a broker answered. Takes three seconds at most. */
    public synchronized Optional<String> fault() throws InterruptedException {
        try {
            admin().describeCluster().nodes().get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (TimeoutException | ExecutionException | KafkaException e) {
            return Optional.of("no broker answers at " + connection.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)
                    + "; start Kafka, or correct kafka.bootstrap.servers");
        }
    }

    private Admin admin() {
        Admin made = admin;
        if (made == null) {
            var settings = new HashMap<String, Object>(connection);
            settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER_MAX.toMillis());
            settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER_MAX.toMillis());
            made = Admin.create(settings);
            admin = made;
        }
        return made;
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
