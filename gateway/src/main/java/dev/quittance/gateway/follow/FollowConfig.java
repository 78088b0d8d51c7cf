package dev.quittance.gateway.follow;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** Where events come from and go to. */
@ConfigMapping(prefix = "quittance")
public interface FollowConfig {

    /** Kafka brokers, {@code host:port} with commas between. Without one the gateway serves all the same. */
    @WithDefault("localhost:9092")
    @WithName("kafka.bootstrap-servers")
    String bootstrapServers();

    /** Kafka consumer group; gateways with the same database share one, gateways with another have their own. */
    @WithDefault("gateway")
    @WithName("gateway.events.group")
    String group();
}
