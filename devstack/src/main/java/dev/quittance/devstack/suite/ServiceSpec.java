package dev.quittance.devstack.suite;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One service of the suite: a Quarkus application in a JVM of its own.
 *
 * @param name of its process and log
 * @param jar {@code quarkus-run.jar}
 * @param port where it serves
 * @param managementPort where it tells its health and metrics
 * @param jvmOptions before {@code -jar}
 * @param environment added to the supervisor's, from the parts that run by then; may hold secrets
 */
public record ServiceSpec(
        String name,
        Path jar,
        int port,
        int managementPort,
        List<String> jvmOptions,
        Function<Wiring, Map<String, String>> environment) {
    public ServiceSpec {
        jvmOptions = List.copyOf(jvmOptions);
    }
}
