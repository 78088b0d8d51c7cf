package dev.quittance.gateway.payment;

import dev.quittance.gateway.challenge.Challenger;
import dev.quittance.gateway.challenge.Echo;
import dev.quittance.gateway.challenge.PricedRequest;
import dev.quittance.gateway.reservation.Claim;
import dev.quittance.gateway.route.Binding;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.challenge.BoundNonce;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads PAYMENT-SIGNATURE and compares it with what was quoted. Pure but for the clock behind the quote. */
public final class PaymentReader {
    /** The answer of the reference implementation, word for word. */
    static final String NO_MATCH = "No matching payment requirements";

    private static final String CAIP2_PREFIX = "eip155:";

    private final Challenger challenger;
    private final String tenant;
    private final int headerCharsMax;

    public PaymentReader(Challenger challenger, String tenant, int headerCharsMax) {
        this.challenger = challenger;
        this.tenant = tenant;
        this.headerCharsMax = headerCharsMax;
    }

    /** Judges a header value for the request it came with. */
    public PaymentAttempt read(PricedRequest request, String headerValue) {
        JsonObject message;
        PaymentPayload payment;
        try {
            message = PaymentHeader.decode(headerValue, headerCharsMax);
        } catch (MalformedException e) {
            return unfit(ErrorReason.INVALID_PAYLOAD);
        }
        try {
            if (message.integer("x402Version") != 2) {
                return unfit(ErrorReason.INVALID_X402_VERSION);
            }
            payment = PaymentPayload.fromJson(message);
        } catch (MalformedException e) {
            return unfit(ErrorReason.INVALID_PAYLOAD);
        }
        var echo = Echo.find(payment.extensions());
        if (echo.isEmpty()) {
            return unfit(ErrorReason.EXTENSION_ECHO_MISMATCH);
        }
        return switch (challenger.check(request, echo.get())) {
            case FORGED -> unfit(ErrorReason.CHALLENGE_INVALID);
            case EXPIRED -> matched(request, payment, echo.get(), false);
            case VALID -> matched(request, payment, echo.get(), true);
        };
    }

    private PaymentAttempt matched(PricedRequest request, PaymentPayload payment, Echo echo, boolean quoteHolds) {
        var offer = echo.accepts().stream()
                .filter(quoted -> quoted.isMatchedBy(payment.accepted()))
                .findFirst();
        if (offer.isEmpty()) {
            return new PaymentAttempt.Unfit(NO_MATCH);
        }
        try {
            var authorization = TransferAuthorization.fromJson(payment.payload().object("authorization"));
            var claim = new Claim(
                    key(offer.get(), authorization),
                    tenant,
                    challenger.digest(request, echo.priceVersion()),
                    Optional.of(sha256(echo.challenge())),
                    request.route().name(),
                    offer.get(),
                    binding(request, echo, authorization),
                    2,
                    Optional.empty(),
                    Optional.empty());
            var settle = new FacilitatorRequest(withoutChallenge(payment), offer.get());
            return new PaymentAttempt.Fits(claim, settle, quoteHolds, new Key.Challenge());
        } catch (MalformedException e) {
            return unfit(ErrorReason.INVALID_PAYLOAD);
        }
    }

    private static Binding binding(PricedRequest request, Echo echo, TransferAuthorization authorization) {
        var bound = BoundNonce.of(echo.challenge(), request.origin());
        return authorization.nonce().equals(bound) ? Binding.STRICT : Binding.COMPAT;
    }

    private static Claim.Authorization key(PaymentRequirements offer, TransferAuthorization authorization) {
        long chainId = Long.parseLong(offer.network().substring(CAIP2_PREFIX.length()));
        return new Claim.Authorization(
                chainId, Address.parse(offer.asset()), authorization.from(), authorization.nonce());
    }

    /** The challenge id opens the answer to what was paid, so no facilitator gets to know it. */
    private static PaymentPayload withoutChallenge(PaymentPayload payment) {
        return new PaymentPayload(payment.resource(), payment.accepted(), payment.payload(), JsonObject.EMPTY);
    }

    private static Bytes32 sha256(String text) {
        return Sha256.hash(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static PaymentAttempt unfit(ErrorReason reason) {
        return new PaymentAttempt.Unfit(reason.wire());
    }
}
