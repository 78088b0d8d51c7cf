package dev.quittance.gateway.pricing;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prices that were told a short while ago; the oldest go when there are too many. */
final class PriceCache {
    private record Told(List<PaymentRequirements> offers, Instant until) {}

    private final Map<Bytes32, Told> told = new LinkedHashMap<>();
    private final int max;
    private final InstantSource clock;

    PriceCache(int max, InstantSource clock) {
        this.max = max;
        this.clock = clock;
    }

    synchronized Optional<List<PaymentRequirements>> find(Bytes32 question) {
        return Optional.ofNullable(told.get(question))
                .filter(each -> clock.instant().isBefore(each.until()))
                .map(Told::offers);
    }

    synchronized void keep(Bytes32 question, List<PaymentRequirements> offers, Duration life) {
        told.remove(question);
        told.put(question, new Told(offers, clock.instant().plus(life)));
        var oldest = told.entrySet().iterator();
        while (told.size() > max && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }
}
