package dev.quittance.protocol.x402;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;

/** Constants of protocol version 2. */
public final class X402 {
    public static final int VERSION = 2;

    /** Member of {@code extra} that names the order of settlement and service. */
    public static final String PAYMENT_FLOW = "paymentFlow";
    /** Flow in which the payment is settled before the resource is served. */
    public static final String UPFRONT = "upfront";

    private X402() {}

    static void requireVersion(JsonObject message) {
        if (message.integer("x402Version") != VERSION) {
            throw new MalformedException("x402Version is not " + VERSION);
        }
    }
}
