package dev.quittance.demo;

import dev.quittance.devstack.suite.Measurement;
import dev.quittance.devstack.suite.SuitePorts;
import dev.quittance.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What a demo measured.
 *
 * @param firstPaidAnswer from the start of this JVM to the end of the first paid answer
 * @param supervisorBytes resident memory of this JVM
 */
record Figures(DemoPurchase.Result purchase, Duration firstPaidAnswer, List<Measurement> parts, long supervisorBytes) {

    private static final Set<String> NO_JVM = Set.of("postgres", "chain");

    Figures {
        parts = List.copyOf(parts);
    }

    /** The four services and the broker. */
    List<Measurement> jvms() {
        return parts.stream().filter(part -> !NO_JVM.contains(part.name())).toList();
    }

    long jvmBytes() {
        return jvms().stream().mapToLong(Measurement::residentBytes).sum();
    }

    JsonObject toJson(SuitePorts ports) {
        var resident = JsonObject.builder();
        parts.forEach(part -> resident.put(part.name(), part.residentBytes()));
        resident.put("supervisor", supervisorBytes);
        var startUp = JsonObject.builder();
        parts.forEach(part -> startUp.put(part.name(), part.startUp().toMillis()));
        return JsonObject.builder()
                .put("paid", true)
                .put("price", purchase.price().toString())
                .put("answerMillis", purchase.answered().toMillis())
                .put("firstPaidAnswerMillis", firstPaidAnswer.toMillis())
                .put("startUpMillis", startUp.build())
                .put("jvmCount", jvms().size())
                .put("jvmResidentBytes", jvmBytes())
                .put("residentBytes", resident.build())
                .put("transaction", purchase.settlement().transaction())
                .put("blockNumber", purchase.receipt().blockNumber())
                .put("gasUsed", purchase.receipt().gasUsed())
                .put("payer", balance(purchase.payer()))
                .put("payee", balance(purchase.payee()))
                .put("settlement", purchase.settlement().toJson())
                .put("answer", new String(purchase.answer().body(), StandardCharsets.UTF_8))
                .put("services", addresses(ports))
                .build();
    }

    private static JsonObject balance(DemoPurchase.Balance balance) {
        return JsonObject.builder()
                .put("address", balance.account().toString())
                .put("before", balance.before().toString())
                .put("after", balance.after().toString())
                .build();
    }

    private static JsonObject addresses(SuitePorts ports) {
        return JsonObject.builder()
                .put("gateway", SuiteConfig.localhost(ports.gateway()))
                .put("facilitator", SuiteConfig.localhost(ports.facilitator()))
                .put("settlement-worker", SuiteConfig.localhost(ports.settlementWorker()))
                .put("signer-service", SuiteConfig.localhost(ports.signer()))
                .put("upstream", SuiteConfig.localhost(ports.upstream()))
                .put("chain", SuiteConfig.localhost(ports.chain()))
                .build();
    }

    /** The figures for a person. */
    String toText() {
        var text = new StringBuilder();
        for (Measurement part : parts) {
            text.append("%-18s ready after %5.1f s, resident %4d MB%n"
                    .formatted(part.name(), part.startUp().toMillis() / 1000.0, part.residentBytes() >> 20));
        }
        text.append("%-18s %29s %4d MB%n".formatted("supervisor", "resident", supervisorBytes >> 20));
        text.append("the %d JVMs together %d MB; first paid answer after %.1f s%n"
                .formatted(jvms().size(), jvmBytes() >> 20, firstPaidAnswer.toMillis() / 1000.0));
        return text.toString();
    }

    static JsonObject failed(String message) {
        return JsonObject.builder().put("paid", false).put("error", message).build();
    }
}
