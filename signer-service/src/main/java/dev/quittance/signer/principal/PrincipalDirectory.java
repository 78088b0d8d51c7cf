package dev.quittance.signer.principal;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/** The registered keys as of the last registration, in memory: strangers cost no database query. */
@Singleton
public final class PrincipalDirectory {
    private volatile Map<String, Registration> registrations = Map.of();

    /** Takes the keys that count from now on, by key id. */
    public void replace(Map<String, Registration> current) {
        registrations = Map.copyOf(current);
    }

    Optional<Registration> byKeyId(String keyId) {
        return Optional.ofNullable(registrations.get(keyId));
    }
}
