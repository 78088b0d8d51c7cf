package dev.quittance.gateway.payment;

import dev.quittance.gateway.challenge.Challenger;
import dev.quittance.gateway.challenge.OldChallenge;
import dev.quittance.gateway.challenge.PricedRequest;
import dev.quittance.gateway.proof.SiwxChallenge;
import dev.quittance.gateway.proof.SiwxSubject;
import dev.quittance.gateway.proof.SiwxVerdict;
import dev.quittance.gateway.proof.SiwxVerifier;
import dev.quittance.gateway.reservation.Claim;
import dev.quittance.gateway.route.Binding;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.ResourceInfo;
import dev.quittance.protocol.x402.v1.Networks;
import dev.quittance.protocol.x402.v1.PaymentPayload;
import dev.quittance.schemes.payment.Scheme;
import io.vertx.core.MultiMap;
import java.util.Optional;

/**
 * Reads X-PAYMENT, the header of version 1. It echoes no quote, so the current price list decides, and the first request that
 * reserves the authorization owns it. What proves that an asker is the payer is a fresh sign-in.
 */
public final class OldPaymentReader {
    private final Challenger challenger;
    private final SiwxVerifier siwx;
    private final String tenant;
    private final int headerCharsMax;

    public OldPaymentReader(Challenger challenger, SiwxVerifier siwx, String tenant, int headerCharsMax) {
        this.challenger = challenger;
        this.siwx = siwx;
        this.tenant = tenant;
        this.headerCharsMax = headerCharsMax;
    }

    /** Judges a header value for the request it came with, and that request's other headers. */
    public PaymentAttempt read(PricedRequest request, String headerValue, MultiMap headers) {
        try {
            var payment = payment(headerValue);
            if (request.route().binding() == Binding.STRICT) {
                throw RefusedException.unfit(ErrorReason.NONCE_NOT_BOUND.wire());
            }
            var authorization = TransferAuthorization.fromJson(payment.payload().object("authorization"));
            return fits(request, payment, authorization, headers);
        } catch (MalformedException e) {
            return new PaymentAttempt.Unfit(ErrorReason.INVALID_PAYLOAD.wire());
        } catch (RefusedException e) {
            return e.answer();
        }
    }

    private PaymentPayload payment(String headerValue) {
        var message = PaymentHeader.decode(headerValue, headerCharsMax);
        if (message.integer("x402Version") != PaymentPayload.VERSION) {
            throw RefusedException.unfit(ErrorReason.INVALID_X402_VERSION.wire());
        }
        return PaymentPayload.fromJson(message);
    }

    private PaymentAttempt fits(
            PricedRequest request, PaymentPayload payment, TransferAuthorization authorization, MultiMap headers) {
        var order = OrderHeader.read(request.route(), headers);
        var identifier = PaymentIdentifier.read(request.route(), JsonObject.EMPTY);
        var offer = offer(request, payment, authorization);
        var key = AuthorizationKey.of(offer, new Scheme.Authorization(authorization.from(), authorization.nonce()));
        var claim = new Claim(
                key,
                tenant,
                challenger.currentDigest(request),
                Optional.empty(),
                request.route().name(),
                offer,
                Binding.COMPAT,
                PaymentPayload.VERSION,
                order,
                identifier);
        var resource = new ResourceInfo(
                request.url(), request.route().description(), request.route().mimeType());
        var converted = new dev.quittance.protocol.x402.PaymentPayload(
                Optional.of(resource), offer, payment.payload(), JsonObject.EMPTY);
        return new PaymentAttempt.Fits(
                claim, new FacilitatorRequest(converted, offer), true, shown(request, offer, key, headers));
    }

    /** Offers of one network are told apart by payee and amount, as far as the payment tells them at all. */
    private static PaymentRequirements offer(
            PricedRequest request, PaymentPayload payment, TransferAuthorization authorization) {
        String network = Networks.caip2(payment.network()).orElse("");
        var offers = OldChallenge.offers(request.route()).stream()
                .filter(offer -> offer.scheme().equals(payment.scheme())
                        && offer.network().equals(network))
                .toList();
        return offers.stream()
                .filter(offer -> offer.amount().equals(authorization.value())
                        && offer.payTo().equals(authorization.to().toString()))
                .findFirst()
                .or(() -> offers.stream().findFirst())
                .orElseThrow(() -> RefusedException.unfit(PaymentReader.NO_MATCH));
    }

    private Key shown(PricedRequest request, PaymentRequirements offer, Claim.Authorization key, MultiMap headers) {
        var proofs = headers.getAll(SiwxChallenge.HEADER);
        if (proofs.isEmpty()) {
            return new Key.None();
        }
        if (proofs.size() > 1) {
            throw refused(SiwxVerdict.Fault.INVALID_SIWX_PAYLOAD);
        }
        var subject = SiwxSubject.of(tenant, key);
        return switch (siwx.verify(proofs.getFirst(), request.origin(), subject, offer.network(), key.payer())) {
            case SiwxVerdict.Proved(var proof) -> new Key.Wallet(proof);
            case SiwxVerdict.Refused(var fault) -> throw refused(fault);
        };
    }

    private static RefusedException refused(SiwxVerdict.Fault fault) {
        return RefusedException.refused(fault.wire(), fault.detail());
    }
}
