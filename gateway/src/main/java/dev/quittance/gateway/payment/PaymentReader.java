package dev.quittance.gateway.payment;

import dev.quittance.gateway.challenge.Challenger;
import dev.quittance.gateway.challenge.Echo;
import dev.quittance.gateway.challenge.PricedRequest;
import dev.quittance.gateway.reservation.Claim;
import dev.quittance.gateway.route.Binding;
import dev.quittance.gateway.route.Method;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.challenge.BoundNonce;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.X402;
import dev.quittance.schemes.Schemes;
import dev.quittance.schemes.payment.Scheme;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads PAYMENT-SIGNATURE and compares it with what was quoted. Pure but for the clock behind the quote. */
public final class PaymentReader {
    /** The answer of the reference implementation, word for word. */
    static final String NO_MATCH = "No matching payment requirements";

    private final Challenger challenger;
    private final Schemes schemes;
    private final String tenant;
    private final int headerCharsMax;

    public PaymentReader(Challenger challenger, Schemes schemes, String tenant, int headerCharsMax) {
        this.challenger = challenger;
        this.schemes = schemes;
        this.tenant = tenant;
        this.headerCharsMax = headerCharsMax;
    }

    /** Judges a header value for the request it came with, and that request's other headers. */
    public PaymentAttempt read(PricedRequest request, String headerValue, MultiMap headers) {
        try {
            var payment = payment(headerValue);
            var echo = Echo.find(payment.extensions()).orElseThrow(() -> unfit(ErrorReason.EXTENSION_ECHO_MISMATCH));
            return switch (challenger.check(request, echo)) {
                case FORGED -> throw unfit(ErrorReason.CHALLENGE_INVALID);
                case EXPIRED -> matched(request, payment, echo, headers, false);
                case VALID -> matched(request, payment, echo, headers, true);
            };
        } catch (MalformedException e) {
            return new PaymentAttempt.Unfit(ErrorReason.INVALID_PAYLOAD.wire());
        } catch (RefusedException e) {
            return e.answer();
        }
    }

    private PaymentPayload payment(String headerValue) {
        var message = PaymentHeader.decode(headerValue, headerCharsMax);
        if (message.integer("x402Version") != X402.VERSION) {
            throw unfit(ErrorReason.INVALID_X402_VERSION);
        }
        return PaymentPayload.fromJson(message);
    }

    private PaymentAttempt matched(
            PricedRequest request, PaymentPayload payment, Echo echo, MultiMap headers, boolean quoteHolds) {
        var offer = echo.accepts().stream()
                .filter(quoted -> quoted.isMatchedBy(payment.accepted()))
                .findFirst()
                .orElseThrow(() -> RefusedException.unfit(NO_MATCH));
        var authorization = authorization(payment, offer);
        var binding = binding(request, echo, authorization);
        if (request.route().binding() == Binding.STRICT && binding != Binding.STRICT) {
            throw unfit(ErrorReason.NONCE_NOT_BOUND);
        }
        var claim = new Claim(
                AuthorizationKey.of(offer, authorization),
                tenant,
                challenger.digest(request, echo.priceVersion()),
                Optional.of(sha256(echo.challenge())),
                request.route().name(),
                offer,
                binding,
                X402.VERSION,
                OrderHeader.read(request.route(), headers),
                PaymentIdentifier.read(request.route(), payment.extensions()));
        var settle = new FacilitatorRequest(withoutChallenge(payment), offer);
        return new PaymentAttempt.Fits(claim, settle, quoteHolds, new Key.Challenge());
    }

    private Scheme.Authorization authorization(PaymentPayload payment, PaymentRequirements offer) {
        return switch (schemes.choose(payment, offer)) {
            case Schemes.Choice.Chosen(var scheme) -> {
                if (!Method.of(offer).isOf(scheme.kind())) {
                    throw unfit(ErrorReason.UNSUPPORTED_PAYLOAD_TYPE);
                }
                yield scheme.authorization(payment.payload());
            }
            case Schemes.Choice.Refused(var refusal) -> throw unfit(refusal.reason());
        };
    }

    private static Binding binding(PricedRequest request, Echo echo, Scheme.Authorization authorization) {
        var bound = BoundNonce.of(echo.challenge(), request.origin());
        return authorization.nonce().equals(bound) ? Binding.STRICT : Binding.COMPAT;
    }

    /** The challenge id opens the answer to what was paid, so no facilitator gets to know it; all else passes as it came. */
    private static PaymentPayload withoutChallenge(PaymentPayload payment) {
        return new PaymentPayload(
                payment.resource(),
                payment.accepted(),
                payment.payload(),
                payment.extensions().without(Echo.NAME));
    }

    private static Bytes32 sha256(String text) {
        return Sha256.hash(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static RefusedException unfit(ErrorReason reason) {
        return RefusedException.unfit(reason.wire());
    }
}
