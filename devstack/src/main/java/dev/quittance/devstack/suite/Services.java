package dev.quittance.devstack.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The services of the suite, in the order in which they start; they stop the other way round. */
public final class Services {
    /** One machine runs them all: small heaps. */
    private static final List<String> SMALL_JVM = List.of(
            "-Xmx192m", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED");

    /** The gateway answers whoever asks, so its compilers may work for peak speed; elsewhere start-up comes first. */
    private static final Set<String> FULLY_COMPILED = Set.of("gateway");

    private Services() {}

    /**
     * The services as they are built below the project's root.
     *
     * @param project the project's root
     */
    public static List<ServiceSpec> all(Path project, SuitePorts ports) {
        return List.of(
                service(project, ports, "signer-service", ports.signer(), Optional.of("signer")),
                service(project, ports, "facilitator", ports.facilitator(), Optional.of("facilitator")),
                service(
                        project,
                        ports,
                        "settlement-worker",
                        ports.settlementWorker(),
                        Optional.of("settlement_worker")),
                service(project, ports, "gateway", ports.gateway(), Optional.of("gateway")));
    }

    private static ServiceSpec service(Path project, SuitePorts ports, String name, int port, Optional<String> role) {
        Path jar = project.resolve(name).resolve(Path.of("target", "quarkus-app", "quarkus-run.jar"));
        int management = ports.management(port);
        return new ServiceSpec(
                name, jar, port, management, jvm(name), wiring -> environment(wiring, port, management, role));
    }

    private static List<String> jvm(String name) {
        var options = new ArrayList<>(SMALL_JVM);
        if (!FULLY_COMPILED.contains(name)) {
            options.add("-XX:TieredStopAtLevel=1");
        }
        return options;
    }

    private static Map<String, String> environment(Wiring wiring, int port, int managementPort, Optional<String> role) {
        var environment = new HashMap<String, String>();
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", wiring.broker().bootstrapServers());
        role.ifPresent(name -> {
            environment.put("QUARKUS_DATASOURCE_JDBC_URL", wiring.postgres().jdbcUrl(name));
            environment.put("QUARKUS_DATASOURCE_USERNAME", name);
            environment.put("QUARKUS_DATASOURCE_PASSWORD", wiring.postgres().password(name));
        });
        return environment;
    }
}
