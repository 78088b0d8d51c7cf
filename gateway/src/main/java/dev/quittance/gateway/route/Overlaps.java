package dev.quittance.gateway.route;

import dev.quittance.gateway.route.InvalidRoutesException.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds routes between which a request could not choose. */
final class Overlaps {
    private final HostIndex index = new HostIndex();
    private final Map<String, Fault> places = new HashMap<>();

    /**
     * Takes the next route.
     *
     * @param place where it stands; its text is not looked at
     * @return what is wrong with it beside those before; the first fault only
     */
    List<Fault> add(Route route, Fault place) {
        var faults = new ArrayList<Fault>();
        if (places.containsKey(route.name())) {
            String first = line(route);
            return List.of(at(place, "route " + route.name() + " appears twice, first in line " + first));
        }
        index.overlapping(route, other -> {
            if (faults.isEmpty() && sellAlike(route, other)) {
                clash(route, other).ifPresent(text -> faults.add(at(place, text)));
            }
        });
        places.put(route.name(), place);
        index.add(route);
        return faults;
    }

    private Optional<String> clash(Route route, Route other) {
        boolean covers = route.path().covers(other.path());
        boolean covered = other.path().covers(route.path());
        String where = other.name() + ", line " + line(other);
        if (covers && covered) {
            return Optional.of("route " + route.name() + " sells what another route sells: " + where);
        }
        return covers || covered
                ? Optional.empty()
                : Optional.of(
                        "route " + route.name() + " overlaps another route, and neither is more specific: " + where);
    }

    private String line(Route other) {
        return Optional.ofNullable(places.get(other.name()))
                .map(place -> Integer.toString(place.line()))
                .orElseThrow();
    }

    private static boolean sellAlike(Route one, Route other) {
        return one.methods().stream().anyMatch(other::sells)
                || other.methods().stream().anyMatch(one::sells);
    }

    private static Fault at(Fault place, String text) {
        return new Fault(place.file(), place.line(), text);
    }
}
