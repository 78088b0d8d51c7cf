package dev.quittance.gateway.route;

import java.util.List;
import java.util.Optional;

/** What a route sells, wherever that is written down. */
record Subject(
        String name, List<String> methods, PathPattern path, Optional<String> description, OfferReader.Amount amount) {}
