package dev.quittance.facilitator.request;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * What {@code /verify} and {@code /settle} have in common: a body that is read strictly, refusals in the shape of the
 * endpoint's answers, and a count of every result.
 */
public final class Endpoint {
    private static final Logger LOG = Logger.getLogger(Endpoint.class);

    private final RequestReader requests;
    private final MeterRegistry metrics;
    private final Words words;

    /**
     * What is an endpoint's own.
     *
     * @param stage what it is, in one word
     * @param counter name of the metric that counts results
     * @param unexpected the reason of refusals that are not the request's fault
     * @param shape writes a refusal as the endpoint's answer
     */
    public record Words(String stage, String counter, ErrorReason unexpected, Function<Refusal, JsonObject> shape) {}

    public Endpoint(RequestReader requests, MeterRegistry metrics, Words words) {
        this.requests = requests;
        this.metrics = metrics;
        this.words = words;
    }

    /** Reads the body and has it answered; whatever goes wrong is refused in the endpoint's shape. */
    public Reply answer(byte[] body, Function<PaymentRequest, Reply> answerer) {
        String network = "";
        var sample = Timer.start(metrics);
        try {
            PaymentRequest request = requests.read(body);
            network = request.network();
            return answerer.apply(request);
        } catch (RefusedRequestException e) {
            return refused(e.status(), new Refusal(e.reason(), e.detail(), network));
        } catch (RuntimeException e) {
            LOG.errorf(e, "no answer: %s", words.unexpected().wire());
            return refused(500, new Refusal(words.unexpected(), "internal error", network));
        } finally {
            sample.stop(metrics.timer("quittance.stage", "stage", words.stage()));
        }
    }

    /** An answer that is no refusal; counted under the result. */
    public Reply answered(String result, String json) {
        count(result);
        return Reply.of(200, json);
    }

    public Reply refused(int status, Refusal refusal) {
        return Reply.of(status, shaped(refusal));
    }

    /** 503: nothing is wrong with the request, and it should come again. */
    public Reply later(Refusal refusal, Duration retryAfter) {
        return Reply.later(shaped(refusal), retryAfter);
    }

    /** 429: the caller sends more than it may. */
    public Reply limited(String network, Duration retryAfter) {
        var refusal = new Refusal(ErrorReason.RATE_LIMITED, "too many requests of this client", network);
        return Reply.limited(shaped(refusal), retryAfter);
    }

    /** 503 for a reason that is not the request's. */
    public Reply unavailable(String message, String network, Duration retryAfter) {
        return later(new Refusal(words.unexpected(), message, network), retryAfter);
    }

    private String shaped(Refusal refusal) {
        count(refusal.reason().wire());
        return words.shape().apply(refusal).toString();
    }

    private void count(String result) {
        metrics.counter(words.counter(), "result", result).increment();
    }
}
