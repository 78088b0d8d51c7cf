package dev.quittance.e2e.chaos;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A buyer's own record of one purchase: what it bought, the header that it sends each time, and what it was told. */
final class ShopPurchase {
    private static final List<String> OVER = List.of("delivery_unknown", "refund_due");

    private final Offer offer;
    private final TransferAuthorization authorization;
    private final String header;
    private final List<Told> told = new CopyOnWriteArrayList<>();

    /**
     * One answer.
     *
     * @param settlement the header PAYMENT-RESPONSE
     * @param upstreams whether the upstream said it, not the gateway
     * @param status 0 when no answer came
     */
    record Told(int status, String body, String contentType, Optional<String> settlement, boolean upstreams) {
        static Told nothing(String why) {
            return new Told(0, why, "", Optional.empty(), false);
        }

        /** The code of a problem; empty in other answers. */
        String code() {
            try {
                return contentType.startsWith("application/problem+json")
                        ? JsonObject.parse(body).text("code")
                        : "";
            } catch (MalformedException e) {
                return "";
            }
        }

        boolean isDelivery() {
            return status == 200 && upstreams;
        }
    }

    ShopPurchase(Offer offer, TransferAuthorization authorization, String header) {
        this.offer = offer;
        this.authorization = authorization;
        this.header = header;
    }

    Offer offer() {
        return offer;
    }

    /** PAYMENT-SIGNATURE. */
    String header() {
        return header;
    }

    TransferAuthorization authorization() {
        return authorization;
    }

    ChainRecord.Key key() {
        return new ChainRecord.Key(authorization.from(), authorization.nonce());
    }

    void tell(Told answer) {
        told.add(answer);
    }

    /** Every answer, in the order in which they came. */
    List<Told> told() {
        return List.copyOf(told);
    }

    List<Told> deliveries() {
        return told.stream().filter(Told::isDelivery).toList();
    }

    /** The upstream failed after the payment: its error, with the proof of payment. */
    List<Told> paidFailures() {
        return told.stream()
                .filter(answer -> answer.status() >= 500 && answer.settlement().isPresent())
                .filter(answer -> answer.upstreams() || answer.status() != 503)
                .toList();
    }

    boolean isDelivered() {
        return !deliveries().isEmpty();
    }

    /** Whether it makes no sense to ask on: it was delivered, or is for a person, or a refund. */
    boolean isOver() {
        return isDelivered()
                || !paidFailures().isEmpty()
                || told.stream().anyMatch(answer -> OVER.contains(answer.code()));
    }

    @Override
    public String toString() {
        return offer + " bought by " + authorization.from() + " with nonce " + authorization.nonce();
    }
}
