package dev.quittance.agent;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

/** Reads the challenge of a 402 strictly. */
final class Challenge {
    private static final int OFFERS_MAX = 32;

    private Challenge() {}

    /**
     * Reads PAYMENT-REQUIRED.
     *
     * @throws MalformedException when it is missing, doubled, unreadable, or contradicts itself
     */
    static PaymentRequired read(HttpHeaders headers, int charsMax) {
        String value = single(headers, PaymentHeader.PAYMENT_REQUIRED)
                .orElseThrow(() -> new MalformedException("header PAYMENT-REQUIRED is missing"));
        var challenge = PaymentRequired.fromJson(PaymentHeader.decode(value, charsMax));
        if (challenge.accepts().size() > OFFERS_MAX) {
            throw new MalformedException("more than " + OFFERS_MAX + " offers");
        }
        requireQuotedTerms(challenge);
        return challenge;
    }

    /**
     * The one value of a header.
     *
     * @throws MalformedException when there are several
     */
    static Optional<String> single(HttpHeaders headers, PaymentHeader header) {
        List<String> values = headers.allValues(header.headerName());
        if (values.size() > 1) {
            throw new MalformedException("header " + header.headerName() + " appears " + values.size() + " times");
        }
        return values.stream().findFirst();
    }

    /** A Quittance gateway repeats its offers beside the challenge id that proves them: whoever changed one side shows here. */
    private static void requireQuotedTerms(PaymentRequired challenge) {
        Optional<JsonObject> info = QuittanceInfo.of(challenge.extensions());
        if (info.isEmpty()) {
            return;
        }
        List<JsonObject> quoted = info.get().objects("accepts");
        List<JsonObject> offered =
                challenge.accepts().stream().map(PaymentRequirements::toJson).toList();
        if (!quoted.equals(offered)) {
            throw new MalformedException("the offers differ from those that the challenge id was issued for");
        }
    }
}
