package dev.quittance.agent;

import dev.quittance.agent.journal.PurchaseJournal;
import dev.quittance.agent.journal.PurchaseRecord;
import dev.quittance.agent.signing.PaymentSigner;
import dev.quittance.agent.signing.PaymentSigner.Signing;
import dev.quittance.evm.registry.Registry;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.challenge.BoundNonce;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes the one payment of a purchase, each step written down before it is taken. */
final class PaymentMaking {
    private final AgentEnvironment environment;
    private final PaymentSigner signer;
    private final Registry registry;
    private final AgentLimits limits;
    private final PaymentSending sending;
    private final Consumer<PurchaseLeg> observer;

    PaymentMaking(
            AgentEnvironment environment,
            PaymentSigner signer,
            Registry registry,
            AgentLimits limits,
            PaymentSending sending,
            Consumer<PurchaseLeg> observer) {
        this.environment = environment;
        this.signer = signer;
        this.registry = registry;
        this.limits = limits;
        this.sending = sending;
        this.observer = observer;
    }

    /** Goes on with what is left in the entry, or begins anew. */
    SendingResult buy(Purchase purchase, PurchaseJournal.Entry entry) throws IOException, InterruptedException {
        return switch (Resumption.of(entry.open(), now())) {
            case Resumption.Anew() -> begin(purchase, entry);
            case Resumption.Sign(PurchaseRecord.Challenged challenged) -> {
                var choice = OfferChoice.among(List.of(challenged.accepted()), purchase.priceMax(), registry);
                if (!(choice instanceof OfferChoice.Chosen)) {
                    yield begin(purchase, entry);
                }
                observer.accept(new PurchaseLeg.Resumed(challenged));
                yield sign(purchase, entry, challenged);
            }
            case Resumption.Send(PurchaseRecord.Signed signed) -> {
                observer.accept(new PurchaseLeg.Resumed(signed));
                yield send(purchase, entry, signed);
            }
            case Resumption.SendAgain(PurchaseRecord.Sent sent) -> sendAgain(purchase, entry, sent);
        };
    }

    private SendingResult begin(Purchase purchase, PurchaseJournal.Entry entry)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                environment.http().send(sending.bounded(purchase.request()), sending.boundedBody());
        if (answer.statusCode() != 402) {
            return SendingResult.unmarked(new PurchaseOutcome.Free(answer));
        }
        PaymentRequired challenge;
        Bytes32 nonce;
        try {
            challenge = Challenge.read(answer.headers(), limits.challengeCharsMax());
            nonce = nonce(purchase, challenge);
        } catch (MalformedException e) {
            return SendingResult.unmarked(new Refusal.MalformedChallenge(
                    Optional.ofNullable(e.getMessage()).orElse("malformed")));
        }
        observer.accept(new PurchaseLeg.Challenged(challenge));
        return switch (OfferChoice.among(challenge.accepts(), purchase.priceMax(), registry)) {
            case OfferChoice.None(Refusal refusal) -> SendingResult.unmarked(refusal);
            case OfferChoice.Chosen(PaymentRequirements accepted) -> {
                var challenged = new PurchaseRecord.Challenged(now(), challenge, accepted, nonce);
                entry.write(challenged);
                yield sign(purchase, entry, challenged);
            }
        };
    }

    /** Bound to the challenge where there is a challenge id; random for any other server. */
    private Bytes32 nonce(Purchase purchase, PaymentRequired challenge) {
        return QuittanceInfo.challengeId(challenge.extensions())
                .map(id -> BoundNonce.of(id, BoundNonce.realm(purchase.request().uri())))
                .orElseGet(() -> {
                    byte[] nonce = new byte[Bytes32.LENGTH];
                    environment.random().nextBytes(nonce);
                    return new Bytes32(nonce);
                });
    }

    private SendingResult sign(Purchase purchase, PurchaseJournal.Entry entry, PurchaseRecord.Challenged challenged)
            throws IOException, InterruptedException {
        PaymentRequirements accepted = challenged.accepted();
        return switch (signer.sign(
                accepted, challenged.nonce(), purchase.request().uri())) {
            case Signing.Denied(String code, String detail) ->
                SendingResult.unmarked(new Refusal.SigningRefused(code, detail));
            case Signing.Signed signing -> {
                if (!isAsAsked(signing.authorization(), challenged)) {
                    yield SendingResult.unmarked(new Refusal.SigningRefused(
                            "signer_mismatch", "it signed something other than what it was asked to"));
                }
                PurchaseRecord.Signed signed = signed(challenged, signing);
                entry.write(signed);
                observer.accept(new PurchaseLeg.Authorized(accepted, signing.authorization()));
                yield send(purchase, entry, signed);
            }
        };
    }

    private SendingResult send(Purchase purchase, PurchaseJournal.Entry entry, PurchaseRecord.Signed signed)
            throws IOException {
        var sent = new PurchaseRecord.Sent(now(), signed.header(), signed.payload(), signed.authorization());
        entry.write(sent);
        return sending.send(UnsettledPayment.of(purchase, sent), false);
    }

    private SendingResult sendAgain(Purchase purchase, PurchaseJournal.Entry entry, PurchaseRecord.Sent sent)
            throws IOException, InterruptedException {
        observer.accept(new PurchaseLeg.Resumed(sent));
        SendingResult result = sending.send(UnsettledPayment.of(purchase, sent), true);
        if (!(result.outcome() instanceof PurchaseOutcome.Refused)
                || result.mark().isEmpty()) {
            return result;
        }
        // It expired unpaid: what is left is a purchase that was never made.
        entry.finish(result.mark().get());
        return begin(purchase, entry);
    }

    /** The signer is believed for who pays and how long, and for nothing else. */
    private static boolean isAsAsked(TransferAuthorization authorization, PurchaseRecord.Challenged challenged) {
        PaymentRequirements accepted = challenged.accepted();
        return authorization.value().equals(accepted.amount())
                && authorization.to().toString().equalsIgnoreCase(accepted.payTo())
                && authorization.nonce().equals(challenged.nonce());
    }

    private PurchaseRecord.Signed signed(PurchaseRecord.Challenged challenged, Signing.Signed signing) {
        PaymentRequired challenge = challenged.challenge();
        var payload = new PaymentPayload(
                Optional.of(challenge.resource()),
                challenged.accepted(),
                JsonObject.builder()
                        .put("signature", Hex.encode(signing.signature().toBytes()))
                        .put("authorization", signing.authorization().toJson())
                        .build(),
                challenge.extensions());
        return new PurchaseRecord.Signed(
                now(), PaymentHeader.encode(payload.toJson()), payload, signing.authorization());
    }

    private Instant now() {
        return environment.clock().instant();
    }
}
