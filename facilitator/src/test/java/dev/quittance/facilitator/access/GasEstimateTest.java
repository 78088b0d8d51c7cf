package dev.quittance.facilitator.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.facilitator.stack.Kinds;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import org.junit.jupiter.api.Test;

class GasEstimateTest {
    private static final GasEstimate ESTIMATE = new GasEstimate(180_000, 700_000, 80_000);

    @Test
    void countsWhatComesBesideTheTransfer() {
        // When // Then
        assertThat(ESTIMATE.of(request(Kinds.unfunded("exact")))).isEqualTo(180_000);
        assertThat(ESTIMATE.of(request(Kinds.unfunded("exact").sponsored()))).isEqualTo(260_000);
    }

    private static FacilitatorRequest request(Kinds payment) {
        return FacilitatorRequest.fromJson(JsonObject.parse(payment.body()));
    }
}
