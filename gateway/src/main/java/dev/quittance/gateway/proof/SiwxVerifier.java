package dev.quittance.gateway.proof;

import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.gateway.proof.SiwxVerdict.Fault;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.challenge.FreshNonces;
import dev.quittance.protocol.x402.PaymentHeader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Checks {@code SIGN-IN-WITH-X}: base64 of the CAIP-122 fields and an EIP-191 signature. Asks nobody. */
public final class SiwxVerifier {
    /** Longest header, in characters. */
    static final int CHARS_MAX = 8192;
    /** How far the clocks of replicas may differ. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private final FreshNonces nonces;
    private final Secp256k1 secp256k1;
    private final InstantSource clock;

    public SiwxVerifier(FreshNonces nonces, Secp256k1 secp256k1, InstantSource clock) {
        this.nonces = nonces;
        this.secp256k1 = secp256k1;
        this.clock = clock;
    }

    /**
     * Judges a header.
     *
     * @param origin scheme and authority of this gateway as {@link dev.quittance.protocol.challenge.BoundNonce#realm} spells them
     * @param network CAIP-2 id of the payment's chain
     */
    public SiwxVerdict verify(String header, String origin, SiwxSubject subject, String network, Address payer) {
        try {
            var json = PaymentHeader.decode(header, CHARS_MAX);
            var message = SiwxMessage.fromJson(json);
            boolean keySigned = json.text("type").equals("eip191")
                    && json.optionalText("signatureScheme").orElse("eip191").equals("eip191");
            if (!keySigned) {
                return new SiwxVerdict.Refused(Fault.INVALID_SIWX_UNSUPPORTED_SIGNATURE_SCHEME);
            }
            var fault = fault(message, origin, subject, network, payer);
            if (fault.isPresent()) {
                return new SiwxVerdict.Refused(fault.get());
            }
            return signed(message, Hex.decode(json.text("signature")), payer)
                    ? new SiwxVerdict.Proved(new SiwxProof(payer, time(message.issuedAt())))
                    : new SiwxVerdict.Refused(Fault.INVALID_SIWX_SIGNATURE);
        } catch (MalformedException e) {
            return new SiwxVerdict.Refused(Fault.INVALID_SIWX_PAYLOAD);
        } catch (DateTimeParseException e) {
            return new SiwxVerdict.Refused(Fault.INVALID_SIWX_ISSUED_AT);
        }
    }

    private Optional<Fault> fault(
            SiwxMessage message, String origin, SiwxSubject subject, String network, Address payer) {
        if (!message.domain().equals(origin.substring(origin.indexOf("://") + 3))) {
            return Optional.of(Fault.INVALID_SIWX_DOMAIN_MISMATCH);
        }
        if (!message.uri().equals(origin) && !message.uri().startsWith(origin + "/")) {
            return Optional.of(Fault.INVALID_SIWX_URI_MISMATCH);
        }
        if (!message.version().equals("1")) {
            return Optional.of(Fault.INVALID_SIWX_VERSION);
        }
        if (!message.isEvm() || !message.chainId().equals(network)) {
            return Optional.of(Fault.INVALID_SIWX_CHAIN_ID);
        }
        var now = clock.instant();
        return faultOfTime(message, now).or(() -> {
            if (!nonces.isFresh(message.nonce(), subject.text(), now)) {
                return Optional.of(Fault.INVALID_SIWX_NONCE);
            }
            return Address.parse(message.address()).equals(payer)
                    ? Optional.empty()
                    : Optional.of(Fault.INVALID_SIWX_ADDRESS_MISMATCH);
        });
    }

    private static Optional<Fault> faultOfTime(SiwxMessage message, Instant now) {
        var issuedAt = time(message.issuedAt());
        if (issuedAt.isBefore(now.minus(SiwxChallenge.LIFE))) {
            return Optional.of(Fault.INVALID_SIWX_ISSUED_AT_TOO_OLD);
        }
        if (issuedAt.isAfter(now.plus(SKEW))) {
            return Optional.of(Fault.INVALID_SIWX_ISSUED_AT_IN_FUTURE);
        }
        if (message.expirationTime().filter(end -> !now.isBefore(time(end))).isPresent()) {
            return Optional.of(Fault.INVALID_SIWX_EXPIRED);
        }
        boolean early = message.notBefore()
                .filter(start -> time(start).isAfter(now.plus(SKEW)))
                .isPresent();
        return early ? Optional.of(Fault.INVALID_SIWX_NOT_YET_VALID) : Optional.empty();
    }

    private boolean signed(SiwxMessage message, byte[] signature, Address payer) {
        if (signature.length != Signature.LENGTH) {
            return false;
        }
        try {
            return secp256k1
                    .recover(message.digest(), Signature.parse(signature))
                    .filter(payer::equals)
                    .isPresent();
        } catch (MalformedException e) {
            return false;
        }
    }

    /** RFC 3339, as EIP-4361 has it. */
    private static Instant time(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }
}
