package dev.quittance.gateway.paywall;

import dev.quittance.evm.registry.Registry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Puts the paywall together. */
@ApplicationScoped
final class PaywallParts {

    @Produces
    @Singleton
    Paywall paywall(PaywallConfig config) {
        return new Paywall(config, new PaywallPage(Registry.builtIn()), InstantSource.system());
    }
}
