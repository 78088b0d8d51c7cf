package dev.quittance.attestation.manifest;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Who decides what runs.
 *
 * @param threshold so many of them have to agree; 1 to their number
 * @param keys one of each admin, all different
 */
public record AdminSet(int threshold, List<AdminKey> keys) {
    /** Refuses a threshold that cannot be met, and an admin that would count twice. */
    public AdminSet {
        keys = List.copyOf(keys);
        Thresholds.require("admins", threshold, keys.size());
        if (new HashSet<>(keys).size() != keys.size()) {
            throw new MalformedException("the manifest names an admin twice");
        }
    }

    Optional<AdminKey> byId(String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    JsonObject toJson() {
        return Thresholds.json(threshold, keys.stream().map(AdminKey::toJwk).toList());
    }

    static AdminSet parse(JsonObject json) {
        return new AdminSet(
                Thresholds.parse(json),
                json.objects("keys").stream().map(AdminKey::fromExactJwk).toList());
    }
}
