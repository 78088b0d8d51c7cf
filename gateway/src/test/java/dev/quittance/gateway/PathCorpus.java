package dev.quittance.gateway;

import java.util.List;

/** Spellings of the test's priced paths, for every version of HTTP. */
final class PathCorpus {
    /** The price is asked for each. */
    static final List<String> CHARGED = List.of(
            "/dear",
            "/dear/",
            "/DEAR",
            "/Dear/",
            "/%64ear",
            "/%44EAR",
            "/dear?",
            "/dear?free=1",
            "/weather",
            "/weather/",
            "/WEATHER/Berlin",
            "/we%61ther/berlin",
            "/weather/%3Fx",
            "/weather/caf%C3%A9");

    /** Two programs could read each differently. */
    static final List<String> REFUSED = List.of(
            "/free/../dear",
            "/./dear",
            "/dear/.",
            "/dear/..",
            "/free/%2e%2e/dear",
            "/free/.%2E/dear",
            "//dear",
            "/free//dear",
            "/weather//berlin",
            "/dear;x=1",
            "/;/dear",
            "/..;/dear",
            "/dear%3Bx",
            "/%2Fdear",
            "/free%2F..%2Fdear",
            "/weather%2fberlin",
            "/\\dear",
            "/free\\..\\dear",
            "/%5Cdear",
            "/%255Cdear",
            "/%2564ear",
            "/dear%00",
            "/dear%0A",
            "/dear%0D%0A",
            "/dear%7F",
            "/dear%E2%80%A8",
            "/dear%E2%80%AE",
            "/dear%C2%85",
            "/%EF%BD%84ear",
            "/d%65%CC%81ar",
            "/dear%FF",
            "/dear%C0%AF",
            "/dear%",
            "/dear%2",
            "/dear%zz",
            "/dear#x",
            "/dear?x#y",
            "/dear|",
            "/de\u00e4r",
            "http://localhost/dear",
            "http://other.example/dear");

    private PathCorpus() {}
}
