package dev.quittance.signer.approval;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.util.Set;

/** What an approver's token signs with the body: the fingerprint of what was read, and nothing else. */
public final class ApprovedFingerprint {
    private static final String MEMBER = "fingerprint";

    private ApprovedFingerprint() {}

    /**
     * Reads {@code {fingerprint}}.
     *
     * @throws MalformedException when it is something else
     */
    public static Bytes32 parse(byte[] body) {
        JsonObject json = JsonObject.parse(body);
        if (!json.names().equals(Set.of(MEMBER))) {
            throw new MalformedException("the member is " + MEMBER);
        }
        return Bytes32.parse(json.text(MEMBER));
    }
}
