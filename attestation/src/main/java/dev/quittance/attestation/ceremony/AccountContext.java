package dev.quittance.attestation.ceremony;

import dev.quittance.protocol.Address;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What the box of an account's key belongs to: the account's name and address. */
public final class AccountContext {
    private AccountContext() {}

    /** The address, and the name in UTF-8. */
    public static byte[] of(String name, Address address) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Address.LENGTH + text.length)
                .put(address.toByteArray())
                .put(text)
                .array();
    }
}
