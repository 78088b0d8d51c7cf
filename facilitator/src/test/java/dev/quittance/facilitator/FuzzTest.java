package dev.quittance.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.facilitator.stack.Caller;
import dev.quittance.facilitator.stack.FacilitatorStack;
import dev.quittance.facilitator.stack.Kinds;
import dev.quittance.facilitator.stack.Offer;
import dev.quittance.facilitator.stack.Rows;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Mutated requests of payers who have nothing: whatever they are, they are refused in the protocol's shape. */
@QuarkusTest
@QuarkusTestResource(FacilitatorStack.class)
class FuzzTest {
    private static final int BODIES = Integer.getInteger("quittance.fuzz.bodies", 100_000);
    private static final int CALLERS = 16;
    private static final Set<String> REASONS =
            Arrays.stream(ErrorReason.values()).map(ErrorReason::wire).collect(Collectors.toSet());
    /** Not the request's fault, so never the answer to one. */
    private static final Set<String> UNEXPECTED =
            Set.of(ErrorReason.UNEXPECTED_VERIFY_ERROR.wire(), ErrorReason.UNEXPECTED_SETTLE_ERROR.wire());

    @Test
    void refusesWhateverComes() throws Exception {
        // Given
        long seed = Long.getLong("quittance.fuzz.seed", System.nanoTime());
        System.out.println("fuzz seed " + seed + ", " + BODIES + " bodies");
        var golden = new ArrayList<String>();
        for (int i = 0; i < 4; i++) {
            golden.add(Offer.unfunded().body());
            golden.add(Offer.unfunded().oldBody("base-sepolia"));
            golden.add(Kinds.unfunded("exact").body());
            golden.add(Kinds.unfunded("upto").sponsored().body());
            golden.add(Kinds.unfunded("exact").approving(0, 0).body());
        }
        long rows = Rows.count();
        // When
        var callers = new ArrayList<Callable<List<String>>>();
        for (int caller = 0; caller < CALLERS; caller++) {
            var mutations = new Mutations(new Random(seed + caller));
            var chosen = new Random(seed - caller);
            callers.add(() -> surprises(golden, mutations, chosen));
        }
        var surprises = new ArrayList<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<List<String>> found : threads.invokeAll(callers)) {
                surprises.addAll(found.get());
            }
        }
        // Then
        assertThat(surprises).isEmpty();
        assertThat(Rows.count()).isEqualTo(rows);
    }

    private static List<String> surprises(List<String> golden, Mutations mutations, Random chosen) {
        var surprises = new ArrayList<String>();
        for (int i = 0; i < BODIES / CALLERS && surprises.size() < 5; i++) {
            byte[] body = mutations.of(golden.get(chosen.nextInt(golden.size())));
            boolean settles = chosen.nextBoolean();
            var answer = Caller.MERCHANT.post(settles ? "/settle" : "/verify", body);
            if (!isRefusal(answer, settles)) {
                surprises.add(answer.statusCode() + " " + answer.body() + " to "
                        + HexFormat.of().formatHex(body));
            }
        }
        return surprises;
    }

    private static boolean isRefusal(HttpResponse<String> answer, boolean settles) {
        if (!Set.of(200, 400, 413).contains(answer.statusCode())) {
            return false;
        }
        try {
            var json = JsonObject.parse(answer.body());
            String reason = json.text(settles ? "errorReason" : "invalidReason");
            return !json.bool(settles ? "success" : "isValid")
                    && REASONS.contains(reason)
                    && !UNEXPECTED.contains(reason);
        } catch (MalformedException e) {
            return false;
        }
    }
}
