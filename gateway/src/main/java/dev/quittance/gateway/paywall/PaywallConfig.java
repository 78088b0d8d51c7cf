package dev.quittance.gateway.paywall;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.Set;

/** Which unpaid requests people see as a page. */
@ConfigMapping(prefix = "quittance.gateway.paywall")
public interface PaywallConfig {

    /** Whether browsers get a page that pays with their wallet. Programs get the same bytes either way. */
    @WithDefault("true")
    boolean enabled();

    /** Names of routes without the page, separated by commas. */
    Optional<Set<String>> exceptRoutes();
}
