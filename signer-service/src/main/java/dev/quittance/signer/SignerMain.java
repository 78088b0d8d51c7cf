package dev.quittance.signer;

import dev.quittance.signer.measurement.OwnMeasurement;
import dev.quittance.vitals.Main;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Runs the service; measuring it, which reads every file that it runs, happens beside the rest of its start. */
@QuarkusMain(name = "signer")
public final class SignerMain {
    private SignerMain() {}

    public static void main(String... args) {
        OwnMeasurement.begin();
        Main.main(args);
    }
}
